import { parseAddress } from '../../src/model/address.ts';
import { SIDES, type Side } from '../../src/model/side.ts';
import type { Remembered } from '../../src/model/store.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { World } from '../../src/sandbox/world.ts';
import { BY_HAND } from './compare.ts';
import type { End } from './sweep.ts';

/** What a person does to a record after the kill, on the side that hfsync wrote. */
export interface HandEdit {
  readonly side: Side;
  readonly kind: 'client' | 'project' | 'role' | 'person';
  readonly id: number;
  readonly field: 'name' | 'last_name';
  readonly value: string;
  /** Both ends of the pair. */
  readonly ends: { readonly [S in Side]: number };
  readonly address: string;
}

/** An edit of a record that the killed run wrote, and whose outcome it made durable; null where there is none yet. */
export function handEdit(sandbox: Sandbox, end: End, { last, open }: Remembered): HandEdit | null {
  const world = sandbox.world();
  for (const { side, method, path: url, status } of sandbox.requests) {
    const found = /^(?:\/v2)?\/(client|project|role|people|user)s?\/(\d+)$/.exec(url);
    if (!found || method === 'GET' || side === 'id' || status === null || status >= 300) continue;
    const kind = found[1] === 'people' || found[1] === 'user' ? 'person' : (found[1] as 'client' | 'project' | 'role');
    const id = Number(found[2]);
    const address = Object.keys(last?.baseline ?? {}).find((key) => {
      const parts = parseAddress(key);
      return parts?.kind === kind && parts[side] === id;
    });
    const parts = parseAddress(address ?? '');
    if (address === undefined || !parts || parts.harvest === null || parts.forecast === null) continue;
    if (open.some(({ change }) => change.address === address)) continue;
    const field = kind === 'person' ? 'last_name' : 'name';
    const ends = { harvest: parts.harvest, forecast: parts.forecast };
    const agreed = last?.baseline[address as keyof typeof last.baseline]?.[field];
    const isAgreed = (at: World) => SIDES.every((one) => rowOf(at, one, kind, ends[one])?.[field] === agreed);
    if (typeof agreed !== 'string' || !isAgreed(world) || !isAgreed(end.world)) continue;
    const forecast = rowOf(end.world, 'forecast', kind, ends.forecast);
    if (forecast?.['archived'] === true || forecast?.['login'] === 'disabled') continue;
    return { side, kind, id, field, value: `${agreed}${BY_HAND}`, ends, address };
  }
  return null;
}

const LISTS = {
  harvest: { client: 'clients', project: 'projects', role: 'roles', person: 'users' },
  forecast: { client: 'clients', project: 'projects', role: 'roles', person: 'people' },
} as const;

function rowOf(world: World, side: Side, kind: HandEdit['kind'], id: number): Record<string, unknown> | undefined {
  const lists = world[side] as unknown as { readonly [list: string]: readonly Record<string, unknown>[] };
  return lists[LISTS[side][kind]]?.find((row) => row['id'] === id);
}

/** The undisturbed end, had that person edited it too and hfsync brought it over. */
export function withEdit(end: End, { kind, ends, field, value, address }: HandEdit): Pick<End, 'world' | 'remembered'> {
  const { world, remembered: known } = structuredClone({ world: end.world, remembered: end.remembered });
  for (const side of SIDES) {
    const row = rowOf(world, side, kind, ends[side]);
    if (row) row[field] = value;
  }
  const baseline = (known.last?.baseline ?? {}) as Record<string, Record<string, unknown>>;
  baseline[address] = { ...baseline[address], [field]: value };
  return { world, remembered: known };
}
