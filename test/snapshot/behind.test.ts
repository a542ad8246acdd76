import { describe, expect, it } from 'vitest';
import type { Accounts } from '../../src/model/account.ts';
import type { Values } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import type { Baseline, Last } from '../../src/model/last.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import { readBehindAgain } from '../../src/snapshot/behind.ts';

const AT = '2026-01-05T09:00:00.000Z';

/** One account that lists these rows, as of the second that the state knows; which it is asked for by themselves. */
async function askedFor(
  side: Side,
  rows: readonly (readonly ['project' | 'person' | 'role', number, Values])[],
  last: Baseline,
) {
  const asked: string[] = [];
  const records = rows.map(([kind, id, values]) => ({ side, kind, id, values, updatedAt: Date.parse(AT) }));
  const of = (kind: string) => new Map(records.filter((each) => each.kind === kind).map((each) => [each.id, each]));
  const none = {
    company: { values: {} },
    records: { role: new Map(), client: new Map(), person: new Map(), project: new Map() },
  };
  const listed = {
    ...none,
    records: { role: of('role'), client: new Map(), person: of('person'), project: of('project') },
  };
  const have = { harvest: none, forecast: none, [side]: listed } as unknown as Have;
  const account = {
    get: (kind: string, id: number) => {
      asked.push(`${kind} ${id}`);
      return Promise.resolve(of(kind).get(id) as unknown as AccountRecord);
    },
  };
  const address = `${rows[0]![0]}:301/401`;
  const roles = { 'role:701/801': { name: 'Designer' }, 'role:702/802': { name: 'Developer' } };
  const memory = { baseline: { ...roles, [address]: last }, updated: { [address]: { [side]: AT } } } as unknown as Last;
  await readBehindAgain({ harvest: account, forecast: account } as unknown as Accounts, have, memory);
  return asked;
}

/** Two edits within one second have one date: a row that differs may be the earlier one. */
describe('D13 a row that is as new as the state knows, and differs in what it names', () => {
  it.each([
    ['harvest', 101, '101/201', []],
    ['harvest', 102, '101/201', ['project 301']],
    ['forecast', 201, '101/201', []],
    ['forecast', 202, '101/201', ['project 401']],
    ['forecast', null, '-/-', []],
    ['forecast', 201, '-/-', ['project 401']],
    ['forecast', null, '101/201', ['project 401']],
  ] as const)('a project in %s under client %s, last in step at %s', async (side, client, last, asked) => {
    const id = side === 'harvest' ? 301 : 401;
    expect(await askedFor(side, [['project', id, { client } as Values]], { client: last })).toEqual(asked);
  });

  it.each([
    ['the same', ['Designer'], ['701/801'], []],
    ['one more', ['Designer', 'Developer'], ['701/801'], ['person 401']],
    ['one less', [], ['701/801'], ['person 401']],
    ['another', ['Developer'], ['701/801'], ['person 401']],
    ['one more that the state has never paired', ['Designer', 'Writer'], ['701/801'], []],
  ] as const)('a person with roles: %s', async (_what, roles, last, asked) => {
    const rows = [
      ['person', 401, { roles }],
      ['role', 801, { name: 'Designer' }],
      ['role', 802, { name: 'Developer' }],
      ['role', 803, { name: 'Writer' }],
    ] as const;
    expect(await askedFor('forecast', rows, { roles: last })).toEqual(asked);
  });
});
