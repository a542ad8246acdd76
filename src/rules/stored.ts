import { FORMS, type FieldName } from '../model/field.ts';
import { PLURAL, type Kind } from '../model/kind.ts';
import type { WayOut } from '../model/plan.ts';
import type { StoredField } from '../model/reason.ts';
import { sideName, SIDES, type Side } from '../model/side.ts';
import { isTemporary } from '../model/temporary.ts';
import type { LinkSet } from '../model/want.ts';
import { FIELDS } from './fields.ts';
import { acceptsCapacity, acceptsText } from './refusals.ts';
import { linkEntry } from './yaml.ts';

/** What a service stores in another form than hfsync wrote it, in words. */
export function storedText(stored: readonly StoredField[]): string {
  return stored.map(sentenceOf).join(' ');
}

function sentenceOf({ field, side, asked, got }: StoredField): string {
  const { words } = FIELDS[field];
  if (asked === null || got === null) return `${sideName(side)} stores the ${words} in another form than hfsync wrote.`;
  return `hfsync wrote ${shown(field, asked)} as the ${words}, but ${sideName(side)} stores it as ${shown(field, got)}.`;
}

function shown(field: FieldName, value: string | number): string {
  return FORMS[field] === 'capacity' ? `${Number(value) / 3600} h` : JSON.stringify(value);
}

/** A record of which hfsync wrote values that a service keeps in another form. */
interface StoredRecord {
  readonly kind: Kind;
  readonly label: string;
  readonly harvest: number | null;
  readonly forecast: number | null;
  readonly set: LinkSet;
}

/** What can be stored: on the written side it is stored already, so it is the other one that is written. */
export function storedWays(record: StoredRecord, stored: readonly StoredField[]): WayOut[] {
  const { kind, label, harvest, forecast, set } = record;
  if (kind === 'company') return [{ text: 'Set the same capacity in both companies’ settings.' }];
  const fields = [...new Set(stored.map(({ field }) => field))];
  const ways = SIDES.flatMap((side) => {
    if (!stored.some((each) => each.side === side)) return [];
    const taken = fields.map((field) => [field, gotBy(stored, field, side)] as const);
    if (!taken.every(([field, value]) => canBeSet(field, value))) return [];
    const yaml = linkEntry(PLURAL[kind], {
      name: label,
      harvest: String(harvest ?? 'ID'),
      forecast: String(forecast ?? 'ID'),
      set: { ...set, ...Object.fromEntries(taken) },
    });
    return [{ side, yaml }];
  });
  const [first, second] = ways;
  if (!first) return [{ text: 'Edit one side, so that both agree.' }];
  const different = second && second.yaml !== first.yaml ? [first, second] : [first];
  return different.map(({ side, yaml }) => ({ text: `Keep what ${sideName(side)} stores:`, yaml }));
}

/** What this side made of the field, or else the other one. */
function gotBy(stored: readonly StoredField[], field: FieldName, side: Side): StoredField['got'] {
  const all = stored.filter((each) => each.field === field);
  return (all.find((each) => each.side === side) ?? all[0])?.got ?? null;
}

/** The file may say it, and Harvest takes it. */
function canBeSet(field: FieldName, value: string | number | null): boolean {
  if (value === null) return false;
  if (typeof value === 'number') return acceptsCapacity('harvest', value);
  return acceptsText('harvest', field, value) && !isTemporary(value);
}
