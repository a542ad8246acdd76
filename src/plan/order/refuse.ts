import type { FieldName } from '../../model/field.ts';
import type { ActiveProject, Reason } from '../../model/reason.ts';
import type { AccountRecord } from '../../model/record.ts';
import { SIDES } from '../../model/side.ts';
import { isLocked } from '../../rules/refusals.ts';
import { linkedPair } from '../decide/linked-pair.ts';
import { itemField } from '../decide/linked.ts';
import { endOf, recordsOf, type Pair } from '../join/pair.ts';
import type { CompareContext } from '../compare/context.ts';
import { staysArchived } from '../decide/stays-archived.ts';
import { draftOf, addManual, subjectOf, dropWrite, type Draft, type Sheet } from '../decide/sheet.ts';

/**
 * A pass over what would be written: what a service is known to refuse becomes a manual item under the write's own rule.
 * In and out: the sheet. After `refuseUnderArchived`: a project that is not restored takes no edit either.
 */
export function refuseLocked(context: CompareContext, sheet: Sheet): void {
  for (const draft of [...sheet.drafts.values()]) {
    const record = endOf(context.have, draft.pair, draft.side);
    if (!record || draft.action !== 'update' || draft.writes.get('status')?.after === 'active') continue;
    for (const field of [...draft.writes.keys()])
      if (isLocked(record, field, context.last))
        replaceByManual(context, sheet, draft, field, { code: 'record-archived', fields: [field] });
  }
}

/**
 * A client that is archived on the side that would be written, and stays so, takes no active project there: neither one that
 * is restored nor one that moves in. (The services do not let a client with active projects be archived.)
 */
export function refuseUnderArchived(context: CompareContext, sheet: Sheet): void {
  for (const draft of [...sheet.drafts.values()]) {
    if (draft.pair.kind !== 'project' || draft.action !== 'update') continue;
    // Without its move, a restored project comes back under its old client.
    for (const field of ['client', 'status'] as const) {
      if (draft.writes.has(field) && isUnderArchived(context, sheet, draft))
        replaceByManual(context, sheet, draft, field, { code: 'client-archived' });
    }
  }
}

function isUnderArchived(context: CompareContext, sheet: Sheet, draft: Draft): boolean {
  const project = endOf(context.have, draft.pair, draft.side);
  const status = draft.writes.get('status')?.after ?? project?.values.status;
  const client = draft.writes.get('client')?.afterId ?? project?.values.client;
  return status === 'active' && Boolean(client) && staysArchived(context, sheet, draft.side, Number(client));
}

/** Replaces a write by a manual item under the same rule. */
export function replaceByManual(
  context: CompareContext,
  sheet: Sheet,
  draft: Draft,
  field: FieldName,
  because: Reason,
): void {
  const planned = draft.writes.get(field);
  if (!planned) return;
  dropWrite(sheet, draft, field);
  const linked = linkedPair(context, sheet, draft.pair);
  const waiting = linked
    ? itemField(linked, field)
    : { field, harvest: null, forecast: null, [draft.side]: planned.before };
  addManual(sheet, subjectOf(context, draft.pair), planned.rule, because, [waiting]);
}

/**
 * `client.status`: a client is archived only if, after this plan, no active project is left under it on either side.
 */
export function refuseBusyClients(context: CompareContext, sheet: Sheet): void {
  const archived = [...sheet.drafts.values()].filter(
    ({ pair, writes }) => pair.kind === 'client' && writes.get('status')?.after === 'archived',
  );
  if (archived.length === 0) return;
  const busy = activeProjectsAfter(context, sheet);
  for (const draft of archived) {
    const projects = [...(busy.get(draft.pair) ?? [])].sort(byPlace);
    if (projects.length > 0)
      replaceByManual(context, sheet, draft, 'status', { code: 'client-has-projects', projects });
  }
}

/** Does not depend on the order of the lists; new ones come last, by name. */
function byPlace(left: ActiveProject, right: ActiveProject): number {
  const key = ({ side, id, name }: ActiveProject): string => JSON.stringify([side, id === null, name]);
  const [a, b] = [key(left), key(right)];
  return a < b ? -1 : a > b ? 1 : (left.id ?? 0) - (right.id ?? 0);
}

/** The projects that are active after this plan, by their client's pair. */
function activeProjectsAfter(context: CompareContext, sheet: Sheet): Map<Pair, ActiveProject[]> {
  const busy = new Map<Pair, ActiveProject[]>();
  const add = (client: Pair | undefined, project: ActiveProject): void => {
    const known = client && busy.get(client);
    if (known) known.push(project);
    else if (client) busy.set(client, [project]);
  };
  for (const side of SIDES) {
    for (const project of recordsOf(context.have, side, 'project')) {
      const after = projectAfter(context, sheet, project);
      if (after.active) add(after.client, { side, id: Number(project.id), name: project.values.name ?? '' });
    }
  }
  for (const draft of sheet.drafts.values()) {
    if (draft.pair.kind !== 'project' || draft.action !== 'create' || draft.writes.get('status')?.after === 'archived')
      continue;
    const name = String(draft.writes.get('name')?.after ?? '');
    add(clientAfter(context, draft), { side: draft.side, id: null, name });
  }
  return busy;
}

function projectAfter(
  context: CompareContext,
  sheet: Sheet,
  project: AccountRecord,
): { active: boolean; client: Pair | undefined } {
  const pair = context.pairs.at(project.side, 'project', project.id);
  const draft = pair && draftOf(sheet, pair, project.side);
  const status = draft?.writes.get('status')?.after ?? project.values.status;
  const moved = draft?.writes.has('client') ? clientAfter(context, draft) : undefined;
  const id = project.values.client;
  return {
    // A project whose status is unknown may be active, so its client is not archived.
    active: status !== 'archived',
    client: moved ?? (id ? context.pairs.at(project.side, 'client', id) : undefined),
  };
}

export function clientAfter({ pairs }: CompareContext, draft: Draft): Pair | undefined {
  const client = draft.writes.get('client');
  if (client?.afterFrom) return client.afterFrom.pair;
  return client?.afterId ? pairs.at(draft.side, 'client', client.afterId) : undefined;
}
