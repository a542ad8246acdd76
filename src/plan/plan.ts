import { compareAddresses, type Address } from '../model/address.ts';
import type { Have } from '../model/have.ts';
import type { Last } from '../model/last.ts';
import { countsOf, PLAN_FORMAT, type Change, type Plan, type Summary } from '../model/plan.ts';
import { type Conflict, type ManualItem, type Observation } from '../model/item.ts';
import type { Want } from '../model/want.ts';
import { adoptionsOf, isDoubtful } from './adoptions.ts';
import { createContext } from './compare/context.ts';
import type { CompareContext } from './compare/context.ts';
import { costOf } from './cost.ts';
import { planBudgets } from './decide/remaining-budget.ts';
import { observeClocks } from './decide/clocks.ts';
import { observeIgnores } from './decide/ignores.ts';
import { observeLabels } from './decide/labels.ts';
import { withNames } from './decide/named.ts';
import { planCreate, planUnderArchived } from './decide/create.ts';
import { planElsewhere, planGone, planBlocked } from './decide/broken-links.ts';
import { counterpartsOf, withCandidates } from './decide/candidates.ts';
import { conflictItems, manualItems, observationItems } from './decide/items.ts';
import { keepCapacities } from './decide/keep-capacities.ts';
import { pairsAtRest } from './decide/at-rest.ts';
import { planLinked } from './decide/linked.ts';
import { planLostRole } from './decide/lost-roles.ts';
import { offersOf } from './decide/offered.ts';
import { createSheet, type Sheet } from './decide/sheet.ts';
import { planUnlinked, planUnpairedRoles } from './decide/unlinked.ts';
import { planDoubledRoles } from './decide/doubled-roles.ts';
import { observeUnknownValues } from './decide/unknown-values.ts';
import { digestOf } from './digest.ts';
import { tripGuards } from './guard.ts';
import { isElsewhere } from './join/elsewhere.ts';
import { isAnyGone } from './join/existence.ts';
import { join } from './join/join.ts';
import { loneAddresses } from './join/lone.ts';
import { addressOf, inPlanOrder, type Pair } from './join/pair.ts';
import { isAmbiguousPair } from './join/role-names.ts';
import { changesOf } from './order/changes.ts';
import { refuseForbidden } from './order/forbidden.ts';
import { refuseTaken } from './order/near-twins.ts';
import { orderRequests } from './order/order.ts';
import { refuseBusyClients, refuseLocked, refuseUnderArchived } from './order/refuse.ts';
import { splitRequests } from './order/requests.ts';
import { orderUnique, orderRoleNames } from './order/unique-values.ts';
import { selectChanges } from './select/changes.ts';
import { checkSelection, chooserOf, type Chooser, type Selection } from './select/chooser.ts';
import { describer } from './select/described.ts';

export interface PlanInput {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
  readonly select: Selection;
  /** hfsync's own version. */
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly digestKey: Uint8Array | null;
}

/**
 * The planner: want, have and last in, the plan out. Pure: the same input gives the same bytes.
 *
 * 1. `join/`: which record belongs to which
 * 2. `compare/`, `decide/`: pair by pair, what differs becomes a write, a manual item or a conflict
 * 3. `order/`: what a service would refuse becomes a manual item
 * 4. `order/`: writes become requests that wait for each other
 * 5. select, guard, count
 */
export function makePlan(input: PlanInput): Plan {
  const joined = join(input.want, input.have, input.last);
  const context = createContext(joined);
  const sheet = createSheet(joined);
  const awake = planPairs(context, sheet);
  for (const create of joined.blocked) planBlocked(joined, sheet, create);
  for (const kind of ['client', 'person', 'project'] as const) planUnlinked(joined, sheet, kind);
  planUnpairedRoles(joined, sheet);
  planDoubledRoles(joined, sheet);
  observeUnknownValues(joined, sheet);
  refuseForbidden(context, sheet, (kind) => kind !== 'role');
  refuseUnderArchived(context, sheet);
  refuseLocked(context, sheet);
  refuseBusyClients(context, sheet);
  const unique = orderUnique(context, sheet);
  refuseTaken(context, sheet);
  const requests = splitRequests(sheet, unique);
  const changes = changesOf(context, requests, orderRequests(context, sheet, requests, unique));
  return assemble(input, context, sheet, changes, awake);
}

/** Returns the pairs that are not at rest. */
function planPairs(context: CompareContext, sheet: Sheet): readonly Pair[] {
  const all = [...context.pairs.all];
  const roles = inPlanOrder(all.filter((pair) => pair.kind === 'role'));
  for (const pair of roles) planPair(context, sheet, pair);
  refuseForbidden(context, sheet, (kind) => kind === 'role');
  orderRoleNames(context, sheet);
  const resting = pairsAtRest(context);
  const awake = inPlanOrder(all.filter((pair) => !resting.has(pair)));
  for (const pair of awake) if (pair.kind !== 'role') planPair(context, sheet, pair);
  const projects = all.filter((pair) => pair.kind === 'project' && (resting.has(pair) || !isElsewhere(context, pair)));
  observeClocks(context, sheet);
  observeLabels(context, sheet, awake);
  observeIgnores(context, sheet);
  keepCapacities(context, sheet);
  planBudgets(context, sheet, projects);
  return awake;
}

