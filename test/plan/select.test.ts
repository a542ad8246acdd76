import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { UserError } from '../../src/model/error.ts';
import type { Change } from '../../src/model/plan.ts';
import { checkSelection, isSelected, selectChanges } from '../../src/plan/select.ts';

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

function caught(run: () => void): UserError {
  try {
    run();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('nothing was thrown');
}
