import { RequestFailure } from '../model/failure.ts';
import { sideName, type Side } from '../model/side.ts';
import type { Run } from './one-run.ts';

/**
 * Roles and capacities that moved by themselves belong into the ledger, or the state would remember old role names. Returns what could
 * not be read, in words.
 */
export async function readPeopleAgain(run: Run, sides: readonly Side[]): Promise<readonly string[]> {
  if (run.signal.aborted) return [];
  const warnings = await Promise.all(sides.map((side) => peopleWarning(run, side)));
  return warnings.filter((warning) => warning !== null);
}

async function peopleWarning(run: Run, side: Side): Promise<string | null> {
  try {
    await run.refreshers[side].people();
    return null;
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    return `The people of ${sideName(side)} could not be read again: ${error.message} The next run will read them.`;
  }
}
