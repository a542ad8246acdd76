import { expect, it } from 'vitest';
import type { Have } from '../../src/model/have.ts';
import type { Baseline, Last } from '../../src/model/last.ts';
import { f, h, have, link, planOf, synced, want } from '../support/world.ts';

/** What planning costs, counted: a clock says another thing each time. All of it grows with the accounts. */
const PAIRS = 100;

function inStep(): { readonly want: ReturnType<typeof want>; readonly have: Have; readonly last: Last } {
  const ids = Array.from({ length: PAIRS }, (_, index) => index);
  const roles = { roles: ['Designer'] };
  const records = [
    ...[h('role', 5), f('role', 6, { pointer: 5 }), h('client', 1), f('client', 11, { pointer: 1 })],
    ...ids.flatMap((id) => [
      h('project', 100 + id, { name: `Project ${id}` }),
      f('project', 300 + id, { name: `Project ${id}`, pointer: 100 + id }),
      h('person', 500 + id, { ...roles, email: `p${id}@x.example` }),
      f('person', 700 + id, { ...roles, email: `p${id}@x.example`, pointer: 500 + id, capacity: null }),
    ]),
  ];
  const links = [
    link('client', 1, 11),
    ...ids.flatMap((id) => [link('project', 100 + id, 300 + id), link('person', 500 + id, 700 + id)]),
  ];
  const [wanted, found] = [want(links), have(records)];
  return { want: wanted, have: found, last: synced(wanted, found) };
}

it('a record is looked up a few times, however many there are', () => {
  const world = inStep();
  let lookups = 0;
  const counting = <K, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> =>
    new (class extends Map<K, V> {
      override get(key: K): V | undefined {
        lookups += 1;
        return super.get(key);
      }
    })(map);
  const counted = <T extends Have['harvest'] | Have['forecast']>(account: T): T => ({
    ...account,
    records: Object.fromEntries(
      Object.entries(account.records).map(([kind, rows]) => [kind, counting<never, never>(rows)]),
    ),
  });
  const plan = planOf({
    ...world,
    have: { ...world.have, harvest: counted(world.have.harvest), forecast: counted(world.have.forecast) },
  });
  expect(plan.summary).toMatchObject({ auto: 0, manual: 0, conflicts: 0, in_sync: 2 * PAIRS + 3 });
  expect(lookups / (2 * PAIRS)).toBeLessThanOrEqual(LOOKUPS);
});

/** For each pair, both ends together. */
const LOOKUPS = 5;

it('a pair whose sides agree is not planned: of its baseline the plan knows the address alone', () => {
  const world = inStep();
  const asked: string[] = [];
  const baseline = new Proxy<{ readonly [address: string]: Baseline }>(world.last.baseline, {
    get(table, address) {
      asked.push(String(address));
      return table[String(address)];
    },
  });
  planOf({ ...world, last: { ...world.last, baseline } });
  const projects = asked.filter((address) => address.startsWith('project:'));
  const people = asked.filter((address) => address.startsWith('person:'));
  expect([projects.length / PAIRS, people.length / PAIRS]).toEqual([1, 1]);
});
