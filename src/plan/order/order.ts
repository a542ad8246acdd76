import type { FieldName } from '../../model/field.ts';
import type { Kind } from '../../model/kind.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { uniqueParts } from '../../rules/refusals.ts';
import { endOf } from '../join/pair.ts';
import { clientAfter } from './refuse.ts';
import { requestsOf, type Request } from './requests.ts';
import type { CompareContext } from '../compare/context.ts';
import { draftKey, draftOf, type Draft, type Sheet } from '../decide/sheet.ts';
import type { UniqueOrder } from './unique-values.ts';

/**
 * Which request waits for which. (Sync rules, "Order, and what the services refuse".)
 *
 * | a request that | waits for |
 * | --- | --- |
 * | is a later part of its record | the part before |
 * | needs the id of a new record | its create |
 * | gives a pushed record its pointer | all that the push writes in Harvest: the pointer says that it is done |
 * | sets a person's capacity | the company's, on its side; if Forecast's is null, on both |
 * | sets a person's roles | creates and renames of those roles there |
 * | deletes a role | everybody's roles there, unless its name is needed before |
 * | puts a project under a client, or restores it there | the client's restore |
 * | archives a client | its projects' archives and moves, on both sides |
 * | takes a unique value | who gives it up |
 */
export function orderRequests(
  context: CompareContext,
  sheet: Sheet,
  requests: ReadonlyMap<string, readonly Request[]>,
  unique: UniqueOrder,
): Map<Request, Set<string>> {
  const drafts = groupByKind(sheet);
  const order: Order = { context, sheet, requests, unique, drafts, after: new Map(), rolesOfPeople: new Map() };
  for (const side of SIDES) order.rolesOfPeople.set(side, requestsThat(order, side, 'roles'));
  for (const list of requests.values()) {
    for (const [index, request] of list.entries()) {
      const after = new Set<string>();
      const previous = list[index - 1];
      if (previous) after.add(previous.id);
      for (const id of prerequisites(order, request)) if (id !== request.id) after.add(id);
      order.after.set(request, after);
    }
  }
  return order.after;
}

interface Order {
  readonly context: CompareContext;
  readonly sheet: Sheet;
  readonly requests: ReadonlyMap<string, readonly Request[]>;
  readonly unique: UniqueOrder;
  readonly drafts: ReadonlyMap<Kind, readonly Draft[]>;
  readonly after: Map<Request, Set<string>>;
  readonly rolesOfPeople: Map<Side, readonly Request[]>;
}

function* prerequisites(order: Order, request: Request): Iterable<string> {
  yield* createdRecords(order, request);
  yield* pushedRecord(order, request);
  yield* givers(order, request);
  switch (request.draft.pair.kind) {
    case 'person':
      yield* companyCapacity(order, request);
      yield* preparedRoles(order, request);
      return;
    case 'role':
      if (request.action === 'delete') yield* peopleBeforeDelete(order, request);
      return;
    case 'client':
      if (writeOf(request, 'status')?.after === 'archived') yield* projectsOfClient(order, request);
      return;
    case 'project':
      yield* restoredClient(order, request);
      return;
    case 'company':
  }
}

function writeOf(request: Request, field: FieldName): Request['writes'][number] | undefined {
  return request.writes.find((write) => write.field === field);
}

function* idsOf({ requests }: Order, draft: Draft | undefined): Iterable<string> {
  for (const request of draft ? requestsOf(requests, draft) : []) yield request.id;
}

function groupByKind(sheet: Sheet): Map<Kind, Draft[]> {
  const groups = new Map<Kind, Draft[]>();
  for (const draft of sheet.drafts.values()) {
    const group = groups.get(draft.pair.kind);
    if (group) group.push(draft);
    else groups.set(draft.pair.kind, [draft]);
  }
  return groups;
}

