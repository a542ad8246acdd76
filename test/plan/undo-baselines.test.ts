import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { Baseline, Last } from '../../src/model/last.ts';
import type { Change } from '../../src/model/plan.ts';
import { baselinesToPutBack } from '../../src/plan/undo/baselines.ts';

const SHOP = formatAddress('project', 302, 402);
const lastOf = (baseline: Baseline | null): Last => ({
  lineage: 'l',
  serial: 3,
  accounts: { harvest: 1, forecast: 2 },
  baseline: baseline === null ? {} : { [SHOP]: baseline },
  waiting: {},
  brought: [],
  temporary: [],
});
const stepOf = (field: 'name' | 'code'): Change => ({
  id: `forecast:update:${SHOP}`,
  address: SHOP,
  kind: 'project',
  label: 'Shop',
  account: 'forecast',
  action: 'update',
  rules: [`project.${field}`],
  fields: [{ field, before: 'B', after: 'A', rule: `project.${field}`, origin: 'undo' }],
  effects: [],
  after: [],
});

const A = { name: 'A', code: '1' };
const B = { name: 'B', code: '1' };
const B2 = { name: 'B', code: '2' };

interface Row {
  readonly what: string;
  readonly before: Baseline | null;
  /** undefined: nobody knew yet. */
  readonly left: Baseline | null | undefined;
  readonly now: Baseline | null;
  readonly steps?: readonly Change[];
  readonly refused?: readonly Change[];
  /** undefined: nothing is put back. */
  readonly back: Baseline | null | undefined;
  readonly alone?: readonly string[];
}

const ROWS: readonly Row[] = [
  { what: 'as that apply left it', before: A, left: B, now: B, back: A },
  { what: 'a pair that was new then', before: null, left: B, now: B, back: null },
  {
    what: 'synced again since',
    before: A,
    left: B,
    now: { name: 'C', code: '1' },
    back: undefined,
    alone: ['name'],
  },
  { what: 'put back already', before: A, left: B, now: A, back: undefined },
  {
    what: 'one field synced again, one not',
    before: A,
    left: B2,
    now: { name: 'B', code: '3' },
    back: { name: 'A', code: '3' },
    alone: ['code'],
  },
  { what: 'removed by a person', before: A, left: B, now: null, back: undefined, alone: ['code', 'name'] },
  {
    what: 'a step, another field synced again',
    before: A,
    left: B,
    now: { name: 'B', code: '9' },
    steps: [stepOf('name')],
    back: { name: 'A', code: '9' },
    alone: ['code'],
  },
  { what: 'a step that is not taken', before: A, left: B, now: B, refused: [stepOf('name')], back: undefined },
  {
    what: 'one step taken, one not',
    before: A,
    left: B2,
    now: B2,
    steps: [stepOf('name')],
    refused: [stepOf('code')],
    back: { name: 'A', code: '2' },
  },
  {
    what: 'a killed run, a step',
    before: A,
    left: undefined,
    now: B,
    steps: [stepOf('name')],
    back: { name: 'A', code: '1' },
  },
  { what: 'from before it was noted, no step', before: A, left: undefined, now: B, back: undefined, alone: ['name'] },
];

describe('A5 the baseline that an undo plan puts back', () => {
  it.each(ROWS)('$what', ({ before, left, now, steps = [], refused = [], back, alone = [] }) => {
    const undo = {
      of: 'sha256:0',
      baseline: { [SHOP]: before },
      ...(left !== undefined && { left: { [SHOP]: left } }),
      cannot: [],
    };
    const result = baselinesToPutBack(
      undo,
      steps,
      refused.map((change) => ({ change })),
      lastOf(now),
    );
    expect(result.baseline).toEqual(back === undefined ? {} : { [SHOP]: back });
    expect(result.left_alone).toEqual(alone.length === 0 ? [] : [{ address: SHOP, fields: alone }]);
  });
});
