/**
 * Both accounts side by side. In: the fields of one record. Out: one row per field, Harvest on the left, Forecast on the right.
 *
 * | row of       | a side that is written | the other side                                                     |
 * | ------------ | ---------------------- | ------------------------------------------------------------------ |
 * | a change     | before, after          | the value it takes, where the plan tells; else who decides         |
 * | what waits   | –                      | its value                                                          |
 */
import type { FieldName } from '../../model/field.ts';
import type { Change, ChangedField, Origin } from '../../model/plan.ts';
import type { ItemField } from '../../model/item.ts';
import { otherSide, sideName, type Side } from '../../model/side.ts';
import { FIELDS } from '../../rules/fields.ts';
import { escapeText } from '../escape.ts';
import { compare, created, isNothing, value } from '../value.ts';
import { html, NOTHING, valueHtml, type Html } from './escape.ts';
import { markHtml } from './mark.ts';

/** Rows that a folded record shows; the rest is counted. */
export const ROWS = 4;

interface Row {
  readonly field: FieldName;
  readonly harvest: Html;
  readonly forecast: Html;
  readonly way: 'to-harvest' | 'to-forecast' | 'both-ways' | 'differs';
}

/** Both values of each field, as `beforeAfter` has them. */
export type Values = ReadonlyMap<ChangedField, ReturnType<typeof beforeAfter>>;

export function changedSides(changes: readonly Change[], values: Values): Html {
  return rowsHtml(pairUp(changes).map((row) => changedRow(row, values)));
}

export function itemSides(fields: readonly ItemField[]): Html {
  return rowsHtml(
    fields.map(({ field, harvest, forecast }) => ({
      field,
      way: 'differs',
      harvest: valueHtml(value(field, harvest)),
      forecast: valueHtml(value(field, forecast)),
    })),
  );
}

function rowsHtml(rows: readonly Row[]): Html {
  const rest = rows.length - ROWS;
  if (rest <= 0) return html`${rows.map(rowHtml)}`;
  const more = html`<span class="quiet">and ${rest} more ${escapeText(rest === 1 ? 'field' : 'fields')}</span>`;
  return html`${rows.slice(0, ROWS).map(rowHtml)}${more}`;
}

const HARVEST = markHtml(null, 'Harvest:');

/** The sign between both sides, with the name of the side that follows. */
const WAYS = {
  'to-harvest': markHtml('way to-harvest', 'comes from Forecast:'),
  'to-forecast': markHtml('way to-forecast', 'goes to Forecast:'),
  'both-ways': markHtml('way both-ways', 'both are written; Forecast:'),
  differs: markHtml('way differs', 'differs from Forecast:'),
} as const satisfies Record<Row['way'], Html>;

function rowHtml({ field, harvest, way, forecast }: Row): Html {
  return html`
    <span class="row">
      <span class="field">${escapeText(field)} </span>
      <span class="harvest">${HARVEST}${harvest}</span>
      ${WAYS[way]}
      <span class="forecast">${forecast}</span>
    </span>`;
}

type Written = { readonly field: FieldName } & { [S in Side]?: ChangedField };

/** A field that both sides get is one row. If one side is written twice, the second write has its own row. */
function pairUp(changes: readonly Change[]): readonly Written[] {
  const rows: Written[] = [];
  for (const { account, fields } of changes) {
    for (const changed of fields) {
      const open = rows.find((row) => row.field === changed.field && !row[account]);
      if (open) open[account] = changed;
      else rows.push({ field: changed.field, [account]: changed });
    }
  }
  return rows;
}

function changedRow({ field, harvest, forecast }: Written, values: Values): Row {
  const written = (changed: ChangedField): Html => writtenHtml(changed, values);
  if (harvest && forecast) return { field, harvest: written(harvest), forecast: written(forecast), way: 'both-ways' };
  if (harvest) return { field, harvest: written(harvest), forecast: source(harvest, 'harvest'), way: 'to-harvest' };
  if (forecast)
    return { field, harvest: source(forecast, 'forecast'), forecast: written(forecast), way: 'to-forecast' };
  return { field, harvest: NOTHING, forecast: NOTHING, way: 'differs' };
}

const [BEFORE, AFTER] = [markHtml('mark', 'before'), markHtml('mark', 'after')];

/** Before and after on the side that is written; a create has no before, a delete no after. */
function writtenHtml(changed: ChangedField, values: Values): Html {
  const { before, after } = values.get(changed) ?? beforeAfter(changed);
  const had = isNothing(changed.field, changed.before) ? NOTHING : html`<span class="old">${BEFORE}${before}</span>`;
  const gets =
    changed.after === null && changed.after_from === undefined
      ? NOTHING
      : html`<span class="new">${AFTER}${after}</span>`;
  return html`${had}${gets}`;
}

/** Both values of a changed field, with the ids of clients, the changed words marked. */
export function beforeAfter(changed: ChangedField): { readonly before: Html; readonly after: Html } {
  const { field, before_id: had, after_id: gets, after_from: from } = changed;
  const { before, after } = compare(field, changed.before, changed.after);
  const withId = (content: Html, id: number | null | undefined): Html =>
    typeof id === 'number' ? html`${content} <span class="quiet">(${id})</span>` : content;
  return {
    before: withId(valueHtml(before), had),
    after: from === undefined ? withId(valueHtml(after), gets) : valueHtml(created(from, changed.after)),
  };
}

/** The side that is not written, if the plan knows it. */
function source(changed: ChangedField, account: Side): Html {
  const { field, after, origin } = changed;
  const other = otherSide(account);
  if (origin !== other) return html`<span class="quiet">${escapeText(SOURCE_WORDS[origin])}</span>`;
  if (changed.after_from !== undefined) return html`<span class="quiet">created by this plan</span>`;
  // A client has a different id there, roles may have different names, and notes are made from a budget.
  if (!FIELDS[field].sameWords) return html`<span class="quiet">${escapeText(sideName(other))} decides</span>`;
  return valueHtml(value(field, after));
}

const SOURCE_WORDS = {
  // If neither side's value decides, or that of the written side.
  harvest: 'Harvest decides',
  forecast: 'Forecast decides',
  config: 'set in hfsync.yaml',
  merge: 'merged from both',
  undo: 'undo',
} as const satisfies Record<Origin, string>;
