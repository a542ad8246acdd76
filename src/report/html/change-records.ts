/** Changes on the page: one record each, however many requests write it. In: changes. Out: records. */
import type { Action, Change, ChangedField, Plan } from '../../model/plan.ts';
import type { Address } from '../../model/address.ts';
import type { FieldValue } from '../../model/field.ts';
import type { RuleId } from '../../model/rule.ts';
import { sideName } from '../../model/side.ts';
import { direction, originName, recordsOf, SIGN } from '../change-blocks.ts';
import { escapeText } from '../escape.ts';
import { value } from '../value.ts';
import { html, linkHtml, nameHtml, NOTHING, remembered, valueHtml, type Html, proseHtml } from './escape.ts';
import { declaredFacts, factsHtml, ruleHtml, type Body, type Facts, type RecordOfPage, type Sign } from './record.ts';
import { beforeAfter, changedSides, type Values } from './sides.ts';

interface Context {
  /** Finds the change with an id on the page. */
  readonly places: ReadonlyMap<string, string>;
  readonly undo: Plan['undo'];
  readonly values: Values;
}

export function* changeRecords({ undo }: Plan, records: ReturnType<typeof recordsOf>): Iterable<RecordOfPage> {
  const context = { places: placesOf(records), undo };
  let index = 0;
  for (const record of records) {
    const first = record[0];
    index += 1;
    if (!first) continue;
    yield {
      id: idOf(index),
      class: 'change',
      kind: first.kind,
      of: first,
      rules: rulesOf(record),
      sign: SIGNS[first.action],
      body: () => changeBody(record, context),
    };
  }
}

const SIGNS = {
  create: signOf('create'),
  update: signOf('update'),
  delete: signOf('delete'),
  link: signOf('link'),
} as const satisfies Record<Action, Sign>;

function signOf(action: Action): Sign {
  return { sign: SIGN[action], word: action, style: action };
}

export function rulesOf(record: readonly Change[]): readonly RuleId[] {
  const [first, ...others] = record;
  if (!first || others.length === 0) return first?.rules ?? [];
  return [...new Set(record.flatMap((change) => change.rules))];
}

/** Of the changes that another one waits for. */
function placesOf(records: ReturnType<typeof recordsOf>): Context['places'] {
  const wanted = new Set<string>();
  for (const record of records) for (const { after } of record) for (const id of after) wanted.add(id);
  const places = new Map<string, string>();
  if (wanted.size === 0) return places;
  for (const [index, record] of records.entries())
    for (const { id } of record) if (wanted.has(id)) places.set(id, idOf(index + 1));
  return places;
}

/** The values are compared once for both places in which they are shown. */
function changeBody(record: readonly Change[], context: Omit<Context, 'values'>): Body {
  const values = new Map<ChangedField, ReturnType<typeof beforeAfter>>();
  for (const { fields } of record) for (const field of fields) values.set(field, beforeAfter(field));
  return {
    line: changedSides(record, values),
    more: html`${record.map((change) => requestHtml(change, { places: context.places, undo: context.undo, values }))}`,
  };
}

/** `nth`: from 1. */
function idOf(nth: number): string {
  return `change-${nth}`;
}

/** One request: what it writes, who decided it, and under which rule. */
function requestHtml(change: Change, context: Context): Html {
  const { account, action } = change;
  const way = direction(change);
  const heading = remembered(
    ['request', action, account, way],
    () => html`
      <h4>
        <span class="${escapeText(action)}" aria-hidden="true">${escapeText(SIGN[action])} </span>
        ${escapeText(action)} in ${escapeText(sideName(account))} <span class="quiet">${escapeText(way)}</span>
      </h4>`,
  );
  return html`
    ${heading}
    ${fieldsHtml(change, context)}
    ${factsHtml(factsOf(change, context))}`;
}

function fieldsHtml(change: Change, context: Context): Html {
  if (change.fields.length === 0) return NOTHING;
  return html`
    <table>
      ${headingsHtml(change, context.undo)}
      <tbody>${change.fields.map((field) => fieldHtml(field, change, context))}</tbody>
    </table>`;
}

