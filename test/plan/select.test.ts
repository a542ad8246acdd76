import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { UserError } from '../../src/model/error.ts';
import type { Change } from '../../src/model/plan.ts';
import type { Side } from '../../src/model/side.ts';
import { checkSelection, isSelected, selectChanges } from '../../src/plan/select.ts';
import { applied } from '../support/simulate.ts';
import { f, h, have, link, planOf, synced, want } from '../support/world.ts';

const [CLIENT, PROJECT, ROLE, KIM] = [
  formatAddress('client', 1, 11),
  formatAddress('project', 2, 12),
  formatAddress('role', 3, 13),
  formatAddress('person', 4, 14),
];

/** A client is made, its project moves to it, then is renamed; a role goes once Kim has lost it. */
const CHANGES = [
  change('client', CLIENT, 'create', []),
  change('project', PROJECT, 'update', ['client']),
  change('kim', KIM, 'update', []),
  change('role', ROLE, 'delete', ['kim']),
];

function change(id: string, address: Change['address'], action: Change['action'], after: readonly string[]): Change {
  return {
    ...{ id, address, action, after, kind: 'project', label: id, account: 'forecast' },
    ...{ rules: [], fields: [], effects: [] },
  };
}

describe('a selection', () => {
  test.each([
    ['nothing named: everything', [], [], ['client', 'project:client', 'kim', 'role:kim']],
    ['only: with what it waits for', [PROJECT], [], ['client', 'project:client']],
    ['only: a deletion pulls nobody in, and waits for nobody who is not there', [ROLE], [], ['role']],
    ['except: what waits for it goes with it', [], [CLIENT], ['kim', 'role:kim']],
    ['except: a deletion does not', [], [KIM], ['client', 'project:client', 'role']],
    ['both: except wins, and takes what waits for it', [PROJECT, KIM], [CLIENT], ['kim']],
  ] as const)('%s', (_what, only, except, expected) => {
    const left = selectChanges({ only, except }, CHANGES);
    expect(left.map(({ id, after }) => [id, ...after].join(':'))).toEqual(expected);
  });

  test.each([
    [[], [], true],
    [[KIM], [], true],
    [[ROLE], [], false],
    [[], [KIM], false],
    [[KIM], [KIM], false],
  ] as const)('--only %j --except %j: %s', (only, except, selected) => {
    expect(isSelected({ only, except }, KIM)).toBe(selected);
  });

  test.each([
    ['person:9/9', 'No link and no record of the plan has this address. `hfsync plan` shows addresses.'],
    ['kim', 'An address is like project:14308069/2001 (Harvest id, Forecast id; - where none is known), or company.'],
  ])('that names %s is refused, with what to do', (address, hint) => {
    const check = (): void => checkSelection({ only: [KIM], except: [address] }, new Set([KIM]));
    expect(check).toThrow(`--except: "${address}" is not known here.`);
    expect(caught(check)).toMatchObject({ code: 'input.address', hint });
  });

  test('that names what is there is taken', () => {
    expect(checkSelection({ only: [KIM], except: [] }, new Set([KIM]))).toBeUndefined();
  });
});

describe('unique names that change places', () => {
  const chain = (kind: 'role' | 'client' | 'project', written: Side, names: readonly string[]) => {
    const ids = names.map((_name, index) => index + 1);
    const linked = kind === 'role' ? [] : ids.map((id) => link(kind, id, id + 10));
    const links = kind === 'project' ? [link('client', 1, 11), ...linked] : linked;
    const clients = kind === 'project' ? [h('client', 1), f('client', 11, { pointer: 1 })] : [];
    const records = (edited: (id: number) => string) => {
      const old = (id: number): string => `N${id}`;
      const [harvest, forecast] = written === 'harvest' ? [old, edited] : [edited, old];
      const pairs = ids.flatMap((id) => [
        h(kind, id, { name: harvest(id) }),
        f(kind, id + 10, { name: forecast(id), pointer: id }),
      ]);
      return have([...clients, ...pairs]);
    };
    const last = synced(
      want(links),
      records((id) => `N${id}`),
    );
    return { want: want(links), have: records((id) => names[id - 1]!), last };
  };

  for (const [kind, written] of [
    ['role', 'harvest'],
    ['role', 'forecast'],
    ['client', 'harvest'],
    ['client', 'forecast'],
    ['project', 'harvest'],
  ] as const) {
    const at = (id: number): string => `${kind}:${id}/${id + 10}`;
    const swap = ['N2', 'N1'];
    const three = ['N2', 'N3', 'N1'];
    test.each([
      [swap, { only: [at(1)] }, [1, 1, 2]],
      [swap, { only: [at(2)] }, [1, 1, 2]],
      [swap, { except: [at(1)] }, []],
      [swap, { except: [at(2)] }, []],
      [swap, { only: [at(2)], except: [at(1)] }, []],
      [three, { only: [at(1)] }, [1, 1, 2, 3]],
      [three, { only: [at(2)] }, [1, 1, 2, 3]],
      [three, { only: [at(3)] }, [1, 1, 2, 3]],
      [three, { except: [at(1)] }, []],
      [three, { except: [at(2)] }, []],
      [three, { except: [at(3)] }, []],
      // A chain that is no circle: who takes a name needs who gives it, not the other way round.
      [['N2', 'N3', 'N4'], { only: [at(1)] }, [1, 2, 3]],
      [['N2', 'N3', 'N4'], { only: [at(3)] }, [3]],
      [['N2', 'N3', 'N4'], { except: [at(2)] }, [3]],
    ] as const)(`${kind}s in ${written}: %j with %j: all of them or none`, (names, part, expected) => {
      const world = chain(kind, written, names);
      const plan = planOf({ ...world, ...part });
      expect(plan.changes.map(({ address }) => Number(/\d+/.exec(address)![0]))).toEqual(expected);
      const after = applied(world.want, world.have, world.last, plan);
      const left = [...after.have[written].records[kind].values()].map(({ values }) => values.name);
      expect(left.filter((name) => name?.startsWith('hfsync-tmp-'))).toEqual([]);
    });
  }
});

describe('what a selection pulls in', () => {
  test('client.new-in-forecast: the client of a push comes with its pointer', () => {
    const wanted = want([link('project', 'create', 15)]);
    const world = have([f('client', 11), f('project', 15)]);
    const plan = planOf({ want: wanted, have: world, last: null, only: ['project:-/15'] });
    expect(plan.changes.map(({ id }) => id)).toEqual([
      'harvest:create:client:-/11',
      'forecast:link:client:-/11',
      'harvest:create:project:-/15',
      'forecast:link:project:-/15',
    ]);
  });

  test('project.status: a restore whose rename cannot come does not come alone', () => {
    const links = [link('client', 1, 11), link('project', 5, 15), link('project', 6, 16)];
    const records = (first: object, second: object) => [
      ...[h('client', 1), f('client', 11, { pointer: 1 })],
      ...[h('project', 5, { name: 'A', status: 'archived' }), h('project', 6, { name: 'B' })],
      ...[f('project', 15, { pointer: 5, ...first }), f('project', 16, { pointer: 6, ...second })],
    ];
    const last = synced(want(links), have(records({ name: 'A', status: 'archived' }, { name: 'B' })));
    const world = { want: want(links), have: have(records({ name: 'B' }, { name: 'C' })), last };
    expect(planOf(world).changes).toHaveLength(3);
    expect(planOf({ ...world, except: ['project:6/16'] }).changes).toEqual([]);
  });
});

function caught(run: () => void): UserError {
  try {
    run();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('nothing was thrown');
}
