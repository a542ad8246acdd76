import type { History, Run } from './history.ts';
import { QUIET } from './simulate.ts';
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

export const REGRESSIONS: readonly Regression[] = [
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
];
