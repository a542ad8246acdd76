import fc from '../support/property.ts';
import { SIDES } from '../../src/model/side.ts';
import type { DiskFault } from './disk.ts';
import type { Deed } from './people.ts';
import type { Lag } from './lag.ts';
import type { Death } from './process.ts';
import { WIRE_FAULTS, type WireFault } from './wire.ts';
import { LINKS, ROLES, type Setup } from './world.ts';

/** What happens, step by step; plain JSON, so that a failing one can be kept. */
export interface History {
  /** Chooses every delay, and so the order of everything that happens at once. */
  readonly seed: number;
  readonly setup: Setup;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly step: 'deed'; readonly deed: Deed }
  | { readonly step: 'wait'; readonly ms: number }
  | { readonly step: 'clock'; readonly ms: number }
  | { readonly step: 'apply'; readonly run: Run; readonly beside: Run | null };

/** One run of `hfsync apply`, and what goes wrong in it. */
export interface Run {
  readonly wire: readonly WireFault[];
  readonly disk: readonly DiskFault[];
  readonly death: Death | null;
  /** The machine died too: what was not synced is gone. */
  readonly powerCut: boolean;
  /** Ctrl-C at this point; again at the second. */
  readonly interrupts: readonly number[];
  /** The machine sleeps at this point, for ms; missing in histories from before. */
  readonly sleeps?: readonly { readonly at: number; readonly ms: number }[];
  /** A service that is behind; missing in histories from before. */
  readonly lag?: Lag | null;
  /** People who edit while it runs. */
  readonly deeds: readonly { readonly at: number; readonly deed: Deed }[];
}

const side = fc.constantFrom(...SIDES);
const version = fc.constantFrom('1', '2', '3');

export const editProject = fc
  .record({
    side,
    index: fc.nat(2),
    field: fc.constantFrom('name', 'code', 'status', 'client'),
    version,
    by: fc.constantFrom(3001, 602, null),
  })
  .map(({ side, index, field, version, by }): Deed => {
    const ids = LINKS.project[index]!;
    const client = LINKS.client[Number(version) % 2]![side === 'harvest' ? 0 : 1];
    const values = {
      name: { name: `${['Site', 'Shop', 'App'][index]} ${version}` },
      code: { code: version === '3' ? '' : `C${version}` },
      status: { status: version === '1' ? 'archived' : 'active' },
      client: { client_id: client },
    }[field];
    return { do: 'edit', side, kind: 'project', id: ids[side === 'harvest' ? 0 : 1], values, by };
  });

export const editClient = fc
  .record({ side, index: fc.nat(1), field: fc.constantFrom('name', 'status'), version })
  .map(({ side, index, field, version }): Deed => {
    const values =
      field === 'name'
        ? { name: `${['Acme', 'Beta'][index]} ${version}` }
        : { status: version === '1' ? 'archived' : 'active' };
    return { do: 'edit', side, kind: 'client', id: LINKS.client[index]![side === 'harvest' ? 0 : 1], values, by: 3001 };
  });

export const editPerson = fc
  .record({
    side,
    index: fc.nat(2),
    field: fc.constantFrom('first_name', 'email', 'capacity', 'roles', 'status'),
    version,
    self: fc.boolean(),
  })
  .map(({ side, index, field, version, self }): Deed => {
    const ids = LINKS.person[index]!;
    const values = {
      first_name: { first_name: `${['Kim', 'Ana', 'Bo'][index]}${version}` },
      email: { email: `p${index}v${version}@acme.example` },
      capacity: { capacity: 90_000 + Number(version) * 18_000 },
      roles: { roles: version === '1' ? [] : version === '2' ? ['Designer'] : ['Designer', 'Developer'] },
      status: { status: version === '1' ? 'archived' : 'active' },
    }[field];
    return { do: 'edit', side, kind: 'person', id: ids[side === 'harvest' ? 0 : 1], values, by: self ? ids[1] : 3001 };
  });

export const editRole = fc.record({ side, index: fc.nat(1), version }).map(({ side, index, version }): Deed => ({
  ...{ do: 'edit', side, kind: 'role', by: 3001 },
  id: ROLES[index]![side === 'harvest' ? 0 : 1],
  values: { name: `${['Designer', 'Developer'][index]} ${version}` },
}));

const editCompany = fc.record({ side, hours: fc.constantFrom(30, 35, 40) }).map(({ side, hours }): Deed => ({
  do: 'edit',
  side,
  kind: 'company',
  values: { capacity: hours * 3600 },
  by: 3001,
}));

const swap = fc.record({ side, kind: fc.constantFrom('role', 'client') }).map(({ side, kind }): Deed => {
  const pairs = kind === 'role' ? ROLES : LINKS.client;
  const at = side === 'harvest' ? 0 : 1;
  return { do: 'swap', side, kind, ids: [pairs[0][at], pairs[1][at]] };
});

