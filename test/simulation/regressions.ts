import type { History, Run } from './history.ts';
import { QUIET } from './stage.ts';
import type { Setup } from './world.ts';

/** Histories that once broke a law, as small as they got, with what was wrong. */
export interface Regression {
  readonly was: string;
  readonly history: History;
}

const PLAIN: Setup = {
  ...{ conflicts: 'manual', firstSync: 'harvest', harvestEditor: 'unknown', budgets: 'auto' },
  ...{ creates: false, set: false, trust: false, rate: 100 },
};

function apply(run: Partial<Run> = {}, beside: Run | null = null): History['steps'][number] {
  return { step: 'apply', run: { ...QUIET, ...run }, beside };
}

const SHOWN_THE_PAST: Run = { ...QUIET, lag: { sides: ['harvest'], ms: 2_000, of: 'lists', always: true } };

export const REGRESSIONS: readonly Regression[] = [
  {
    was: 'a list that was behind by less than a second: the client that hfsync had taken back was taken for an edit',
    history: {
      seed: 0,
      setup: { ...PLAIN, firstSync: 'forecast' },
      steps: [
        {
          step: 'deed',
          deed: { do: 'edit', side: 'harvest', kind: 'project', id: 301, values: { client_id: 102 }, by: 3001 },
        },
        apply(),
        apply(SHOWN_THE_PAST),
      ],
    },
  },
  {
    was: 'killed after a role was made that tells no date: the state learnt how new its pair was one apply late',
    history: {
      seed: 0,
      setup: PLAIN,
      steps: [
        { step: 'deed', deed: { do: 'create', side: 'harvest', kind: 'role', name: 'Extra 1' } },
        apply({ death: { at: 56, how: 'after' } }),
      ],
    },
  },
  {
    was: 'killed in the middle of a rotation of roles that people took back meanwhile: a temporary name stayed',
    history: {
      seed: 0,
      setup: PLAIN,
      steps: [
        apply({
          death: { at: 57, how: 'torn' },
          deeds: [{ at: 1, deed: { do: 'swap', side: 'harvest', kind: 'role', ids: [701, 702] } }],
        }),
        { step: 'deed', deed: { do: 'swap', side: 'harvest', kind: 'role', ids: [701, 702] } },
      ],
    },
  },
  {
    was: 'the same with clients, in Harvest',
    history: {
      seed: 0,
      setup: PLAIN,
      steps: [
        apply(),
        apply(
          {
            disk: [{ fault: 'short', call: 'write', nth: 1, lasting: true }],
            death: { at: 73, how: 'torn' },
            deeds: [{ at: 1, deed: { do: 'swap', side: 'forecast', kind: 'client', ids: [201, 202] } }],
          },
          QUIET,
        ),
        { step: 'deed', deed: { do: 'swap', side: 'forecast', kind: 'client', ids: [201, 202] } },
      ],
    },
  },
  {
    was: "in the first apply, an answer with another name made the agreed one unknown: first_sync wrote over somebody's edit",
    history: {
      seed: 0,
      setup: { ...PLAIN, firstSync: 'forecast', set: true },
      steps: [
        apply({ wire: [{ fault: 'H18 another value', nth: 1, among: 'writes', times: 1 }] }),
        {
          step: 'deed',
          deed: { do: 'edit', side: 'harvest', kind: 'project', id: 301, values: { name: 'Site 1' }, by: 3001 },
        },
      ],
    },
  },
  {
    was: "a capacity edited together with Harvest's default lost against a default that nobody edited in Forecast",
    history: {
      seed: 0,
      setup: { ...PLAIN, conflicts: 'forecast' },
      steps: [
        apply(),
        {
          step: 'deed',
          deed: { do: 'edit', side: 'harvest', kind: 'person', id: 1782959, values: { capacity: 108_000 }, by: 3001 },
        },
        {
          step: 'deed',
          deed: { do: 'edit', side: 'harvest', kind: 'company', values: { capacity: 144_000 }, by: 3001 },
        },
        apply(),
      ],
    },
  },
  {
    was: 'a project was to be restored under a client that stays archived, and refused in every run',
    history: {
      seed: 0,
      setup: PLAIN,
      steps: [
        {
          step: 'deed',
          deed: { do: 'edit', side: 'forecast', kind: 'project', id: 403, values: { status: 'archived' }, by: 3001 },
        },
        apply({
          deeds: [
            {
              at: 31,
              deed: { do: 'edit', side: 'forecast', kind: 'client', id: 202, values: { status: 'archived' }, by: 3001 },
            },
          ],
        }),
        apply({}, QUIET),
      ],
    },
  },
  {
    was: 'a project was to be imported under a client that stays archived, and refused in every run',
    history: {
      seed: 0,
      setup: { ...PLAIN, creates: true },
      steps: [
        apply({ death: { at: 41, how: 'after' } }),
        {
          step: 'deed',
          deed: { do: 'edit', side: 'forecast', kind: 'project', id: 403, values: { client_id: 201 }, by: 3001 },
        },
        {
          step: 'deed',
          deed: { do: 'edit', side: 'forecast', kind: 'client', id: 202, values: { status: 'archived' }, by: 3001 },
        },
      ],
    },
  },
  {
    was: 'a quiet apply forgot what an earlier one had written to a role that was deleted since',
    history: {
      seed: 0,
      setup: PLAIN,
      steps: [
        apply({
          deeds: [
            {
              at: 1,
              deed: { do: 'edit', side: 'harvest', kind: 'role', by: 3001, id: 702, values: { name: 'Developer 1' } },
            },
          ],
        }),
        { step: 'deed', deed: { do: 'delete', side: 'harvest', kind: 'role', id: 702 } },
      ],
    },
  },
  {
    was: 'the slot of a request that was told to wait was given on before the wait began',
    history: {
      seed: 1729177283,
      setup: { ...PLAIN, budgets: 'off', rate: 12 },
      steps: [apply({ wire: [{ fault: 'H1 429', nth: 1, among: 'reads', times: 99 }] }), { step: 'wait', ms: 1000 }],
    },
  },
  {
    was: 'a run that died while it took over the lock of a dead one, with half a line written, locked out all that came after',
    history: {
      seed: 0,
      setup: {
        conflicts: 'manual',
        firstSync: 'harvest',
        harvestEditor: 'unknown',
        budgets: 'auto',
        creates: false,
        set: false,
        trust: false,
        rate: 100,
        dates: 0,
      },
      steps: [
        {
          step: 'apply',
          run: {
            wire: [],
            disk: [],
            death: { at: 4, how: 'after' },
            powerCut: false,
            interrupts: [],
            sleeps: [],
            lag: null,
            deeds: [],
          },
          beside: null,
        },
        {
          step: 'apply',
          run: {
            wire: [],
            disk: [],
            death: { at: 3, how: 'torn' },
            powerCut: false,
            interrupts: [],
            sleeps: [],
            lag: null,
            deeds: [],
          },
          beside: null,
        },
      ],
    },
  },
];
