import { describe, expect, test } from 'vitest';
import type { Account, ForecastAccount, HarvestAccount } from '../../src/model/account.ts';
import { RequestFailure } from '../../src/model/failure.ts';
import type { Values } from '../../src/model/field.ts';
import type { Address } from '../../src/model/address.ts';
import type { Last } from '../../src/model/last.ts';
import { forecastId, harvestId, type ForecastId, type Id } from '../../src/model/id.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import { confirmAbsences } from '../../src/snapshot/confirm-absences.ts';
import { withPlaceholders } from '../../src/snapshot/placeholders.ts';
import { readHave } from '../../src/snapshot/read.ts';

type World = { readonly [K in RecordKind]?: readonly (readonly [number, Values])[] };

/** An account out of two tables: what its lists show, and what a GET finds besides. */
function accountOf<S extends Side>(side: S, listed: World, hidden: World, log: string[]): Account<S> {
  let requests = 0;
  function note(text: string): void {
    requests++;
    log.push(`${side} ${text}`);
  }
  function record(kind: RecordKind, id: number, values: Values): AccountRecord<S> {
    const members = { people: [], placeholders: kind === 'role' && id === 99 ? [forecastId(5)] : [] };
    return { side, kind, id: id as Id<S>, values, ...(kind === 'role' && { members }) };
  }
  return {
    side,
    company() {
      note('company');
      const company = { side, kind: 'company', id: 1 as Id<S>, values: { capacity: 144000 } } as const;
      return Promise.resolve({ record: company, name: `${side} Inc`, web: `https://${side}.example` });
    },
    list(kind) {
      note(`list ${kind}`);
      const records = (listed[kind] ?? []).map(([id, values]) => record(kind, id, values));
      return Promise.resolve({ records, servedAt: null });
    },
    get(kind, id) {
      note(`get ${kind} ${id}`);
      const found = [...(listed[kind] ?? []), ...(hidden[kind] ?? [])].find(([other]) => other === id);
      return Promise.resolve(found ? record(kind, found[0], found[1]) : null);
    },
    create: () => Promise.reject(new Error('reading only')),
    update: () => Promise.reject(new Error('reading only')),
    deleteRole: () => Promise.reject(new Error('reading only')),
    rights: () => Promise.resolve(null),
    requests: () => requests,
  };
}

function worlds(options: { harvest?: World; forecast?: World; hidden?: World } = {}): {
  accounts: { harvest: HarvestAccount; forecast: ForecastAccount };
  log: string[];
} {
  const log: string[] = [];
  const harvest = accountOf('harvest', options.harvest ?? {}, options.hidden ?? {}, log);
  const forecast = accountOf('forecast', options.forecast ?? {}, options.hidden ?? {}, log);
  return {
    log,
    accounts: {
      harvest: {
        ...harvest,
        budgets() {
          log.push('harvest budgets');
          return Promise.resolve(new Map([[harvestId(1), { by: 'project', monthly: false, remaining: 4 }]]));
        },
      },
      forecast: {
        ...forecast,
        remainingHours() {
          log.push('forecast remaining hours');
          return Promise.resolve(new Map<ForecastId, number | null>([[forecastId(2), null]]));
        },
        placeholders() {
          log.push('forecast placeholders');
          return Promise.resolve(new Map([[forecastId(5), 'Designer?']]));
        },
      },
    },
  };
}

/** The services of these tests tell no date. */
const clock = { now: () => 0 };