function headingsHtml(change: Change, undo: Plan['undo']): Html {
  const baseline = !hasBaseline(change, undo) ? null : undo ? 'Baseline to put back' : 'Baseline';
  const where = sideName(change.account);
  return remembered(
    ['headings', where, baseline ?? ''],
    () => html`
      <thead><tr>
        <th>Field</th>
        <th>Before in ${escapeText(where)}</th>
        <th>After in ${escapeText(where)}</th>
        ${baseline === null ? NOTHING : html`<th>${escapeText(baseline)}</th>`}
        <th>Decided by</th>
        <th>Rule</th>
      </tr></thead>`,
  );
}

/** Where both sides last agreed; a plan that takes an apply back has its own. */
function hasBaseline({ baseline }: Change, undo: Plan['undo']): boolean {
  return undo !== undefined || baseline !== undefined;
}

function fieldHtml(changed: ChangedField, change: Change, { undo, values }: Context): Html {
  const { address, action } = change;
  const { before, after } = values.get(changed) ?? beforeAfter(changed);
  const none = html`<span class="quiet">–</span>`;
  return html`
    <tr>
      <th>${escapeText(changed.field)}</th>
      <td>${action === 'create' ? none : before}</td>
      <td>${action === 'delete' ? none : after}</td>
      ${hasBaseline(change, undo) ? html`<td>${undo ? baselineHtml(changed, undo.baseline, address) : agreedHtml(changed, change)}</td>` : NOTHING}
      <td>${escapeText(originName(changed.origin))}</td>
      <td>${ruleHtml(changed.rule)}</td>
    </tr>`;
}

function agreedHtml({ field }: ChangedField, { baseline }: Change): Html {
  const agreed = baseline?.[field];
  return agreed === undefined ? html`<span class="quiet">none</span>` : valueHtml(value(field, agreed));
}

/** The baseline keeps a client and roles by the ids of both sides, without their kind. */
function baselineHtml({ field }: ChangedField, all: NonNullable<Plan['undo']>['baseline'], address: Address): Html {
  const baseline = Object.hasOwn(all, address) ? all[address] : null;
  const last: FieldValue | undefined = Object.entries(baseline ?? {}).find(([name]) => name === field)?.[1];
  if (last === undefined) return html`<span class="quiet">none</span>`;
  if (field !== 'client' && field !== 'roles') return valueHtml(value(field, last));
  const pairs = [last].flat().map((ids) => `${field === 'client' ? field : 'role'}:${ids}`);
  return html`<code>${escapeText(pairs.join(', '))}</code>`;
}

function factsOf(change: Change, { places }: Context): Facts {
  const { effects, after, settings, edited_by: editor, urls = [] } = change;
  return [
    ...(editor === undefined ? [] : [['Edited by', html`${nameHtml(escapeText(editor))}, in Forecast`] as const]),
    ...(isFromHarvest(change) ? [['Edited by', html`<span class="quiet">Harvest does not say</span>`] as const] : []),
    ...effects.map((effect) => ['Effect', html`${proseHtml(effect)}`] as const),
    ...after.map((id) => ['Waits for', placeHtml(id, places)] as const),
    ...(settings ? [['Created with', html`${escapeText(settingsWords(settings))}`] as const] : []),
    ...urls.map((url) => ['Page', linkHtml(url)] as const),
    ...declaredFacts(change.declared_at),
    ['Change', html`<code>${escapeText(change.id)}</code>`],
  ];
}

function isFromHarvest({ action, fields }: Change): boolean {
  return action === 'update' && fields.some(({ origin }) => origin === 'harvest');
}

function settingsWords(settings: NonNullable<Change['settings']>): string {
  return Object.entries(settings)
    .map(([name, of]) => `${name}: ${String(of)}`)
    .join(', ');
}

function placeHtml(id: string, places: Context['places']): Html {
  const place = places.get(id);
  const words = html`<code>${escapeText(id)}</code>`;
  return place === undefined ? words : html`<a href="#${escapeText(place)}">${words}</a>`;
}
