import { compareAddresses, parseAddress, type Address } from '../model/address.ts';
import type { ManualItem } from '../model/item.ts';
import type { LinkSource, Listed, ListedEnd, Verdict } from '../model/listed.ts';
import type { Plan } from '../model/plan.ts';
import { isArchived, isBuiltIn, recordName, type AccountRecord } from '../model/record.ts';
import type { RuleId } from '../model/rule.ts';
import type { Selector } from '../model/selector.ts';
import { SIDES } from '../model/side.ts';
import { createContext, type CompareContext } from './compare/context.ts';
import { namedOf } from './decide/named.ts';
import { offersOf } from './decide/offered.ts';
import { join } from './join/join.ts';
import { loneAddresses } from './join/lone.ts';
import { addressOf, recordOf, type Pair } from './join/pair.ts';
import { makePlan, type PlanInput } from './plan.ts';
import { checkSelection, chooserOf, isMeant, type Chooser, type Selection } from './select/chooser.ts';
import { describer } from './select/described.ts';

/**
 * Every record of both accounts, pairs as one, with what the plan makes of it; those that a selection leaves, in plan order. Throws
 * `UserError` for a selection that names nothing.
 */
export function listRecords(input: Omit<PlanInput, 'select'>, select: Selection): readonly Listed[] {
  const { listed, describe } = everyRow(input);
  checkSelection(select, new Set(listed.map(({ address }) => address)), describe);
  const chooser = chooserOf(select, describe);
  return listed.filter((each) => isChosen(chooser, each)).sort((a, b) => compareAddresses(a.address, b.address));
}

/**
 * The records that a person may mean, for whoever explains one: as the selector says; if none is called so, those whose name differs in
 * upper and lower case alone, else those with a name that has the text in it.
 */
export function findRecords(input: Omit<PlanInput, 'select'>, selector: Selector): readonly Listed[] {
  const { listed, describe } = everyRow(input);
  for (const wanted of [selector, ...looser(selector)]) {
    const found = listed.filter(({ address }) => isMeant(wanted, address, describe(address)));
    if (found.length > 0) return found.sort((a, b) => compareAddresses(a.address, b.address));
  }
  return [];
}

/** What the whole plan says about the accounts, and the names of their records. */
function everyRow(input: Omit<PlanInput, 'select'>) {
  const plan = makePlan({ ...input, select: { only: [], except: [] } });
  const context = createContext(join(input.want, input.have, input.last));
  const offers = offersOf(plan.manual);
  const listed = allRows(context, plan).map((row) => (isQuiet(row) ? waitingFor(row, offers(row.address)) : row));
  return { listed, describe: describer(context) };
}

/** Whether no pair and no item has the record. */
function isQuiet({ rules, verdict }: Listed): boolean {
  return rules.length === 0 && verdict !== 'in-sync';
}

/** A record that an item on another entry offers waits with that item. */
function waitingFor(row: Listed, items: readonly ManualItem[]): Listed {
  if (items.length === 0) return row;
  return { ...row, verdict: 'waiting', rules: [...new Set(items.map(({ rule }) => rule))].sort() };
}

function looser(selector: Selector): readonly Selector[] {
  if (selector.is !== 'name') return [];
  const inAnyCase = { ...selector, anyCase: true } as const;
  return [inAnyCase, { ...inAnyCase, pattern: `*${selector.pattern}*` }];
}

/** By what it is, or by a rule under which something is planned for it. */
function isChosen(chooser: Chooser, { address, rules }: Listed): boolean {
  if (chooser.isWhole(address)) return true;
  const chosen = rules.filter((rule) => chooser.has({ address, rule }));
  return chosen.length > 0 || (rules.length === 0 && chooser.isNamed(address) && !chooser.isLeftOut(address));
}

/** Every record with what a plan makes of it, unordered. */
export function rowsOfPlan({ want, have, last }: Pick<PlanInput, 'want' | 'have' | 'last'>, plan: Plan): Listed[] {
  return allRows(createContext(join(want, have, last)), plan);
}

/** Unordered. */
export function allRows(context: CompareContext, plan: Plan): Listed[] {
  const pairs = new Map([...context.pairs.all].map((pair): [Address, Pair] => [addressOf(pair), pair]));
  const known = new Map<Address, Found>();
  for (const { address, rules } of plan.changes) note(known, address, 'to-sync', rules);
  for (const { address, rule } of plan.manual) note(known, address, 'waiting', [rule]);
  for (const { address, rule } of plan.conflicts) note(known, address, 'conflict', [rule]);
  const addresses = new Set([...pairs.keys(), ...known.keys()]);
  for (const address of loneAddresses(context, addresses)) addresses.add(address);
  return [...addresses].map((address) => rowOf(context, address, pairs.get(address), known.get(address)));
}

interface Found {
  readonly verdict: Verdict;
  readonly rules: ReadonlySet<RuleId>;
}

/** What waits for a person outweighs what hfsync does by itself. */
const RANK: readonly Verdict[] = ['to-sync', 'waiting', 'conflict'];

function note(known: Map<Address, Found>, address: Address, verdict: Verdict, rules: readonly RuleId[]): void {
  const before = known.get(address);
  const isWorse = !before || RANK.indexOf(verdict) > RANK.indexOf(before.verdict);
  known.set(address, {
    verdict: isWorse ? verdict : before.verdict,
    rules: new Set([...(before?.rules ?? []), ...rules]),
  });
}

function rowOf(context: CompareContext, address: Address, pair: Pair | undefined, found: Found | undefined): Listed {
  const { kind, ...ids } = parseAddress(address)!;
  const [harvest, forecast] = SIDES.map((side) =>
    kind === 'company' ? context.have[side].company : recordOf(context.have, side, kind, ids[side] ?? 0),
  );
  const named = namedOf(context.have, address);
  const records = [harvest, forecast].filter((record) => record !== undefined);
  const at = pair?.link?.at ?? null;
  return {
    address,
    kind,
    harvest: endOf(context, harvest),
    forecast: endOf(context, forecast),
    client: named?.client ?? null,
    email: named?.email ?? null,
    link: pair ? sourceOf(pair) : records.length === 2 ? 'pointer' : null,
    declared_at: at && { path: at.path, line: at.line },
    verdict: found?.verdict ?? (pair ? 'in-sync' : verdictOf(context, records)),
    rules: [...(found?.rules ?? [])].sort(),
  };
}

function endOf({ have }: CompareContext, record: AccountRecord | undefined): ListedEnd | null {
  if (!record) return null;
  const name = record.kind === 'company' ? have[record.side].name : recordName(record);
  return { id: Number(record.id), name, status: record.values.status ?? null };
}

/** A role that is created by itself is not linked yet. */
function sourceOf({ source, link, brought }: Pair): LinkSource | null {
  if (brought) return 'brought';
  if (source === 'created') return link && 'create';
  return link && (link.harvest === 'create' || link.forecast === 'create') ? 'create' : source;
}

/** Why nothing is planned for a record that is not linked. */
function verdictOf({ ignores }: CompareContext, records: readonly AccountRecord[]): Verdict {
  if (records.some(isBuiltIn)) return 'built-in';
  if (records.some(ignores)) return 'ignored';
  return records.every(isArchived) ? 'archived' : 'left-alone';
}
