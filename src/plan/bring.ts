import { formatAddress, parseAddress } from '../model/address.ts';
import { textKey } from '../model/field.ts';
import type { AccountRecord } from '../model/record.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Link } from '../model/want.ts';
import { createRule } from '../rules/fields.ts';
import { ambiguous, isUnlinked, nameKey, type Joined } from './joined.ts';
import { recordOf, recordsOf, type Pair } from './pair.ts';

/**
 * Declared creates that no pair answers yet: the one existing record that fits is linked, else one is created. A project
 * brings its client along. Several that fit stop the plan with their list. (Sync rules, "Creating on the other side".)
 */
export function settleCreates(joined: Joined, links: readonly Link[]): void {
  for (const kind of ['client', 'person', 'project'] as const) {
    const creates = links.filter((link) => link.kind === kind);
    if (kind === 'project') for (const link of creates) bringClient(joined, link);
    const found = creates.map((link) => ({ link, ...find(joined, link) }));
    refuseSharedMatch(found);
    for (const { link, source, match } of found) joined.pairs.add(createdPair(link, source, match?.id ?? null, false));
  }
}

/** Clients that came along earlier: while the entry that brought them stands, later while their pointer and a project do. */
export function bringAlong(joined: Joined, creates: readonly Link[]): void {
  const { have, last, pairs } = joined;
  for (const link of creates) {
    const project = link.kind === 'project' ? oneEnd(joined, link) : undefined;
    if (project) bringKnownClient(joined, project);
  }
  for (const address of last?.brought ?? []) {
    const parts = parseAddress(address);
    if (parts?.kind !== 'client' || parts.harvest === null || parts.forecast === null) continue;
    const { harvest, forecast } = parts;
    if (pairs.at('harvest', 'client', harvest) || pairs.at('forecast', 'client', forecast)) continue;
    const points = recordOf(have, 'forecast', 'client', forecast)?.values.pointer === harvest;
    const used = [...pairs.all].some(
      (pair) =>
        pair.kind === 'project' &&
        pair.link !== null &&
        (clientOf(joined, 'harvest', pair.harvest) === harvest ||
          clientOf(joined, 'forecast', pair.forecast) === forecast),
    );
    if (points && used)
      pairs.add({ kind: 'client', harvest, forecast, source: 'pointer', link: null, settles: null, brought: true });
  }
}

function clientOf({ have }: Joined, side: Side, project: number | null): number | null {
  return (project === null ? undefined : recordOf(have, side, 'project', project)?.values.client) ?? null;
}

function oneEnd({ have }: Joined, link: Link): AccountRecord | undefined {
  const side: Side = link.harvest === 'create' ? 'forecast' : 'harvest';
  return recordOf(have, side, link.kind, link[side] as number);
}

/** The client's pair by native pointer, or as the state remembers it. */
function bringKnownClient(joined: Joined, project: AccountRecord): boolean {
  const { have, last, pairs, pointers } = joined;
  const id = project.values.client;
  if (id === undefined || id === null) return true;
  if (pairs.at(project.side, 'client', id)) return true;
  const client = recordOf(have, project.side, 'client', id);
  const byPointer =
    client &&
    (client.side === 'harvest' ? pointers.client.get(id)?.map((record) => record.id) : [client.values.pointer]);
  const byState = (last?.brought ?? [])
    .map((address) => parseAddress(address))
    .filter((parts) => parts?.kind === 'client' && parts[project.side] === id)
    .map((parts) => parts?.[otherSide(project.side)]);
  for (const other of [...(byPointer ?? []), ...byState]) {
    if (other === null || other === undefined) continue;
    if (!recordOf(have, otherSide(project.side), 'client', other) || pairs.at(otherSide(project.side), 'client', other))
      continue;
    const ends = project.side === 'harvest' ? { harvest: id, forecast: other } : { harvest: other, forecast: id };
    pairs.add({ kind: 'client', ...ends, source: 'pointer', link: null, settles: null, brought: true });
    return true;
  }
  return false;
}

/** "Its client comes along first": its link, else the one exact name, else created. */
function bringClient(joined: Joined, link: Link): void {
  const project = oneEnd(joined, link);
  if (!project || bringKnownClient(joined, project)) return;
  const client = recordOf(joined.have, project.side, 'client', project.values.client as number);
  if (!client) return;
  const matches = unlinkedMatches(joined, client, () => true);
  if (matches.length > 1) throw ambiguous({ ...link, kind: 'client' }, otherSide(client.side), matches);
  const pair = createdPair({ ...link, kind: 'client' }, client, matches[0]?.id ?? null, true);
  // The entry that brings it along is where it is declared; what that entry sets is about the project.
  joined.pairs.add({ ...pair, link: { ...link, kind: 'client', label: null, set: {} } });
}

function createdPair(link: Link, source: AccountRecord, match: number | null, brought: boolean): Pair {
  const target = otherSide(source.side);
  const ends =
    source.side === 'harvest' ? { harvest: source.id, forecast: match } : { harvest: match, forecast: source.id };
  return {
    kind: link.kind,
    ...ends,
    source: 'created',
    link,
    settles: { target, rule: createRule(link.kind, target) },
    brought,
  };
}

interface Found {
  readonly source: AccountRecord;
  readonly match: AccountRecord | undefined;
}

function find(joined: Joined, link: Link): Found {
  const source = oneEnd(joined, link) as AccountRecord;
  const target = otherSide(source.side);
  const inClient = clientFilter(joined, source);
  const matches = inClient ? unlinkedMatches(joined, source, inClient) : [];
  if (matches.length > 1) throw ambiguous(link, target, matches);
  return { source, match: matches[0] };
}

/** Projects match within their client alone; null where that client is still to be created. */
function clientFilter({ pairs }: Joined, source: AccountRecord): ((candidate: AccountRecord) => boolean) | null {
  if (source.kind !== 'project') return () => true;
  const client = source.values.client;
  const pair = client ? pairs.at(source.side, 'client', client) : undefined;
  const target = pair?.[otherSide(source.side)] ?? null;
  return target === null ? null : (candidate) => candidate.values.client === target;
}

/** Unlinked records of the other side with the same natural key: the exact name, for people the e-mail. Archived ones included. */
function unlinkedMatches(
  joined: Joined,
  source: AccountRecord,
  accept: (candidate: AccountRecord) => boolean,
): AccountRecord[] {
  if (source.kind === 'company') return [];
  const key = naturalKey(source);
  if (key === '') return [];
  const candidates = recordsOf(joined.have, otherSide(source.side), source.kind);
  return [...candidates].filter(
    (candidate) => naturalKey(candidate) === key && accept(candidate) && isUnlinked(joined, candidate),
  );
}

export function naturalKey(record: AccountRecord): string {
  return record.kind === 'person' ? textKey('email', record.values.email ?? '') : nameKey(record);
}

function refuseSharedMatch(found: readonly ({ readonly link: Link } & Found)[]): void {
  for (const { link, source, match } of found) {
    const rivals = match ? found.filter((other) => other.match === match && other.source.side === source.side) : [];
    if (rivals.length > 1)
      throw ambiguous(
        link,
        source.side,
        rivals.map((rival) => rival.source),
      );
  }
}

/** The address of a declared create whose other end is not known. */
export function openAddress(link: Link): ReturnType<typeof formatAddress> {
  const end = (id: number | 'create'): number | null => (id === 'create' ? null : id);
  return formatAddress(link.kind, end(link.harvest), end(link.forecast));
}
