import { COMPANY, formatAddress } from '../../src/model/address.ts';
import type { Last } from '../../src/model/last.ts';
import type { Intent, IntentOutcome, Store } from '../../src/model/store.ts';
import type { LocalLockInfo } from '../../src/state/local/info.ts';
import type { Machine } from '../../src/state/local/machine.ts';
import type { Exclusive } from '../../src/state/local/socket.ts';
import { openStore, type StoreOptions } from '../../src/state/store.ts';
import { createFakeClock, createFakeRandom } from '../support/fake-clock.ts';
import { createFakeDisk } from '../support/fake-files.ts';

export const ACCOUNTS = { harvest: 11, forecast: 22 } as const;
export const PROJECT = formatAddress('project', 101, 201);
export const KEY = Buffer.alloc(32, 7);
export const FOLDER = '/agency';
export const STATE = '/agency/.hfsync/state.json';
export const WHERE = { backend: 'local', path: '.hfsync/state.json' } as const;

export function memoryOf(name: string): Omit<Last, 'lineage' | 'serial'> {
  return {
    accounts: ACCOUNTS,
    baseline: {
      [PROJECT]: { name, code: 'W', client: '5/6', status: 'active' },
      [COMPANY]: { capacity: 126_000 },
      [formatAddress('person', 7, 8)]: { first_name: 'Kim', roles: ['1/2', '3/4'], capacity: 144_000 },
    },
    waiting: {
      [formatAddress('person', 7, 8)]: { email: { side: 'forecast', value: 'k@x.example', editor: 'other' } },
    },
    brought: [formatAddress('client', 5, 6)],
    temporary: [],
  };
}

export function lastOf(name: string, serial = 1): Last {
  return { lineage: 'lineage-1', serial, ...memoryOf(name) };
}

export function intentOf(id: string, name = 'New'): Intent {
  return {
    id,
    at: 1_767_225_600_000,
    change: {
      id: 'harvest:update:project:101/201',
      address: PROJECT,
      kind: 'project',
      account: 'harvest',
      action: 'update',
    },
    fields: [{ field: 'name', before: 'Old', after: name, origin: 'forecast' }],
  };
}

export function outcomeOf(id: string, name = 'New'): IntentOutcome {
  return { intent: id, result: 'done', advance: { address: PROJECT, baseline: { name } } };
}

/** Paths held in one test's world. */
export function createFakeExclusive(): Exclusive {
  const held = new Map<string, LocalLockInfo>();
  return async (path, info) => {
    const by = held.get(path);
    if (by) return { kind: 'taken', by };
    held.set(path, info);
    return { kind: 'held', release: async () => void held.delete(path) };
  };
}

export const FAKE_MACHINE: Machine = {
  ...{ boot: 'boot-1', pids: 'pid:[1]' },
  isAlive: () => true,
  ownsDisk: async () => true,
  // Nobody gives a sign of life by itself.
  sleep: () => new Promise(() => undefined),
};

/** No medium but http asks for it. */
export const noNetwork = (): Promise<never> => Promise.reject(new Error('nothing here needs a network'));

/** Of a store on any medium; what is saved elsewhere goes to a disk in memory. */
export function fakeOptions(options: Partial<StoreOptions> = {}): StoreOptions {
  return {
    folder: FOLDER,
    accounts: ACCOUNTS,
    key: null,
    variables: {},
    transport: noNetwork,
    clock: createFakeClock(),
    random: createFakeRandom(),
    holder: { pid: 1, host: 'here', user: 'kim' },
    disk: { files: createFakeDisk().files, exclusive: createFakeExclusive(), machine: FAKE_MACHINE },
    ...options,
  };
}

export function fakeStore(options: Partial<StoreOptions> = {}) {
  const disk = createFakeDisk();
  const random = createFakeRandom();
  const clock = createFakeClock();
  /** A new process on the same disk; whatever an earlier one held is free. */
  function optionsOf(more: Partial<StoreOptions> = {}): StoreOptions {
    const own = { files: disk.files, exclusive: createFakeExclusive(), machine: FAKE_MACHINE };
    return fakeOptions({ clock, random, disk: own, ...options, ...more });
  }
  return { disk, clock, optionsOf, open: (more?: Partial<StoreOptions>): Store => openStore(WHERE, optionsOf(more)) };
}
