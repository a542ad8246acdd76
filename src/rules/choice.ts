/** A way out that a person takes. In: an item, one of its ways, an id where one is open. Out: the edits to carry out. */
import { parseAddress } from '../model/address.ts';
import type { Counterpart } from '../model/counterpart.ts';
import { completed, isComplete, type Edit } from '../model/edit.ts';
import type { Conflict, ManualItem, WayOut } from '../model/item.ts';
import { SIDES } from '../model/side.ts';

export type OpenItem = ManualItem | Conflict;

/** What can be settled in the file: an item of a plan, or a finding of `doctor`. */
export interface Settleable extends Pick<ManualItem, 'id' | 'address' | 'ways_out' | 'candidates'> {
  readonly rule: string;
}

/** null if it is done in a web app, or an id is still missing. An id that a person names outweighs the best candidate. */
export function editsOf(item: Settleable, { key, edits }: WayOut, id: number | null): readonly Edit[] | null {
  if (!edits) return null;
  const done = id === null ? edits : edits.map((edit) => completed(key === 'link' ? reopened(item, edit) : edit, id));
  return done.every(isComplete) ? done : null;
}

/** The end of a new record's link that the best candidate fills. */
function reopened({ address }: Settleable, edit: Edit): Edit {
  const ends = parseAddress(address);
  const open = SIDES.find((side) => ends?.[side] === null);
  if (!open || (edit.op !== 'link' && edit.op !== 'change')) return edit;
  return edit.op === 'link' ? { ...edit, [open]: null } : { ...edit, to: { ...edit.to, [open]: null } };
}

/** Forecast's own pointer says so, or the link is with the one exact candidate. */
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

/** A person confirms a likely link record by record, not by rule. */
export function isGuess(item: Settleable, key: string | null): boolean {
  return key === 'link' && bestOf(item)?.class === 'likely';
}

export function bestOf(item: Settleable): Counterpart | undefined {
  return item.candidates?.[0];
}
