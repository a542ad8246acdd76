/**
 * Carries out the way out that a person chose. In: an item, one of its ways out, and an id if one is missing. Out: the
 * edits.
 */
import { parseAddress } from '../model/address.ts';
import type { Counterpart } from '../model/counterpart.ts';
import { completed, isComplete, type Edit } from '../model/edit.ts';
import type { Conflict, ManualItem, WayOut } from '../model/item.ts';
import { SIDES } from '../model/side.ts';

export type OpenItem = ManualItem | Conflict;

/** What an edit of hfsync.yaml can settle: an item of a plan, or a finding of `doctor`. */
export interface Settleable extends Pick<ManualItem, 'id' | 'address' | 'ways_out' | 'candidates'> {
  readonly rule: string;
}

/**
 * Null if a person has to do it in a web app, or if an id is still missing. An id that a person names takes precedence
 * over the best candidate.
 */
export function editsOf(item: Settleable, { key, edits }: WayOut, id: number | null): readonly Edit[] | null {
  if (!edits) return null;
  const done = id === null ? edits : edits.map((edit) => completed(key === 'link' ? reopened(item, edit) : edit, id));
  return done.every(isComplete) ? done : null;
}

/** Clears the end of a new record's link, which the best candidate had filled. */
function reopened({ address }: Settleable, edit: Edit): Edit {
  const ends = parseAddress(address);
  const open = SIDES.find((side) => ends?.[side] === null);
  if (!open || (edit.op !== 'link' && edit.op !== 'change')) return edit;
  return edit.op === 'link' ? { ...edit, [open]: null } : { ...edit, to: { ...edit.to, [open]: null } };
}

/** Whether the link is certain: Forecast's own pointer names it, or it is with the exact candidate. */
export function isExact(item: Settleable, edits: readonly Edit[]): boolean {
  if (item.rule === 'link.undeclared') return true;
  const best = bestOf(item);
  return (
    best?.class === 'exact' &&
    edits.some((edit) => {
      if (edit.op === 'change') return edit.to[best.side] === best.id;
      return edit.op === 'link' && edit[best.side] === best.id;
    })
  );
}

/** Whether the link is only likely. A person confirms such links record by record, never for a whole rule. */
export function isGuess(item: Settleable, key: string | null): boolean {
  return key === 'link' && bestOf(item)?.class === 'likely';
}

export function bestOf(item: Settleable): Counterpart | undefined {
  return item.candidates?.[0];
}
