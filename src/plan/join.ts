import { parseAddress } from '../model/address.ts';
import { UserError } from '../model/error.ts';
import { matchesAny } from '../model/glob.ts';
import type { Have } from '../model/have.ts';
import { RECORD_KINDS, PLURAL, type RecordKind } from '../model/kind.ts';
import type { Last } from '../model/last.ts';
import { isArchived, isBuiltIn, recordName, type AccountRecord } from '../model/record.ts';
import { otherSide, sideName, SIDES, type Side } from '../model/side.ts';
import { isTemporary } from '../model/temporary.ts';
import type { Link, Want } from '../model/want.ts';
import { bringAlong, settleCreates } from './bring.ts';
import { roleFate } from './existence.ts';
import {
  createPairIndex,
  endOf,
  readPointers,
  recordOf,
  recordsOf,
  type Pair,
  type PairIndex,
  type Pointers,
} from './pair.ts';

/**
 * Which record belongs to which. In: want, have, last. Out: pairs, and the declared creates that cannot be carried out.
 *
 * Precedence: a declared link; else the pair in the state; else the native pointer (with `pointers: trust`, and always for
 * declared creates and roles); roles also by exact name. (Decisions, "Pairing".)
 */
export interface Joined {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
  readonly pairs: PairIndex;
  readonly pointers: Pointers;
  /** Declared creates whose one record is archived or gone: reported, not carried out. */
  readonly hindered: readonly HinderedCreate[];
}

export interface HinderedCreate {
  readonly link: Link;
  /** The side of the record that exists, or should. */
  readonly side: Side;
  readonly id: number;
  readonly because: 'archived' | 'gone';
}

export function join(want: Want, have: Have, last: Last | null): Joined {
  const joined: Joined & { hindered: HinderedCreate[] } = {
    want,
    have,
    last,
    pairs: createPairIndex(),
    pointers: readPointers(have),
    hindered: [],
  };
  joined.pairs.add(companyPair(have));
  for (const kind of RECORD_KINDS) for (const link of linksOf(want, kind)) addDeclared(joined, link);
  const creates = RECORD_KINDS.flatMap((kind) => linksOf(want, kind).filter(isCreate));
  const open = creates.filter((link) => !addKnownCreate(joined, link));
  if (want.roles === 'sync') joinRoles(joined);
  if (want.pointers === 'trust') for (const kind of RECORD_KINDS) trustPointers(joined, kind);
  const possible = open.filter((link) => isPossible(joined, link));
  bringAlong(joined, creates);
  settleCreates(joined, possible);
  return joined;
}

export function isIgnored(want: Want, record: AccountRecord): boolean {
  if (record.kind === 'company') return false;
  return matchesAny(want.ignore[record.kind][record.side], record.id, recordName(record));
}

/** Not in any pair, and no Forecast pointer ties it to a record that exists. */
export function isUnlinked(joined: Joined, record: AccountRecord): boolean {
  if (record.kind === 'company' || isBuiltIn(record)) return false;
  if (joined.pairs.at(record.side, record.kind, record.id)) return false;
  if (record.side === 'harvest') return !joined.pointers[record.kind].has(record.id);
  const target = record.values.pointer;
  return target === null || (target !== undefined && !recordOf(joined.have, 'harvest', record.kind, target));
}

function companyPair(have: Have): Pair {
  const base = { kind: 'company', source: 'company', link: null, settles: null, brought: false } as const;
  return { ...base, harvest: have.harvest.id, forecast: have.forecast.id };
}

function linksOf(want: Want, kind: RecordKind): readonly Link[] {
  return kind === 'role' && want.roles === 'off' ? [] : want.links[kind];
}

function isCreate(link: Link): boolean {
  return link.harvest === 'create' || link.forecast === 'create';
}

function addDeclared({ pairs }: Joined, link: Link): void {
  if (link.harvest === 'create' || link.forecast === 'create') return;
  const ends = { harvest: link.harvest, forecast: link.forecast };
  pairs.add({ kind: link.kind, ...ends, source: 'declared', link, settles: null, brought: false });
}

