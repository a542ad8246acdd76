import { formatAddress } from '../../src/model/address.ts';
import type { FieldName, FieldValue, Values } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import type { Want } from '../../src/model/want.ts';
import type { RandomWorld } from './worlds.ts';

/** What the laws look at, read off the worlds themselves and not by the planner. */

export const LINKED_FIELDS = {
  client: ['name', 'status'],
  person: ['first_name', 'last_name', 'email', 'capacity', 'status'],
  project: ['name', 'code', 'client', 'status'],
} as const satisfies { readonly [kind: string]: readonly FieldName[] };

export interface BothValues {
  readonly address: string;
  readonly field: FieldName;
  readonly harvest: FieldValue | undefined;
  readonly forecast: FieldValue | undefined;
}

export function recordIn(have: Have, side: Side, kind: RecordKind, id: number): AccountRecord | undefined {
  return (have[side].records[kind] as ReadonlyMap<number, AccountRecord>).get(id);
}

/** Each synced field of each declared link whose two ends are there, in one form: e-mails in lower case, clients by Harvest id, null capacities as the default. */
export function agreedFields(want: Want, have: Have): BothValues[] {
  return (['client', 'person', 'project'] as const).flatMap((kind) =>
    want.links[kind].flatMap((link) => {
      if (link.harvest === 'create' || link.forecast === 'create') return [];
      const harvest = recordIn(have, 'harvest', kind, link.harvest);
      const forecast = recordIn(have, 'forecast', kind, link.forecast);
      if (!harvest || !forecast) return [];
      const address = formatAddress(kind, link.harvest, link.forecast);
      return LINKED_FIELDS[kind].map((field) => ({
        address,
        field,
        harvest: plain(want, have, harvest, field),
        forecast: plain(want, have, forecast, field),
      }));
    }),
  );
}

export function plain(want: Want, have: Have, record: AccountRecord, field: FieldName): FieldValue | undefined {
  const value = record.values[field];
  if (field === 'email') return String(value).toLowerCase();
  if (field === 'capacity' && value === null) return have.forecast.company.values.capacity;
  if (field !== 'client' || record.side === 'harvest') return value;
  const client = want.links.client.find((link) => link.forecast === value);
  return client ? Number(client.harvest) : value;
}

export function waitingAddresses(plan: Plan): Set<string> {
  return new Set([...plan.manual, ...plan.conflicts].map((item) => item.address));
}

/** The same world, its records and links in an order that `pick` chooses. */
export function shuffled(world: RandomWorld, pick: () => number): RandomWorld {
  const map = <K, V>(records: ReadonlyMap<K, V>): Map<K, V> => new Map(shuffle([...records], pick));
  const account = <A extends Have['harvest'] | Have['forecast']>(side: A): A => ({
    ...side,
    records: Object.fromEntries(
      Object.entries(side.records).map(([kind, records]) => [kind, map(records as ReadonlyMap<number, unknown>)]),
    ),
  });
  const links = Object.entries(world.want.links).map(([kind, list]) => [kind, shuffle([...list], pick)]);
  const { have, last } = world;
  return {
    want: { ...world.want, links: Object.fromEntries(links) as Want['links'] },
    have: { ...have, harvest: account(have.harvest), forecast: account(have.forecast) },
    last: last && { ...last, baseline: Object.fromEntries(shuffle(Object.entries(last.baseline), pick)) },
  };
}

/** Fisher and Yates, in place. */
function shuffle<T>(list: T[], pick: () => number): T[] {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = pick() % (at + 1);
    [list[at], list[other]] = [list[other] as T, list[at] as T];
  }
  return list;
}

/** The world after somebody's edit of one record. */
export function edited(have: Have, side: Side, kind: RecordKind, id: number, values: Values): Have {
  const record = recordIn(have, side, kind, id);
  if (!record) return have;
  return withRecords(have, side, kind, (records) =>
    records.set(id, { ...record, values: { ...record.values, ...values } }),
  );
}

export function withoutRecord(have: Have, side: Side, kind: RecordKind, id: number): Have {
  return withRecords(have, side, kind, (records) => void records.delete(id));
}

function withRecords(
  have: Have,
  side: Side,
  kind: RecordKind,
  change: (records: Map<number, AccountRecord>) => void,
): Have {
  const records = new Map(have[side].records[kind] as ReadonlyMap<number, AccountRecord>);
  change(records);
  return { ...have, [side]: { ...have[side], records: { ...have[side].records, [kind]: records } } };
}
