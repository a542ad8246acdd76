import type { Have } from '../../model/have.ts';
import { unknownId } from './near.ts';
import { RECORD_KINDS, type RecordKind } from '../../model/kind.ts';
import type { Last } from '../../model/last.ts';
import type { Reason } from '../../model/reason.ts';
import { isArchived, type AccountRecord } from '../../model/record.ts';
import { SIDES, type Side } from '../../model/side.ts';
import type { Link, Want } from '../../model/want.ts';
import { bringAlong, joinCreates } from './creates.ts';
import { ignoresOf } from './ignored.ts';
import { joinRoles } from './join-roles.ts';
import { isFree, isIgnoredPair, isKept, pointerPair, rememberedPairs, type Joining, type Joined } from './joined.ts';
import { createPairIndex, endOf, readPointers, recordOf, type Pair } from './pair.ts';
import { missingFrom } from './incomplete.ts';

/** What was joined to look for absences, and not taken yet: planning goes on with it, and changes it. */
const ahead = new WeakMap<Have, Joined>();

/** For whoever changes nothing: the next `join` of the same three gets the same result. */
export function joinAhead(want: Want, have: Have, last: Last | null): Joined {
  const joined = join(want, have, last);
  ahead.set(have, joined);
  return joined;
}

/** Which record belongs to which: see `joined.ts` for what comes in and out. */
export function join(want: Want, have: Have, last: Last | null): Joined {
  const known = ahead.get(have);
  ahead.delete(have);
  return known?.want === want && known.last === last ? known : joinAll(want, have, last);
}

function joinAll(want: Want, have: Have, last: Last | null): Joined {
  const pointers = readPointers(have);
  const joined: Joining = {
    want,
    have,
    last,
    pairs: createPairIndex(),
    pointers,
    ignores: ignoresOf(want, have, pointers),
    blocked: [],
    twins: new Map(),
  };
  joined.pairs.add(companyPair(have));
  for (const kind of RECORD_KINDS) for (const link of linksOf(want, kind)) addDeclared(joined, link);
  const creates = RECORD_KINDS.flatMap((kind) => linksOf(want, kind).filter(isCreate));
  const remembered = rememberedBy(joined, creates);
  const open = creates.filter((link) => !addKnownCreate(joined, link, remembered(link)));
  if (want.roles === 'sync') joinRoles(joined);
  if (want.pointers === 'trust') for (const kind of RECORD_KINDS) trustPointers(joined, kind);
  const possible = open.filter((link) => isPossible(joined, link));
  bringAlong(joined, creates);
  joinCreates(joined, possible);
  return joined;
}

function companyPair(have: Have): Pair {
  const base = { kind: 'company', source: 'company', link: null, create: null, brought: false } as const;
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
  pairs.add({ kind: link.kind, ...ends, source: 'declared', link, create: null, brought: false });
}

/** The pairs of the state that have a create's known end, the likeliest first. Sorted once for all creates. */
function rememberedBy(joined: Joined, creates: readonly Link[]): (link: Link) => readonly Pair[] {
  const byEnd = new Map<string, Pair[]>();
  for (const kind of new Set(creates.map((link) => link.kind)))
    for (const pair of rememberedPairs(joined, kind))
      for (const side of SIDES) {
        const key = `${side} ${kind} ${pair[side]}`;
        const others = byEnd.get(key);
        if (others) others.push(pair);
        else byEnd.set(key, [pair]);
      }
  return (link) => byEnd.get(`${knownSide(link)} ${link.kind} ${link[knownSide(link)]}`) ?? [];
}

/** The side on which the record of a create exists. */
function knownSide(link: Link): Side {
  return link.harvest === 'create' ? 'forecast' : 'harvest';
}

/** A create that was carried out stays done: its pair is in the state, unless it has been released since, or in the native pointer. */
function addKnownCreate(joined: Joined, link: Link, remembered: readonly Pair[]): boolean {
  const { have, pairs, pointers } = joined;
  const side = knownSide(link);
  const id = link[side] as number;
  const found = remembered.find((pair) => isKept(joined, pair)) ?? pairByPointer();
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

/** `pointers: trust`: every pair of existing records that Forecast links, unless one of them is ignored. */
function trustPointers(joined: Joined, kind: RecordKind): void {
  const { have, pairs, pointers, ignores } = joined;
  if (kind === 'role') return;
  for (const pair of rememberedPairs(joined, kind)) if (isFree(pairs, pair) && isTrusted(joined, pair)) pairs.add(pair);
  for (const [target, records] of pointers[kind]) {
    const harvest = recordOf(have, 'harvest', kind, target);
    const forecast = records[0];
    if (!harvest || !forecast || records.length > 1) continue;
    const pair = pointerPair(kind, harvest.id, forecast.id);
    if (isFree(pairs, pair) && !ignores(harvest) && !ignores(forecast)) pairs.add(pair);
  }
}

/** A pair that was trusted once stays in the state until its records are ignored, or the remaining one is archived. */
function isTrusted(joined: Joined, pair: Pair): boolean {
  if (isIgnoredPair(joined, pair)) return false;
  const ends = SIDES.flatMap((side) => endOf(joined.have, pair, side) ?? []);
  return ends.length === 2 || ends.some((record) => !isArchived(record));
}

function isPossible(joined: Joining, link: Link): boolean {
  const side: Side = link.harvest === 'create' ? 'forecast' : 'harvest';
  const id = link[side] as number;
  const record = recordOf(joined.have, side, link.kind, id);
  const because = record
    ? whyNotCreated(record)
    : unknownId(joined, { kind: link.kind, side, id, link, partner: undefined });
  if (because === null) return true;
  joined.blocked.push({ link, side, id, because });
  return false;
}

function whyNotCreated(record: AccountRecord): Reason | null {
  return isArchived(record) ? { code: 'source-archived' } : missingFrom(record);
}
