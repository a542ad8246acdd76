/** STAND-IN, to be replaced at the merge: until then nothing is shown rather than too much. */
import { UserError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';

export function redactPlan(_plan: Plan): Plan {
  throw new UserError('redact.missing', 'This version cannot redact a plan yet.', {
    hint: 'Leave --redact away where no stranger reads, or wait for the next version.',
  });
}
