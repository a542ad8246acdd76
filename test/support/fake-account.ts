import type { Account, ForecastAccount, HarvestAccount, PreWriteCheck, Listing } from '../../src/model/account.ts';
import { RequestFailure } from '../../src/model/failure.ts';
import type { FieldName, FieldValue, Values } from '../../src/model/field.ts';
import { forecastId, harvestId, type Id } from '../../src/model/id.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';

export interface Call {
  readonly side: Side;
  readonly method: 'company' | 'list' | 'get' | 'create' | 'update' | 'delete';
  readonly kind: Kind;
  readonly id?: number;
  readonly values?: Values;
}

export interface FakeAccountOptions {
  /** Fields that the service takes without storing them. */
  readonly ignores?: readonly FieldName[];
}

export interface FakeAccount {
  readonly account: Account;
  /** All calls so far, of both sides if they share it. */
  readonly calls: readonly Call[];
  value(kind: Kind, id: number, field: FieldName): FieldValue | undefined;
  /** Somebody else's edit. */
  edit(kind: Kind, id: number, values: Values): void;
}

export const COMPANY_ID = { harvest: 11, forecast: 22 } as const;

/** One account in memory. Role names on people follow their roles, and a default capacity its people, as in the services. */
export function createFakeAccount(
  side: Side,
  seed: readonly (readonly [kind: Kind, id: number, values: Values])[],
  options: FakeAccountOptions = {},
  log: Call[] = [],
): FakeAccount {
  const stored = new Map<string, AccountRecord>();
  let nextId = 9_000;
  let requests = 0;
  let looking: Promise<void> = Promise.resolve();

  for (const [kind, id, values] of seed) store(kind, id, values);
  if (!stored.has(`company:${COMPANY_ID[side]}`)) store('company', COMPANY_ID[side], { capacity: 126_000 });

  function store(kind: Kind, id: number, values: Values): AccountRecord {
    const record: AccountRecord = { side, kind, id: brand(id), values, raw: { ...values } };
    stored.set(`${kind}:${id}`, record);
    return record;
  }

  function brand(id: number): Id {
    return side === 'harvest' ? harvestId(id) : forecastId(id);
  }

  function ofKind(kind: Kind): AccountRecord[] {
    return [...stored.values()].filter((record) => record.kind === kind);
  }

  async function request<T>(call: Call, effect: () => T): Promise<T> {
    requests += 1;
    log.push(call);
    // As over a network: nobody has the answer at once.
    await new Promise((resolve) => setImmediate(resolve));
    return effect();
  }

  function write(kind: Kind, id: number, values: Values): AccountRecord {
    const before = stored.get(`${kind}:${id}`);
    const taken = Object.fromEntries(
      Object.entries(values).filter(([field]) => !options.ignores?.includes(field as FieldName)),
    );
    const record = store(kind, id, { ...before?.values, ...taken });
    if (kind === 'role' && before) renameRole(before.values.name, record.values.name);
    if (kind === 'company' && side === 'harvest') cascade(before?.values.capacity, record.values.capacity);
    return record;
  }

  function renameRole(from: string | undefined, to: string | undefined): void {
    for (const person of ofKind('person')) {
      const roles = (person.values.roles ?? []).flatMap((name) => (name === from ? (to ?? []) : name));
      if (person.values.roles) store('person', person.id, { ...person.values, roles });
    }
  }

  function cascade(from: number | null | undefined, to: number | null | undefined): void {
    for (const person of ofKind('person')) {
      if (person.values.capacity === from && to !== undefined)
        store('person', person.id, { ...person.values, capacity: to });
    }
  }

  function found(kind: Kind, id: number): AccountRecord {
    const record = stored.get(`${kind}:${id}`);
    if (!record) throw new RequestFailure('gone', side, `${side} ${kind} ${id} is gone`, { status: 404 });
    return record;
  }

  /** As the clients do with a slot in hand; looks that share a reading take turns. */
  function lastLook(look: PreWriteCheck | undefined): Promise<void> {
    const work = async (): Promise<void> => {
      while (look && !look.claim()) await look.again(account);
    };
    if (!look?.isShared) return work();
    const mine = looking.then(work);
    looking = mine.catch(() => undefined);
    return mine;
  }

  const account: Account = {
    side,
    company: () =>
      request({ side, method: 'company', kind: 'company' }, () => ({
        record: found('company', COMPANY_ID[side]),
        name: `${side} company`,
        web: 'https://example.test',
      })),
    list: (kind) =>
      request({ side, method: 'list', kind }, (): Listing<Side> => ({
        records: ofKind(kind),
        servedAt: null,
      })),
    get: (kind, id) => request({ side, method: 'get', kind, id }, () => stored.get(`${kind}:${id}`) ?? null),
    create: async (kind, values, _settings, look) => {
      await lastLook(look);
      return request({ side, method: 'create', kind, values }, () =>
        write(kind, ++nextId, kind === 'role' ? values : { status: 'active', ...values }),
      );
    },
    update: async ({ kind, id }, values, look) => {
      await lastLook(look);
      // A PUT sends back all that was read, as Forecast wants it.
      const sent = side === 'forecast' ? { ...look?.record()?.values, ...values } : values;
      return request({ side, method: 'update', kind, id, values }, () => {
        found(kind, id);
        return write(kind, id, sent);
      });
    },
    deleteRole: async (id, look) => {
      await lastLook(look);
      return request({ side, method: 'delete', kind: 'role', id }, () => {
        renameRole(found('role', id).values.name, undefined);
        stored.delete(`role:${id}`);
      });
    },
    rights: () => Promise.resolve(null),
    requests: () => requests,
  };

  return {
    account,
    calls: log,
    value: (kind, id, field) => stored.get(`${kind}:${id}`)?.values[field],
    edit: (kind, id, values) => void store(kind, id, { ...stored.get(`${kind}:${id}`)?.values, ...values }),
  };
}

/** Both as the two kinds of account; the parts that applying never asks for stay unread. */
export function asHarvest({ account }: FakeAccount): HarvestAccount {
  return { ...account, budgets: () => Promise.resolve(new Map()) } as HarvestAccount;
}

export function asForecast({ account }: FakeAccount): ForecastAccount {
  const nothing = () => Promise.resolve(new Map());
  return { ...account, remainingHours: nothing, placeholders: nothing } as ForecastAccount;
}