function requestsThat({ drafts, requests }: Order, side: Side, field: FieldName): Request[] {
  const people = (drafts.get('person') ?? []).filter((draft) => draft.side === side);
  return people.flatMap((draft) => requestsOf(requests, draft)).filter((request) => writeOf(request, field));
}

function* createdRecords(order: Order, request: Request): Iterable<string> {
  for (const { afterFrom } of request.writes)
    if (afterFrom) yield* idsOf(order, draftOf(order.sheet, afterFrom.pair, afterFrom.side));
}

function* pushedRecord(order: Order, request: Request): Iterable<string> {
  const { link } = request.draft.pair;
  if (link?.harvest === 'create' && writeOf(request, 'pointer'))
    yield* idsOf(order, draftOf(order.sheet, request.draft.pair, 'harvest'));
}

/** A temporary name is always free, so only the request with the final value waits. */
function* givers({ requests, unique }: Order, request: Request): Iterable<string> {
  const key = draftKey(request.draft.pair, request.draft.side);
  const giver = unique.waits.get(key);
  const temporary = unique.temporary.get(key);
  if (!giver || !takesUnique(request)) return;
  if (temporary !== undefined && writeOf(request, 'name')?.after === temporary) return;
  const gives = requests.get(giver)?.find(takesUnique);
  if (gives) yield gives.id;
}

/** Whether a request changes the value that must be unique; a project's name is so within its client. */
function takesUnique(request: Request): boolean {
  return uniqueParts(request.draft.pair.kind).some((field) => writeOf(request, field) !== undefined);
}

function* companyCapacity(order: Order, request: Request): Iterable<string> {
  if (!writeOf(request, 'capacity')) return;
  const usesDefault = endOf(order.context.have, request.draft.pair, 'forecast')?.values.capacity === null;
  for (const draft of order.drafts.get('company') ?? []) {
    if (usesDefault || draft.side === request.draft.side) yield* idsOf(order, draft);
  }
}

function* preparedRoles(order: Order, request: Request): Iterable<string> {
  const names = writeOf(request, 'roles')?.after;
  if (!Array.isArray(names)) return;
  for (const draft of order.drafts.get('role') ?? []) {
    if (draft.side !== request.draft.side || draft.action === 'delete') continue;
    if ((names as readonly string[]).includes(String(draft.writes.get('name')?.after))) yield* idsOf(order, draft);
  }
}

function* peopleBeforeDelete({ rolesOfPeople, unique }: Order, request: Request): Iterable<string> {
  const key = draftKey(request.draft.pair, request.draft.side);
  if ([...unique.waits.values()].includes(key)) return;
  for (const person of rolesOfPeople.get(request.draft.side) ?? []) yield person.id;
}

function* restoredClient(order: Order, request: Request): Iterable<string> {
  const { context, sheet } = order;
  const { draft } = request;
  const arrives =
    draft.action === 'create' || draft.writes.has('client') || draft.writes.get('status')?.after === 'active';
  if (!arrives) return;
  const id = endOf(context.have, draft.pair, draft.side)?.values.client;
  const client = draft.writes.has('client')
    ? clientAfter(context, draft)
    : id
      ? context.pairs.at(draft.side, 'client', id)
      : undefined;
  const restore = client && draftOf(sheet, client, draft.side);
  if (restore?.writes.get('status')?.after === 'active') yield* idsOf(order, restore);
}

/** "Archived after its last active project was archived or moved, on both sides." */
function* projectsOfClient(order: Order, request: Request): Iterable<string> {
  const { context } = order;
  const client = request.draft.pair;
  for (const draft of order.drafts.get('project') ?? []) {
    if (draft.action !== 'update') continue;
    const leaves = draft.writes.has('client') || draft.writes.get('status')?.after === 'archived';
    const id = endOf(context.have, draft.pair, draft.side)?.values.client;
    if (leaves && id && context.pairs.at(draft.side, 'client', id) === client) yield* idsOf(order, draft);
  }
}
