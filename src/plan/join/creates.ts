import { formatAddress, parseAddress } from '../../model/address.ts';
import type { Candidate, Entry, Reason, ReasonCode } from '../../model/reason.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import { otherSide, type Side } from '../../model/side.ts';
import type { Link } from '../../model/want.ts';
import { createRule } from '../../rules/existence-rules.ts';
import { trustedPair } from './elsewhere.ts';
import { isAbout, isBlocked, type Joined, type Joining } from './joined.ts';
import { candidateOf, matchesOf } from './create-match.ts';
import { recordOf, type Pair } from './pair.ts';
import { missingFrom } from './incomplete.ts';
import { twinsOf } from './twins.ts';

/**
 * Declared creates that no pair answers yet: the one existing record that fits is linked, else one is created. A project
 * brings its client along. If several fit, the create is blocked, with their list. (Sync rules, "Creating on the other side".)
 */
export function joinCreates(joined: Joining, links: readonly Link[]): void {
  for (const kind of ['client', 'person', 'project'] as const) {
    const creates = links.filter((link) => link.kind === kind);
    if (kind === 'project') bringClients(joined, creates);
    const found = creates.flatMap((link) => find(joined, link));
    for (const { link, source, match } of withoutTwin(joined, unrivalled(joined, found)))
      joined.pairs.add(createdPair(link, source, match?.id ?? null, false));
  }
}

/** Clients that came along earlier: while the entry that brought them stands, later while their pointer and a project do. */
export function bringAlong(joined: Joined, creates: readonly Link[]): void {
  const { have, last, pairs } = joined;
  for (const link of creates) {
    const project = link.kind === 'project' ? oneEnd(joined, link) : undefined;
    if (project) bringKnownClient(joined, link, project);
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
      pairs.add({ kind: 'client', harvest, forecast, source: 'pointer', link: null, create: null, brought: true });
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
function bringKnownClient(joined: Joined, link: Link, project: AccountRecord): boolean {
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
    pairs.add({ kind: 'client', ...ends, source: 'pointer', link: broughtLink(link), create: null, brought: true });
    return true;
  }
  return false;
}

function bringClients(joined: Joining, creates: readonly Link[]): void {
  const clients = creates.flatMap((link) => {
    const project = oneEnd(joined, link);
    const id = project?.values.client ?? null;
    const client = id === null || !project ? undefined : recordOf(joined.have, project.side, 'client', id);
    return client && !joined.pairs.at(client.side, 'client', client.id) ? [client] : [];
  });
  const twins = twinsOf(joined, [...new Set(clients)]);
  for (const link of creates) bringClient(joined, link, twins);
}

/** "Its client comes along first": its link, else the one exact name, else created. If several fit, the project waits too. */
function bringClient(joined: Joining, link: Link, twins: ReturnType<typeof twinsOf>): void {
  const project = oneEnd(joined, link);
  if (!project || bringKnownClient(joined, link, project)) return;
  const client = recordOf(joined.have, project.side, 'client', project.values.client as number);
  if (!client) return;
  const waiting = joined.blocked.find(
    (create) => isAbout(create, client) && !ABOUT_THE_RECORD.includes(create.because.code),
  );
  const { only, several } = matchesOf(joined, client, null);
  if (waiting) return block(joined, link, project, waiting.because);
  if (several.length > 0) {
    const entry = entryOf(broughtLink(link), client);
    return block(joined, link, project, { code: 'several-clients-fit', entry, candidates: several });
  }
  const untold = missingFrom(client);
  if (untold) return block(joined, link, project, untold);
  const near = only ? undefined : twins.get(client);
  if (near) return block(joined, link, project, nearTwin(broughtLink(link), client, near));
  const pair = createdPair({ ...link, kind: 'client' }, client, only?.id ?? null, true);
  joined.pairs.add({ ...pair, link: broughtLink(link) });
}

/** These block the client's own entry only. The project still brings the client along, or finds it missing itself. */
const ABOUT_THE_RECORD: readonly ReasonCode[] = ['source-archived', 'id-unknown'];

/** The entry that brings a client along is where it is declared; what that entry sets is about the project. */
function broughtLink(link: Link): Link {
  return { ...link, kind: 'client', label: null, set: {} };
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
    create: { target, rule: createRule(link.kind, target) },
    brought,
  };
}

interface Found {
  readonly link: Link;
  readonly source: AccountRecord;
  readonly match: AccountRecord | null;
}

/** The one record that fits, or none. If several do, the create is blocked. */
function find(joined: Joining, link: Link): Found[] {
  const source = oneEnd(joined, link);
  if (!source || isBlocked(joined, source)) return [];
  const { only, several } = matchesOf(joined, source, clientThere(joined, source));
  if (several.length === 0) return [{ link, source, match: only }];
  block(joined, link, source, { code: 'several-fit', entry: entryOf(link, source), candidates: several });
  return [];
}

/** Projects match only within their client. Null if that client is still to be created. */
function clientThere(joined: Joined, source: AccountRecord): number | null {
  const { client } = source.values;
  const pair = client ? trustedPair(joined, source.side, 'client', client) : undefined;
  return pair?.[otherSide(source.side)] ?? null;
}

/** Those whose match no other create would take as well, and that has no create of its own: two winners would swap their values. */
function unrivalled(joined: Joining, found: readonly Found[]): Found[] {
  return found.filter(({ link, source, match }) => {
    if (!match) return true;
    const rivals = found.filter((other) => other.match === match);
    const crossed = joined.want.links[link.kind].some((other) => other[match.side] === match.id);
    if (rivals.length < 2 && !crossed) return true;
    const entries = rivals.map((rival) => entryOf(rival.link, rival.source));
    const candidate = candidateOf(match);
    const because: Reason = crossed
      ? { code: 'creates-crossed', entry: entryOf(link, source), candidate }
      : { code: 'several-want', entries, candidate };
    block(joined, link, source, because);
    return false;
  });
}

/** Those with an exact match, and those to be created that have no near twin. */
function withoutTwin(joined: Joining, found: readonly Found[]): Found[] {
  const twins = twinsOf(
    joined,
    found.flatMap(({ source, match }) => (match ? [] : [source])),
  );
  return found.filter(({ link, source, match }) => {
    const near = match ? undefined : twins.get(source);
    if (near) block(joined, link, source, nearTwin(link, source, near));
    return near === undefined;
  });
}

function nearTwin(link: Link, source: AccountRecord, candidates: readonly Candidate[]): Reason {
  return { code: 'near-twin', entry: entryOf(link, source), candidates };
}

function block(joined: Joining, link: Link, { side, id }: AccountRecord, because: Reason): void {
  joined.blocked.push({ link, side, id, because });
}

function entryOf({ label, set }: Link, source: AccountRecord): Entry {
  if (source.kind === 'company') throw new Error('no entry creates a company');
  return { kind: source.kind, side: source.side, id: Number(source.id), name: label ?? recordName(source), set };
}

/** The address of a declared create whose other end is not known. */
export function openAddress(link: Link): ReturnType<typeof formatAddress> {
  const end = (id: number | 'create'): number | null => (id === 'create' ? null : id);
  return formatAddress(link.kind, end(link.harvest), end(link.forecast));
}