/** A create that was done stays done: the pair is in the state, else in the native pointer. */
function addKnownCreate(joined: Joined, link: Link): boolean {
  const { have, pairs, pointers } = joined;
  const side: Side = link.harvest === 'create' ? 'forecast' : 'harvest';
  const id = link[side] as number;
  const remembered = rememberedPairs(joined, link.kind).find((pair) => pair[side] === id && isFree(pairs, pair));
  const found = remembered ?? pairByPointer();
  if (!found) return false;
  pairs.add({ ...found, link });
  return true;

  function pairByPointer(): Pair | undefined {
    const record = recordOf(have, 'forecast', link.kind, id);
    const candidates = side === 'harvest' ? (pointers[link.kind].get(id) ?? []) : record ? [record] : [];
    const free = candidates.filter((candidate) => !pairs.at('forecast', link.kind, candidate.id));
    const target = free[0]?.values.pointer ?? null;
    if (free.length !== 1 || target === null || !recordOf(have, 'harvest', link.kind, target)) return undefined;
    const pair = pointerPair(link.kind, target, free[0]!.id);
    return isFree(pairs, pair) ? pair : undefined;
  }
}

/** Pairs of a kind that the state knows; those with both ends first, so that a pair that lives beats one that is gone. */
function rememberedPairs({ have, last }: Joined, kind: RecordKind): Pair[] {
  if (!last) return [];
  const pairs: Pair[] = [];
  for (const address of Object.keys(last.baseline)) {
    const parts = parseAddress(address);
    if (parts?.kind !== kind || parts.harvest === null || parts.forecast === null) continue;
    const ends = { harvest: parts.harvest, forecast: parts.forecast };
    pairs.push({ kind, ...ends, source: 'state', link: null, settles: null, brought: false });
  }
  const gone = (pair: Pair): number => SIDES.filter((side) => !endOf(have, pair, side)).length;
  return pairs.sort((a, b) => gone(a) - gone(b));
}

function isFree(pairs: PairIndex, pair: Pair): boolean {
  return SIDES.every((side) => pair[side] === null || !pairs.at(side, pair.kind, pair[side]));
}

function pointerPair(kind: RecordKind, harvest: number, forecast: number): Pair {
  return { kind, harvest, forecast, source: 'pointer', link: null, settles: null, brought: false };
}

/**
 * Roles pair by themselves: in the state with both ends there; by native pointer; in the state with one end gone, unless a
 * role of the same name was made there since; by exact name. Both ends gone: forgotten.
 */
function joinRoles(joined: Joined): void {
  const { have, pairs, pointers, want } = joined;
  for (const side of SIDES) refuseDoubleNames(have, side);
  const remembered = rememberedPairs(joined, 'role');
  const add = (pair: Pair): void => {
    const ignored = SIDES.some((side) => isIgnoredEnd(want, have, pair, side));
    if (isFree(pairs, pair) && !ignored) pairs.add(pair);
  };
  for (const pair of remembered) if (SIDES.every((side) => endOf(have, pair, side))) add(pair);
  for (const [target, records] of pointers.role) {
    if (records.length === 1 && recordOf(have, 'harvest', 'role', target))
      add(pointerPair('role', target, records[0]!.id));
  }
  const byName = freeRolesByName(joined);
  for (const pair of remembered) {
    const survivor = endOf(have, pair, 'harvest') ?? endOf(have, pair, 'forecast');
    if (!survivor || !isFree(pairs, pair)) continue;
    const twin = byName[otherSide(survivor.side)].get(nameKey(survivor));
    if (twin && !pairs.at(twin.side, 'role', twin.id)) add({ ...pair, [twin.side]: twin.id });
    else if (roleFate(joined, pair) === 'conflict' && want.conflicts === survivor.side) add(createdRole(survivor));
    else add(pair);
  }
  for (const [name, role] of byName.harvest) {
    const twin = byName.forecast.get(name);
    if (twin) add({ ...pointerPair('role', role.id, twin.id), source: 'name' });
  }
  for (const side of SIDES)
    for (const role of byName[side].values()) if (isNewRole(joined, role)) add(createdRole(role));
}

