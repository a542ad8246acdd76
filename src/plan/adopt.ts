import type { Adoption } from '../model/adoption.ts';
import type { TrippedGuard } from '../model/guard.ts';
import { adoptionsOf, isDoubtful } from './adoptions.ts';
import { createContext } from './compare/context.ts';
import { join } from './join/join.ts';
import { makePlan, type PlanInput } from './plan.ts';
import { chooserOf } from './select/chooser.ts';
import { describer } from './select/described.ts';

export interface Adoptions {
  readonly adoptions: readonly Adoption[];
  /** Why there are none: a guard that doubts the accounts themselves. */
  readonly doubts: readonly TrippedGuard[];
}

/** Of the part that is selected. Throws `UserError` for a selection that names nothing. */
export function findAdoptions(input: PlanInput): Adoptions {
  const { manual, guards } = makePlan(input);
  const doubts = guards.filter((guard) => isDoubtful([guard]));
  if (doubts.length > 0) return { adoptions: [], doubts };
  const context = createContext(join(input.want, input.have, input.last));
  return { adoptions: adoptionsOf(context, manual, chooserOf(input.select, describer(context))), doubts };
}
