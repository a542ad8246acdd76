import { compareAddresses } from '../../model/address.ts';
import { FORMS, type FieldName, type FieldValue } from '../../model/field.ts';
import type { Change, ChangedField } from '../../model/plan.ts';
import { recordName } from '../../model/record.ts';
import { EFFECTS } from '../../rules/effects.ts';
import { addressOf, endOf, recordOf } from '../join/pair.ts';
import type { Request } from './requests.ts';
import { baselineOf } from '../compare/comparable.ts';
import type { CompareContext } from '../compare/context.ts';
import { declaredAt } from '../decide/items.ts';
import { draftKey, labelOf, type Write } from '../decide/sheet.ts';
import { shownBaseline } from '../decide/shown.ts';
import { urlsOf } from '../decide/urls.ts';

/** Requests as the plan shows them, in plan order. */
export function changesOf(
  context: CompareContext,
  requests: ReadonlyMap<string, readonly Request[]>,
  after: ReadonlyMap<Request, ReadonlySet<string>>,
): Change[] {
  const all = [...requests.values()].flat();
  const changes = all.map((request) => toChange(context, requests, request, [...(after.get(request) ?? [])].sort()));
  return changes.sort(comparePlanOrder);
}

/** Company, role, client, person, project; then ids; Harvest before Forecast; then the parts of one record in turn. */
function comparePlanOrder(left: Change, right: Change): number {
  return (
    compareAddresses(left.address, right.address) ||
    compareText(right.account, left.account) ||
    compareText(left.id, right.id)
  );
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function toChange(
  context: CompareContext,
  requests: ReadonlyMap<string, readonly Request[]>,
  request: Request,
  after: string[],
): Change {
  const { draft } = request;
  const declared =
    draft.pair.create && (request.action === 'create' || request.action === 'link') ? [draft.pair.create.rule] : [];
  return {
    id: request.id,
    address: addressOf(draft.pair),
    kind: draft.pair.kind,
    label: labelOf(context, draft.pair),
    account: draft.side,
    action: request.action,
    rules: [...new Set([...declared, ...request.writes.map((write) => write.rule)])],
    fields: request.writes.map((write) => toField(requests, write)),
    effects: effectsOf(request),
    after,
    ...baselineOfChange(context, request),
    ...editorOfChange(context, request),
    urls: urlsOf(context.have, draft.pair),
    ...(draft.settings && request.action === 'create' ? { settings: draft.settings } : {}),
    ...declaredAt(draft.pair.link),
  };
}

/** What both sides last agreed on, field by field. */
function baselineOfChange(context: CompareContext, { draft, writes }: Request): Pick<Change, 'baseline'> {
  const baseline: { [F in FieldName]?: FieldValue } = {};
  for (const { field } of writes) {
    if (baselineOf(context, draft.pair, field) !== undefined)
      baseline[field] = shownBaseline(context, draft.pair, field);
  }
  return Object.keys(baseline).length > 0 ? { baseline } : {};
}

/** Forecast tells who saved a record last (`updated_by_id`). */
function editorOfChange(context: CompareContext, { draft, writes }: Request): Pick<Change, 'edited_by'> {
  const editor = endOf(context.have, draft.pair, 'forecast')?.editedBy;
  if (typeof editor !== 'number' || writes.every(({ origin }) => origin !== 'forecast')) return {};
  const person = recordOf(context.have, 'forecast', 'person', editor);
  return { edited_by: person ? recordName(person) : `person ${editor} of Forecast` };
}

function toField(requests: ReadonlyMap<string, readonly Request[]>, write: Write): ChangedField {
  const created = write.afterFrom && requests.get(draftKey(write.afterFrom.pair, write.afterFrom.side))?.[0];
  const isClient = FORMS[write.field] === 'client';
  return {
    field: write.field,
    before: write.before,
    after: write.after,
    ...(isClient ? { before_id: write.beforeId ?? null, after_id: write.afterId ?? null } : {}),
    ...(created ? { after_from: created.id } : {}),
    rule: write.rule,
    origin: write.origin,
  };
}

function effectsOf({ draft, writes }: Request): string[] {
  const effects = [...draft.effects];
  const status = writes.find((write) => write.field === 'status')?.after;
  if (draft.pair.kind === 'person' && draft.action === 'update') {
    if (draft.side === 'harvest' && status === 'archived') effects.push(EFFECTS.leavesProjects);
    if (draft.side === 'harvest' && status === 'active') effects.push(EFFECTS.harvestSeat);
    if (draft.side === 'forecast' && status === 'active') effects.push(EFFECTS.forecastSeat);
  }
  if (draft.pair.kind === 'company') effects.push(EFFECTS.everybody);
  return effects;
}