function freeRolesByName({ have, pairs }: Joined): { readonly [S in Side]: Map<string, AccountRecord> } {
  const free = (side: Side): Map<string, AccountRecord> =>
    new Map(
      [...recordsOf(have, side, 'role')]
        .filter((role) => !pairs.at(side, 'role', role.id))
        .map((role) => [nameKey(role), role]),
    );
  return { harvest: free('harvest'), forecast: free('forecast') };
}

/** `role.created`: on one side only. One that Forecast ties to another role, or that is ignored over there, is no new one. */
function isNewRole(joined: Joined, role: AccountRecord): boolean {
  const target = otherSide(role.side);
  const twin = [...recordsOf(joined.have, target, 'role')].find((other) => nameKey(other) === nameKey(role));
  return isUnlinked(joined, role) && !isTemporary(recordName(role)) && !(twin && isIgnored(joined.want, twin));
}

function createdRole(role: AccountRecord): Pair {
  const ends = role.side === 'harvest' ? { harvest: role.id, forecast: null } : { harvest: null, forecast: role.id };
  const settles = { target: otherSide(role.side), rule: 'role.created' } as const;
  return { kind: 'role', ...ends, source: 'created', link: null, settles, brought: false };
}

function isIgnoredEnd(want: Want, have: Have, pair: Pair, side: Side): boolean {
  const record = endOf(have, pair, side);
  return record !== undefined && isIgnored(want, record);
}

function refuseDoubleNames(have: Have, side: Side): void {
  const seen = new Map<string, AccountRecord>();
  for (const role of recordsOf(have, side, 'role')) {
    const twin = seen.get(nameKey(role));
    if (twin) {
      throw new UserError(
        'plan.double-role',
        `${sideName(side)} has two roles named ${JSON.stringify(recordName(role))}: ${twin.id} and ${role.id}.`,
        {
          hint: 'People carry roles by name, so hfsync cannot tell them apart. Rename or delete one, then plan again.',
        },
      );
    }
    seen.set(nameKey(role), role);
  }
}

export function nameKey(record: AccountRecord): string {
  return recordName(record).normalize('NFC');
}

/** `pointers: trust`: every pair of existing records that Forecast links, unless one of them is ignored. */
function trustPointers({ have, pairs, pointers, want }: Joined, kind: RecordKind): void {
  if (kind === 'role') return;
  for (const [target, records] of pointers[kind]) {
    const harvest = recordOf(have, 'harvest', kind, target);
    const forecast = records[0];
    if (!harvest || !forecast || records.length > 1 || isBuiltIn(forecast)) continue;
    const pair = pointerPair(kind, harvest.id, forecast.id);
    if (isFree(pairs, pair) && !isIgnored(want, harvest) && !isIgnored(want, forecast)) pairs.add(pair);
  }
}

function isPossible(joined: Joined & { hindered: HinderedCreate[] }, link: Link): boolean {
  const side: Side = link.harvest === 'create' ? 'forecast' : 'harvest';
  const id = link[side] as number;
  const record = recordOf(joined.have, side, link.kind, id);
  if (record && !isArchived(record)) return true;
  joined.hindered.push({ link, side, id, because: record ? 'archived' : 'gone' });
  return false;
}

/** Names the records of an ambiguity, for the error that stops a plan. */
export function ambiguous(link: Link, side: Side, candidates: readonly AccountRecord[]): UserError {
  const list = candidates.map(
    (record) => `${record.id} ${JSON.stringify(recordName(record))}${isArchived(record) ? ' (archived)' : ''}`,
  );
  return new UserError(
    'plan.ambiguous',
    `${link.at.path}:${link.at.line}: \`create\` finds ${candidates.length} ${PLURAL[link.kind]} in ${sideName(side)} that could be meant: ${list.join(', ')}.`,
    { hint: `Write the id of the right one in place of \`create\`, or rename the others.` },
  );
}
