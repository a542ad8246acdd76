import type { Last } from '../../src/model/last.ts';
import { SIDES } from '../../src/model/side.ts';
import type { LoggedRequest } from '../../src/sandbox/log.ts';
import type { World } from '../../src/sandbox/world.ts';
import type { Moment } from './bench.ts';

/**
 * Two ends made comparable. In: a world, a state or requests. Out: plain data in which records that were created since `start`
 * go by their name, since ids depend on the order in which requests arrived; time stamps are left out, lists are sorted.
 */
/** What a person adds to a name after a kill. */
export const BY_HAND = ' by hand';

export type Labels = ReadonlyMap<number, string>;

export function labelsOf(world: World, start: World): Labels {
  const labels = new Map<number, string>();
  for (const side of SIDES) {
    for (const [list, rows] of Object.entries(world[side])) {
      if (!Array.isArray(rows)) continue;
      for (const row of rows as readonly Row[]) {
        const project = labels.get(row.project_id ?? 0) ?? row.project_id;
        const name = row.name?.replace(BY_HAND, '') ?? row.email ?? `${project}/${row.user_id}`;
        if (row.id >= start[side].next_id) labels.set(row.id, `new ${list} ${name}`);
      }
    }
  }
  return labels;
}

interface Row {
  readonly id: number;
  readonly name?: string;
  readonly email?: string;
  readonly project_id?: number;
  readonly user_id?: number;
}

/** What time or chance decides. */
const LEFT_OUT = ['updated_at', 'created_at', 'updated_by_id', 'next_id', 'statement_key'];

export function comparableWorld(world: World, labels: Labels): unknown {
  return plain(world, labels);
}

function plain(value: unknown, labels: Labels): unknown {
  if (typeof value === 'number') return labels.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => plain(item, labels)).sort(byText);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !LEFT_OUT.includes(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, plain(item, labels)]));
}

function byText(a: unknown, b: unknown): number {
  const [left = '', right = ''] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : Number(left > right);
}

/**
 * The state without what is new in every run: lineage, serial, times; what it wrote, as a killed run's writes do not count; and what
 * its answers told of the accounts (`contradicted`).
 */
export function comparableState(last: Last | null, labels: Labels): unknown {
  if (!last) return null;
  const own = { updated: undefined, written: undefined, capabilities: undefined };
  const text = JSON.stringify({ ...last, lineage: '', serial: 0, ...own });
  return sorted(JSON.parse(text.replaceAll(/\b\d+\b/g, (number) => labels.get(Number(number)) ?? number)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort(byText);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/**
 * Capabilities that a run found otherwise. What a killed run had learned is unknown again, until the next answer tells it; and the answer
 * to a write that only an edit after the kill asked for may tell that something works.
 */
export function contradicted(wanted: Last | null, found: Last | null): readonly string[] {
  const known = Object.entries(found?.capabilities ?? {});
  return known
    .filter(([name, { value }]) => value !== (wanted?.capabilities?.[name]?.value ?? 'yes'))
    .map(([name, { value }]) => `state/capabilities/${name}: ${value}`);
}

/** How often each write came to pass, by method and record. */
export function appliedWrites(requests: readonly LoggedRequest[], labels: Labels): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { side, method, path, status } of requests) {
    if (method === 'GET' || status === null || status >= 300) continue;
    const record = path.replaceAll(/\d+/g, (number) => labels.get(Number(number)) ?? number);
    const key = `${side} ${method} ${record}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The first places in which two values differ, as lines; none where they are equal. */
export function differences(wanted: unknown, found: unknown, where = ''): readonly string[] {
  if (JSON.stringify(wanted) === JSON.stringify(found)) return [];
  const isTable = (value: unknown): value is object => typeof value === 'object' && value !== null;
  if (!isTable(wanted) || !isTable(found)) return [`${where}: ${JSON.stringify(wanted)} → ${JSON.stringify(found)}`];
  const [left, right] = [wanted, found].map((value) => new Map<string, unknown>(Object.entries(value)));
  const keys = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...keys].flatMap((key) => differences(left?.get(key), right?.get(key), `${where}/${key}`)).slice(0, 5);
}

/**
 * All that a killed run left, as one text: both accounts and every file, without what time and chance decide. Two kills that
 * leave the same are gone on from in the same way. The lock's words are left out, as its holder is dead.
 */
export function fingerprint({ world, files }: Moment, start: World): string {
  const left = [...files].map(([name, bytes]) => [name, name.includes('.lock') ? '' : bytes.toString('latin1')]);
  const text = JSON.stringify([comparableWorld(world, labelsOf(world, start)), left]);
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'uuid')
    .replaceAll(/\\"check\\":\\"[^"]*"|\\"at\\":\d+/g, '');
}
