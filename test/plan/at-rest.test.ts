import { expect, it } from 'vitest';
import type { Last } from '../../src/model/last.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Link } from '../../src/model/want.ts';
import { createContext } from '../../src/plan/compare/context.ts';
import { pairsAtRest } from '../../src/plan/decide/at-rest.ts';
import { join } from '../../src/plan/join/join.ts';
import { addressOf } from '../../src/plan/join/pair.ts';
import { f, h, have, link, synced, want } from '../support/world.ts';

interface World {
  readonly records: readonly AccountRecord[];
  readonly links: readonly Link[];
  readonly last: Last;
  readonly capacity: readonly [number, number];
}

const CLIENT = [h('client', 1), f('client', 11, { pointer: 1 })];
const PERSON = [h('person', 3, { roles: ['Designer'] }), f('person', 13, { pointer: 3, roles: ['Designer'] })];
const ROLE = [h('role', 4, { name: 'Designer' }), f('role', 14, { name: 'Designer', pointer: 4 })];
const PROJECT = [h('project', 2), f('project', 12, { pointer: 2 })];
const LINKS = [link('client', 1, 11), link('person', 3, 13), link('project', 2, 12)];
const RECORDS = [...CLIENT, ...PERSON, ...ROLE, ...PROJECT];
const IN_STEP: World = {
  records: RECORDS,
  links: LINKS,
  last: synced(want(LINKS), have(RECORDS)),
  capacity: [126_000, 126_000],
};
const changed = (of: AccountRecord, values: AccountRecord['values']): readonly AccountRecord[] =>
  RECORDS.map((record) => (record === of ? { ...record, values: { ...record.values, ...values } } : record));
const renamed = (name: string): readonly AccountRecord[] =>
  RECORDS.map((record) => (record.kind === 'project' ? { ...record, values: { ...record.values, name } } : record));
const linked = (change: Partial<Link>): readonly Link[] =>
  LINKS.map((each) => (each.kind === 'project' ? { ...each, ...change } : each));

function atRest({ records, links, last, capacity }: World): readonly string[] {
  const context = createContext(join(want(links), have(records, { capacity }), last));
  return [...pairsAtRest(context)].map(addressOf).sort();
}

const [C, P, W] = ['client:1/11', 'person:3/13', 'project:2/12'];
const onDefault = changed(PERSON[1]!, { capacity: null });
const cascade = { side: 'harvest', before: 126_000, after: 144_000, people: {} } as const;

it.each<[string, Partial<World>, readonly string[]]>([
  ['both records of each pair are alike', {}, [C, P, W]],
  ['its name in the file is a name of it', { links: linked({ label: 'Website' }) }, [C, P, W]],
  ['its name in the file is none of it', { links: linked({ label: 'Shop' }) }, [C, P]],
  ['the file sets a value', { links: linked({ set: { name: 'Website' } }) }, [C, P]],
  ['the file does not name it', { links: LINKS.slice(0, 2) }, [C, P]],
  ['a value differs', { records: changed(PROJECT[0]!, { code: 'W' }) }, [C, P]],
  ['a value is unknown', { records: changed(PROJECT[0]!, { code: undefined as never }) }, [C, P]],
  ['the pointer is missing', { records: changed(PROJECT[1]!, { pointer: null }) }, [C, P]],
  ['a second record has the pointer', { records: [...RECORDS, f('project', 22, { pointer: 2 })] }, [C, P]],
  ['one record is gone', { records: RECORDS.filter((record) => record !== PROJECT[0]) }, [C, P]],
  ['its client lacks the pointer', { records: changed(CLIENT[1]!, { pointer: null }) }, [P, W]],
  ['two records claim its client', { records: [...RECORDS, f('client', 21, { pointer: 1 })] }, [P]],
  ['both have a temporary name', { records: renamed('hfsync-tmp-1') }, [C, P]],
  ['the roles differ', { records: changed(PERSON[1]!, { roles: [] }) }, [C, W]],
  ['a person is on the default', { records: onDefault }, [C, P, W]],
  ['the default is another number', { records: onDefault, capacity: [144_000, 144_000] }, [C, W]],
  [
    'the defaults wait for a person',
    { records: onDefault, capacity: [144_000, 126_000], last: { ...IN_STEP.last, baseline: {} } },
    [C, W],
  ],
  ['a default is being changed', { last: { ...IN_STEP.last, cascade } }, []],
  ['a value is stored in another form', { last: { ...IN_STEP.last, stored: {} } }, []],
])('at rest where %s', (_, change, expected) => {
  expect(atRest({ ...IN_STEP, ...change })).toEqual(expected);
});