function planPair(context: CompareContext, sheet: Sheet, pair: Pair): void {
  if (isElsewhere(context, pair)) return planElsewhere(context, sheet, pair);
  if (pair.kind === 'role' && isAmbiguousPair(context.have, pair)) return;
  if (isAnyGone(context, pair))
    return pair.kind === 'role' ? planLostRole(context, sheet, pair) : planGone(context, sheet, pair);
  if (pair.harvest === null || pair.forecast === null) return planCreate(context, sheet, pair);
  if (!planUnderArchived(context, sheet, pair)) planLinked(context, sheet, pair);
}

function assemble(
  input: PlanInput,
  context: CompareContext,
  sheet: Sheet,
  all: readonly Change[],
  awake: readonly Pair[],
): Plan {
  const { want, have, last, select } = input;
  const counterparts = counterpartsOf(context);
  const waiting = manualItems(sheet, counterparts);
  const clashes = conflictItems(sheet, counterparts);
  const seen = observationItems(sheet);
  const describe = describer(context);
  const chooser = chooserOf(select, describe);
  const found = [...all, ...waiting, ...clashes, ...seen].map((item) => item.address);
  // Asked of a selection alone: it takes a while to write the address of every pair.
  const known = new Set(chooser.isEverything ? [] : [...[...context.pairs.all].map(addressOf), ...found]);
  const offered = chooser.isEverything ? new Map<object, Address[]>() : offeredBy(context, waiting, known);
  if (!chooser.isEverything) checkSelection(select, new Set([...known, ...[...offered.values()].flat()]), describe);
  const changes = selectChanges(chooser, all).map((change) => withNames(have, change));
  const selected = <T extends Pick<ManualItem, 'address' | 'rule'>>(items: Iterable<T>): T[] =>
    [...items]
      .filter((item) => chooser.hasAny([item.address, ...(offered.get(item) ?? [])], item.rule))
      .map((item) => withNames(have, item))
      .sort((a, b) => compareAddresses(a.address, b.address));
  const manual = withCandidates(context, counterparts, selected(waiting).sort(byAddressThen((item) => item.rule)));
  const conflicts: Conflict[] = selected(clashes).sort(byAddressThen((item) => item.field));
  const observations: Observation[] = selected(seen).sort(byAddressThen((item) => item.text));
  const guards = tripGuards(context, sheet, changes);
  const adoptable = isDoubtful(guards) ? 0 : adoptionsOf(context, waiting, chooser, awake).length;
  const accounts = {
    harvest: { id: have.harvest.id, name: have.harvest.name },
    forecast: { id: have.forecast.id, name: have.forecast.name },
  };
  return {
    format_version: PLAN_FORMAT,
    hfsync_version: input.version,
    created_at: input.createdAt,
    config: { path: want.path, sha256: want.sha256 },
    accounts,
    state: { lineage: last?.lineage ?? '', serial: last?.serial ?? 0 },
    summary: summarise(context, chooser, all, changes, manual, conflicts),
    changes,
    manual,
    conflicts,
    observations,
    cost: costOf({ want, have, last }, changes),
    guards,
    ...(adoptable > 0 && { adoptable }),
    ...(chooser.isEverything
      ? {}
      : {
          select: { only: select.only, except: select.except },
          left_out: {
            changes: all.length - changes.length,
            manual: waiting.length - manual.length,
            conflicts: clashes.length - conflicts.length,
          },
        }),
    digest: digestOf({ accounts, changes }, input.digestKey),
  };
}

/** For each item, the records that it offers and that nothing else in the plan tells of. To ask for one is to ask for the item. */
function offeredBy(
  context: CompareContext,
  waiting: Iterable<ManualItem>,
  known: ReadonlySet<Address>,
): Map<object, Address[]> {
  const offered = new Map<object, Address[]>();
  const offers = offersOf(waiting);
  for (const address of loneAddresses(context, known))
    for (const item of offers(address)) offered.set(item, [...(offered.get(item) ?? []), address]);
  return offered;
}

function byAddressThen<T extends { readonly address: Change['address'] }>(
  key: (item: T) => string,
): (a: T, b: T) => number {
  return (a, b) => compareAddresses(a.address, b.address) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

function summarise(
  context: CompareContext,
  chooser: Chooser,
  all: readonly Change[],
  changes: readonly Change[],
  manual: readonly ManualItem[],
  conflicts: readonly Conflict[],
): Summary {
  const busy = new Set<string>([...all, ...manual, ...conflicts].map((item) => item.address));
  const compared = [...context.pairs.all].filter((pair) => pair.kind !== 'company' || context.want.company === 'sync');
  const isQuiet = chooser.isEverything && busy.size === 0;
  const inSync = isQuiet
    ? compared
    : compared.map(addressOf).filter((address) => chooser.isAbout(address) && !busy.has(address));
  return {
    ...countsOf({ changes, manual, conflicts }),
    in_sync: inSync.length,
  };
}
export { absencesToConfirm } from './join/absences.ts';
