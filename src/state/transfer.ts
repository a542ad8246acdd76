/**
 * Stores a whole state that comes from elsewhere. Needs the lock. A newer state, or one with another history, is only
 * overwritten with `isForced`.
 */
import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { StateContext } from './context.ts';
import { decodeState, encodeState } from './encode.ts';
import { readJournal, readText } from './remembered.ts';
import type { HeldMedium } from './medium.ts';

export interface Pushed {
  readonly last: Last;
  /** Whether the same state was there already. */
  readonly isSame: boolean;
}

/**
 * `name` is what messages call the text. Throws `UserError`: `state.unsettled`, `state.other-lineage`, `state.older`.
 */
export async function pushState(
  context: StateContext,
  held: HeldMedium,
  { source, name, isForced }: { readonly source: string; readonly name: string; readonly isForced: boolean },
): Promise<Pushed> {
  const { medium } = context;
  const given = decodeState(context, source, name);
  await refuseUnsettled(context, held);
  const before = await readText(medium, 'state', held);
  const there = before === null ? null : decodeState(context, before, medium.names.state);
  if (there && sameText(given, there)) return { last: there, isSame: true };
  if (there && !isForced) refuseOther(given, there, { name, there: medium.names.state });
  // Runs that remember the serial of the replaced state must see that this one is newer.
  const last = there && given.serial <= there.serial ? { ...given, serial: there.serial + 1 } : given;
  await held.save({ before, state: encodeState(context, last), journal: null });
  return { last, isSame: false };
}

/** The stored state, for moving it to another place. Throws `UserError`: `state.no-state`, `state.unsettled`. */
export async function settledState(context: StateContext, held: HeldMedium): Promise<Last> {
  await refuseUnsettled(context, held);
  const { names } = context.medium;
  const source = await readText(context.medium, 'state', held);
  if (source === null) throw noState(names.state);
  return decodeState(context, source, names.state);
}

export function noState(name: string): UserError {
  return new UserError('state.no-state', `There is no ${name} yet: nothing has been applied.`);
}

/** What an interrupted run may have written belongs to the state, and only an apply can find out what became of it. */
async function refuseUnsettled(context: StateContext, held: HeldMedium): Promise<void> {
  const { entries } = await readJournal(context, held);
  if (entries.length === 0) return;
  const { journal } = context.medium.names;
  throw new UserError('state.unsettled', `${journal} has what an interrupted run did. Nothing was written.`, {
    hint: 'Let the next apply check that first: hfsync apply',
  });
}

function refuseOther(given: Last, there: Last, names: { readonly name: string; readonly there: string }): void {
  const force = `If it is the right one all the same: hfsync state push ${names.name} --force`;
  if (given.lineage !== there.lineage)
    throw new UserError(
      'state.other-lineage',
      `${names.name} has the lineage ${given.lineage}, and ${names.there} has ${there.lineage}. Nothing was written.`,
      { hint: `They began as two first applies, and do not remember the same edits. ${force}` },
    );
  if (given.serial > there.serial) return;
  const how = given.serial < there.serial ? 'is older' : 'is another one';
  throw new UserError(
    'state.older',
    `${names.name} ${how}: serial ${given.serial}, and ${names.there} has ${there.serial}. Nothing was written.`,
    { hint: `Edits that were synced since would come back. ${force}` },
  );
}

function sameText(a: Last, b: Last): boolean {
  return encodeState({ cipher: null }, a) === encodeState({ cipher: null }, b);
}
