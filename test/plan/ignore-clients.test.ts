import { describe, expect, test } from 'vitest';
import type { Want } from '../../src/model/want.ts';
import { f, h, have, link, manualLines, planOf, synced, want } from '../support/world.ts';

/** Acme on both sides, tied by Forecast alone; Umbrella in Harvest; a project of each client on each side. */
const RECORDS = [
  ...[h('client', 1), f('client', 11, { pointer: 1 }), h('client', 2, { name: 'Umbrella' })],
  ...[h('project', 5), h('project', 6, { name: 'Shop', client: 2 }), f('project', 15, { name: 'Site' })],
];
const WORLD = have(RECORDS);

function waiting(options: Partial<Want>, links: Parameters<typeof want>[0] = [], records = WORLD): string[] {
  return manualLines(planOf({ want: want(links, options), have: records, last: null }));
}

const withProjects = (harvest: readonly (number | string)[], forecast: readonly (number | string)[] = []) => ({
  ignoreWithProjects: { harvest, forecast },
});

const ALL = [
  'client.new-in-harvest client:2/-',
  'link.undeclared client:1/11',
  'project.new-in-harvest project:5/-',
  'project.new-in-harvest project:6/-',
  'project.new-in-forecast project:-/15',
].sort();

describe('ignore.clients_with_projects', () => {
  test.each([
    ['nothing', withProjects([]), ALL],
    ['a client', withProjects([2]), ALL.filter((line) => !/client:2|project:6/.test(line))],
    ['a pattern', withProjects(['Umb*']), ALL.filter((line) => !/client:2|project:6/.test(line))],
    [
      'a client that Forecast ties to another one: the projects of both',
      withProjects([1]),
      ALL.filter((line) => !/client:1\/|project:5|15$/.test(line)),
    ],
    [
      'the same from the other side',
      withProjects([], ['Acme']),
      ALL.filter((line) => !/client:1\/|project:5|15$/.test(line)),
    ],
    [
      'a client alone, by the other list: its projects are reported',
      { ignore: { ...want().ignore, client: { harvest: [2], forecast: [] } } },
      ALL.filter((line) => !line.includes('client:2')),
    ],
  ] as const)('%s', (_what, options, expected) => expect(waiting(options).sort()).toEqual(expected));

  test('a linked client beats a pattern, and so do its projects; a linked project beats its client', () => {
    expect(waiting(withProjects(['*'], ['*']), [link('client', 1, 11)])).toEqual([
      'project.new-in-harvest project:5/-',
      'project.new-in-forecast project:-/15',
    ]);
    const linked = planOf({
      want: want([link('project', 5, 15)], { ...withProjects([1]), firstSync: 'harvest' }),
      have: WORLD,
      last: null,
    });
    expect(linked.changes.map(({ id }) => id)).toEqual(['forecast:link:project:5/15']);
  });

  test('a project that does not tell its client may be one of these, so it is left alone', () => {
    const { client: _, ...values } = h('project', 7).values;
    const hidden = have([...RECORDS, { ...h('project', 7), values }]);
    expect(waiting(withProjects([2]), [], hidden).join()).not.toContain('project:7');
    expect(waiting(withProjects([]), [], hidden).join()).toContain('project:7');
  });

  test('pointers: trust pairs none of them, also not one that the state knows and that is gone', () => {
    const tied = [...RECORDS.slice(0, 4), f('project', 15, { pointer: 5, name: 'Website' })];
    const trusting = want([], { pointers: 'trust' });
    const last = synced(trusting, have(tied));
    expect(Object.keys(last.baseline)).toContain('project:5/15');
    const options = { pointers: 'trust', ...withProjects([1]) } as const;
    const gone = tied.filter(({ kind, side }) => kind !== 'project' || side === 'harvest');
    expect(manualLines(planOf({ want: trusting, have: have(gone), last }))).toContain(
      'project.deleted-in-forecast project:5/15',
    );
    expect(manualLines(planOf({ want: want([], options), have: have(gone), last }))).toEqual([
      'client.new-in-harvest client:2/-',
    ]);
  });

  test('an entry that means no client is observed', () => {
    const { observations } = planOf({ want: want([], withProjects([2, 99, 'Gone*'])), have: WORLD, last: null });
    expect(observations.map(({ rule, text }) => `${rule} ${text}`)).toEqual([
      expect.stringContaining('ignore.unmatched The file ignores 99, but no client in Harvest matches.'),
      expect.stringContaining('ignore.unmatched The file ignores "Gone*", but no client in Harvest matches.'),
    ]);
  });
});

describe('ways to ignore', () => {
  const waysOf = (address: string, links: Parameters<typeof want>[0] = []) => {
    const plan = planOf({ want: want(links), have: WORLD, last: null });
    const item = plan.manual.find((each) => each.address === address);
    return new Map((item?.ways_out ?? []).map(({ key, yaml }) => [key, yaml]));
  };

  test('a client that has projects of its own: with them', () => {
    expect(waysOf('client:2/-').get('ignore-with-projects')).toBe('ignore:\n  clients_with_projects: { harvest: [2] }');
    expect(waysOf('client:1/11').get('ignore-with-projects')).toBe(
      'ignore:\n  clients_with_projects: { forecast: [11] }',
    );
  });

  test('a project whose client nobody linked: with its client', () => {
    expect(waysOf('project:6/-').get('ignore-client')).toBe('ignore:\n  clients_with_projects: { harvest: [2] }');
    expect([...waysOf('project:5/-', [link('client', 1, 11)]).keys()]).not.toContain('ignore-client');
  });
});
