import { describe, expect, it } from 'vitest';
import { SIDES, type Side } from '../../src/model/side.ts';
import type { History } from './history.ts';
import type { Lag } from './lag.ts';
import type { Deed } from './people.ts';
import { simulate } from './simulate.ts';
import { QUIET } from './stage.ts';
import { LINKS, ROLES, type Setup } from './world.ts';

const SETUP: Setup = {
  ...{ conflicts: 'manual', firstSync: 'harvest', harvestEditor: 'self', budgets: 'off' },
  ...{ creates: false, set: false, trust: false, rate: 100 },
};

const EDITS = {
  project: { ids: LINKS.project[0], field: 'name', values: ['Website', 'Web'] },
  person: { ids: LINKS.person[1], field: 'first_name', values: ['Anna', 'Anne'] },
  role: { ids: ROLES[0], field: 'name', values: ['Design', 'Art'] },
} as const;
type Edited = keyof typeof EDITS;

function edit(kind: Edited, side: Side, nth: 0 | 1): Deed {
  const { ids, field, values } = EDITS[kind];
  const id = ids[side === 'harvest' ? 0 : 1];
  return { do: 'edit', side, kind, id, values: { [field]: values[nth] }, by: LINKS.person[1][1] };
}

/** In step; edited and synced; then two runs that are shown how it was before, and in between another edit of the same field. */
function history(kind: Edited, editedIn: Side, thenIn: Side, lag: Pick<Lag, 'sides' | 'of'>): History {
  const run = { ...QUIET, lag: { ...lag, ms: 30_000, always: true } };
  const behind = { step: 'apply', run, beside: null } as const;
  return {
    seed: 2,
    setup: SETUP,
    steps: [
      { step: 'apply', run: QUIET, beside: null },
      { step: 'wait', ms: 60_000 },
      { step: 'deed', deed: edit(kind, editedIn, 0) },
      { step: 'apply', run: QUIET, beside: null },
      behind,
      { step: 'wait', ms: 5_000 },
      { step: 'deed', deed: edit(kind, thenIn, 1) },
      behind,
    ],
  };
}

const KINDS = Object.keys(EDITS) as Edited[];

describe('P4 P5 D13 a service that answers from a copy which is behind', () => {
  for (const kind of KINDS) {
    for (const editedIn of SIDES) {
      it.each(SIDES)(
        `a ${kind} edited in ${editedIn} and synced, then edited in %s`,
        { timeout: 120_000 },
        async (thenIn) => {
          for (const of of ['lists', 'all'] as const) {
            for (const sides of [SIDES, ...SIDES.map((side) => [side])]) {
              const { wrong } = await simulate(history(kind, editedIn, thenIn, { sides, of }));
              expect(wrong, `${of} of ${sides.join(' and ')}`).toEqual([]);
            }
          }
        },
      );
    }
  }
});
