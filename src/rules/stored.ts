import { FORMS, type FieldName } from '../model/field.ts';
import { PLURAL, type Kind } from '../model/kind.ts';
import type { StoredForm, StoredForms } from '../model/last.ts';
import type { WayOut } from '../model/plan.ts';
import { otherSide, sideName, SIDES, type Side } from '../model/side.ts';
import { isTemporary } from '../model/temporary.ts';
import type { LinkSet } from '../model/want.ts';
import type { Finding } from './ambiguous.ts';
import { FIELDS } from './fields.ts';
import { acceptsCapacity, acceptsText } from './refusals.ts';
import { linkEntry } from './yaml.ts';

/** A record of which hfsync wrote values that a service keeps in another form. */
export interface StoredRecord {
  readonly kind: Kind;
  readonly label: string;
  readonly harvest: number | null;
  readonly forecast: number | null;
  readonly set: LinkSet;
  readonly fields: readonly { readonly field: FieldName; readonly forms: StoredForms }[];
}

/** What is true, and what can be stored: on the written side it is stored already, so it is the other one that is written. */
export function storedOtherwise(record: StoredRecord): Finding {
  return { reason: record.fields.map(reasonOf).join(' '), ways: waysOut(record) };
}

function reasonOf({ field, forms }: StoredRecord['fields'][number]): string {
  return formsBySide(forms)
    .map(([side, { asked, got }]) => {
      const [wrote, stored] = [asked, got].map((value) => shown(field, value));
      return `hfsync wrote ${wrote} as the ${FIELDS[field].words}; ${sideName(side)} stores it as ${stored}.`;
    })
    .join(' ');
}

function shown(field: FieldName, value: string | number): string {
  return FORMS[field] === 'capacity' ? `${Number(value) / 3600} h` : JSON.stringify(value);
}

function waysOut(record: StoredRecord): WayOut[] {
  const { kind, label, harvest, forecast, set, fields } = record;
  if (kind === 'company') return [{ text: 'Set the same capacity in both companies’ settings.' }];
  const ways = SIDES.flatMap((side) => {
    if (!fields.some(({ forms }) => forms[side])) return [];
    const taken = fields.map(({ field, forms }) => [field, (forms[side] ?? forms[otherSide(side)])?.got] as const);
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
  if (!first) return [{ text: 'Edit one side, so that both say the same.' }];
  const take = (side: Side): string => `ake what ${sideName(side)} stores:`;
  const other = second && second.yaml !== first.yaml ? [{ text: `Or t${take(second.side)}`, yaml: second.yaml }] : [];
  return [{ text: `T${take(first.side)}`, yaml: first.yaml }, ...other];
}

/** The file may say it, and Harvest takes it. */
function canBeSet(field: FieldName, value: string | number | undefined): boolean {
  if (value === undefined) return false;
  if (typeof value === 'number') return acceptsCapacity('harvest', value);
  return acceptsText('harvest', field, value) && !isTemporary(value);
}

function formsBySide(forms: StoredForms): (readonly [Side, StoredForm])[] {
  return SIDES.flatMap((side) => {
    const form = forms[side];
    return form ? [[side, form] as const] : [];
  });
}
