import { FORMS, type FieldName } from '../model/field.ts';
import type { WayOut } from '../model/item.ts';
import type { StoredField } from '../model/reason.ts';
import { sideName, SIDES, type Side } from '../model/side.ts';
import { FIELDS } from './fields.ts';
import { byHand, isSayable, setEdits, wayOf, type Item } from './way.ts';

/** A sentence for each value that a service stores in a different form from what hfsync wrote. */
export function storedText(stored: readonly StoredField[]): string {
  return stored.map(sentenceOf).join(' ');
}

function sentenceOf({ field, side, asked, got }: StoredField): string {
  const { words } = FIELDS[field];
  if (asked === null || got === null)
    return `${sideName(side)} stores the ${words} in a different form from what hfsync wrote.`;
  return `hfsync wrote ${shown(field, asked)} as the ${words}, but ${sideName(side)} stores it as ${shown(field, got)}.`;
}

function shown(field: FieldName, value: string | number): string {
  return FORMS[field] === 'capacity' ? `${Number(value) / 3600} h` : JSON.stringify(value);
}

/**
 * Ways to keep the value that can be stored. The side that hfsync wrote already has it, so the other side is written.
 */
export function storedWays(item: Item, stored: readonly StoredField[]): WayOut[] {
  if (item.kind === 'company') return [byHand('edit', 'Set the same capacity in the settings of both accounts.')];
  const fields = [...new Set(stored.map(({ field }) => field))];
  const ways = SIDES.flatMap((side) => {
    if (!stored.some((each) => each.side === side)) return [];
    const taken = fields.map((field) => [field, gotBy(stored, field, side)] as const);
    const set = Object.fromEntries(taken);
    if (!taken.every(([field, value]) => isSayable(field, value)) || !item.possible.set(set)) return [];
    return [wayOf(item, `keep-${side}`, `Keep what ${sideName(side)} stores.`, setEdits(item, set))];
  });
  const [first, second] = ways;
  if (!first) return [byHand('edit', 'Edit one side, so that both agree.')];
  return second && second.yaml !== first.yaml ? [first, second] : [first];
}

/** What this side stored for the field. If it stored nothing, what the other side stored. */
function gotBy(stored: readonly StoredField[], field: FieldName, side: Side): StoredField['got'] {
  const all = stored.filter((each) => each.field === field);
  return (all.find((each) => each.side === side) ?? all[0])?.got ?? null;
}