const createRole = fc
  .record({ side, version })
  .map(({ side, version }): Deed => ({ do: 'create', side, kind: 'role', name: `Extra ${version}` }));

const remove = fc
  .record({ side, kind: fc.constantFrom('role', 'project'), index: fc.nat(1) })
  .map(({ side, kind, index }): Deed => {
    const ids = kind === 'role' ? ROLES[index]! : LINKS.project[index]!;
    return { do: 'delete', side, kind, id: ids[side === 'harvest' ? 0 : 1] };
  });

/** What people do, each thing as often as it is worth. */
export const deeds: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: editProject },
  { weight: 3, arbitrary: editClient },
  { weight: 5, arbitrary: editPerson },
  { weight: 2, arbitrary: editRole },
  { weight: 1, arbitrary: editCompany },
  { weight: 1, arbitrary: swap },
  { weight: 1, arbitrary: createRole },
  { weight: 1, arbitrary: remove },
);

const wireFault: fc.Arbitrary<WireFault> = fc.record({
  fault: fc.constantFrom(...WIRE_FAULTS),
  nth: fc.integer({ min: 1, max: 8 }),
  among: fc.constantFrom('writes', 'writes', 'reads'),
  times: fc.constantFrom(1, 1, 1, 2, 99),
});

const diskFault: fc.Arbitrary<DiskFault> = fc.record({
  fault: fc.constantFrom('ENOSPC', 'EIO', 'EROFS', 'short'),
  call: fc.constantFrom('write', 'sync', 'create', 'rename', 'syncFolder'),
  nth: fc.integer({ min: 1, max: 8 }),
  lasting: fc.boolean(),
});

/** How far a run comes before something happens to it. */
export const point = fc.integer({ min: 1, max: 110 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { maxLength: most });

const lag: fc.Arbitrary<Lag> = fc.record({
  sides: fc.constantFrom<Lag['sides'][]>(['harvest'], ['forecast'], SIDES),
  ms: fc.constantFrom(2_000, 4_000, 30_000, 3_600_000),
  of: fc.constantFrom('lists', 'lists', 'all'),
  always: fc.boolean(),
});

const disturbed: fc.Arbitrary<Run> = fc.record({
  wire: rarely(wireFault, 2),
  disk: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: rarely(diskFault, 1) }),
  death: fc.option(fc.record({ at: point, how: fc.constantFrom('before', 'after', 'torn') }), { freq: 2 }),
  powerCut: fc.boolean(),
  interrupts: fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: rarely(point, 2) }),
  sleeps: fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: rarely(fc.record({ at: point, ms: fc.constantFrom(12_000, 600_000) }), 2) },
  ),
  lag: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: lag }),
  deeds: rarely(fc.record({ at: point, deed: deeds }), 2),
});

/** Most of what else goes wrong keeps a run from planning by what it is shown. */
const shownThePast = fc
  .record({ lag, deeds: rarely(fc.record({ at: point, deed: deeds }), 2) })
  .map(({ lag, deeds }): Run => ({
    wire: [],
    disk: [],
    death: null,
    powerCut: false,
    interrupts: [],
    sleeps: [],
    lag,
    deeds,
  }));

const run = fc.oneof({ weight: 7, arbitrary: disturbed }, { weight: 1, arbitrary: shownThePast });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: deeds.map((one): Step => ({ step: 'deed', deed: one })) },
  { weight: 1, arbitrary: fc.constantFrom(1, 15, 3600).map((seconds): Step => ({ step: 'wait', ms: seconds * 1000 })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(-3600, -30, 30, 86_400).map((seconds): Step => ({ step: 'clock', ms: seconds * 1000 })),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ run, beside: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: run }) })
      .map(({ run, beside }): Step => ({ step: 'apply', run, beside })),
  },
);

export const histories: fc.Arbitrary<History> = fc.record({
  seed: fc.nat(),
  setup: fc.record({
    conflicts: fc.constantFrom('manual', 'manual', 'harvest', 'forecast'),
    firstSync: fc.constantFrom('harvest', 'forecast', 'manual'),
    harvestEditor: fc.constantFrom('unknown', 'self', 'other'),
    budgets: fc.constantFrom('auto', 'off', 'off'),
    creates: fc.boolean(),
    set: fc.boolean(),
    trust: fc.boolean(),
    rate: fc.constantFrom(100, 100, 100, 12, 7),
    dates: fc.constantFrom(0, 0, 0, 3_600_000, -3_600_000),
    partial: fc.constantFrom(false, false, true),
  }),
  steps: fc.array(step, { minLength: 1, maxLength: 8 }),
});
