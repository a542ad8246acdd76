import type { Plan } from '../../src/model/plan.ts';
import { digestOf } from '../../src/plan/digest.ts';
import * as sample from '../report/sample.ts';

export { change } from '../report/sample.ts';

/** Plans as they are saved: with the digest of what is in them. */
export function plan(part: Partial<Plan> = {}): Plan {
  return honest(sample.plan(part));
}

export function honest(made: Plan): Plan {
  return { ...made, digest: digestOf(made, null) };
}

export const FULL: Plan = honest(sample.FULL);