describe('readHave', () => {
  test('reads both accounts whole', async () => {
    const { accounts, log } = worlds({
      harvest: { client: [[10, { name: 'A' }]], project: [[20, { name: 'P', client: 10 }]] },
      forecast: { person: [[30, { first_name: 'K' }]], project: [[1, { name: 'Time Off', client: null }]] },
    });
    const have = await readHave(accounts, { budgets: false, roles: true, clock });
    expect(have.harvest).toMatchObject({ id: 1, name: 'harvest Inc', web: 'https://harvest.example', requests: 5 });
    expect(have.harvest.records.project.get(harvestId(20))?.values.name).toBe('P');
    expect(have.forecast.records.person.get(forecastId(30))?.values.first_name).toBe('K');
    expect(have.forecast.company.values.capacity).toBe(144000);
    expect(have.budgets).toBeNull();
    expect(have.placeholders.size).toBe(0);
    expect(log).toHaveLength(10);
  });

  test('reads budgets where they are wanted', async () => {
    const { accounts, log } = worlds({ forecast: { role: [[99, { name: 'R' }]] } });
    const have = await readHave(accounts, { budgets: true, roles: true, clock });
    expect(have.budgets?.harvest.get(harvestId(1))?.remaining).toBe(4);
    expect(have.budgets?.forecast.get(forecastId(2))).toBeNull();
    expect(log).not.toContain('forecast placeholders');
  });

  test('reads placeholders only if a role that they have may go: the state knows it, and Harvest has it no more', async () => {
    const baseline = { ['role:7/99' as Address]: { name: 'R' }, ['role:8/98' as Address]: { name: 'S' } };
    const last = { baseline } as unknown as Last;
    const forecast: World = {
      role: [
        [99, { name: 'R' }],
        [98, { name: 'S' }],
      ],
    };
    const read = async (
      harvest: World,
      state: Last | null,
    ): Promise<readonly [string | undefined, number, boolean]> => {
      const { accounts, log } = worlds({ harvest, forecast });
      const have = await readHave(accounts, { budgets: false, roles: true, clock });
      const after = await withPlaceholders(accounts.forecast, have, state);
      const more = after.forecast.requests - have.forecast.requests;
      return [after.placeholders.get(forecastId(5)), more, log.includes('forecast placeholders')];
    };
    expect(await read({ role: [[7, { name: 'R' }]] }, last)).toEqual([undefined, 0, false]);
    expect(await read({}, null)).toEqual([undefined, 0, false]);
    expect(await read({ role: [[8, { name: 'S' }]] }, last)).toEqual(['Designer?', expect.any(Number), true]);
  });

  test('C23 asks for no role where they are switched off', async () => {
    const { accounts, log } = worlds({ forecast: { role: [[99, { name: 'R' }]] } });
    const have = await readHave(accounts, { budgets: false, roles: false, clock });
    expect([have.harvest.records.role.size, have.forecast.records.role.size, have.placeholders.size]).toEqual([
      0, 0, 0,
    ]);
    expect(log.filter((line) => /role|placeholders/.test(line))).toEqual([]);
  });

  test('D2 a project whose client is in no list: the list was short', async () => {
    const { accounts } = worlds({
      harvest: { project: [[20, { client: 11 }]] },
      hidden: { client: [[11, { name: 'Acme' }]] },
    });
    await expect(readHave(accounts, { budgets: false, roles: true, clock })).rejects.toMatchObject({
      code: 'reading.list-incomplete',
      message: `The client 11 ("Acme") was missing from Harvest's list of clients although it exists.`,
    });
  });

  test('a project whose client is gone stays as it is, and is asked for once', async () => {
    const { accounts, log } = worlds({
      forecast: {
        project: [
          [20, { client: 11 }],
          [21, { client: 11 }],
        ],
      },
    });
    const have = await readHave(accounts, { budgets: false, roles: true, clock });
    expect(have.forecast.records.project.size).toBe(2);
    expect(log.filter((line) => line === 'forecast get client 11')).toHaveLength(1);
    expect(have.forecast.requests).toBe(6);
  });

  test('an error of one account is the error, and budgets say how to do without', async () => {
    const { accounts } = worlds();
    const failure = new RequestFailure('unauthorized', 'harvest', 'no', { status: 403 });
    const company = { ...accounts.harvest, company: () => Promise.reject(failure) };
    await expect(readHave({ ...accounts, harvest: company }, { budgets: false, roles: true, clock })).rejects.toBe(
      failure,
    );
    const budgets = { ...accounts.harvest, budgets: () => Promise.reject(failure) };
    await expect(
      readHave({ ...accounts, harvest: budgets }, { budgets: true, roles: true, clock }),
    ).rejects.toMatchObject({
      failure: 'unauthorized',
      hint: expect.stringContaining('`budgets: off`') as string,
    });
  });
});

describe('confirmAbsences', () => {
  test('asks for each, and is content with 404', async () => {
    const { accounts, log } = worlds();
    await confirmAbsences(accounts, [
      { side: 'harvest', kind: 'project', id: 7 },
      { side: 'forecast', kind: 'person', id: 8 },
    ]);
    expect(log.sort()).toEqual(['forecast get person 8', 'harvest get project 7']);
  });

  test('D2 names one that exists after all', async () => {
    const { accounts } = worlds({ hidden: { person: [[8, { first_name: 'Kim', last_name: 'Allen' }]] } });
    await expect(confirmAbsences(accounts, [{ side: 'forecast', kind: 'person', id: 8 }])).rejects.toThrow(
      `The person 8 ("Kim Allen") was missing from Forecast's list of people although it exists`,
    );
  });

  test('asks a few at a time', async () => {
    const { accounts } = worlds();
    let running = 0;
    let most = 0;
    const harvest: HarvestAccount = {
      ...accounts.harvest,
      async get() {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return null;
      },
    };
    const absences = Array.from({ length: 40 }, (_, id) => ({ side: 'harvest', kind: 'role', id: id + 1 }) as const);
    await confirmAbsences({ ...accounts, harvest }, absences);
    expect(most).toBe(6);
  });
});
