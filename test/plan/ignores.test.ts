import { describe, expect, test } from 'vitest';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Want } from '../../src/model/want.ts';
import { f, h, have, last, link, planOf, want } from '../support/world.ts';

/** What a plan says about entries of `ignore`. */
function told(
  ignore: { readonly harvest?: readonly (number | string)[]; readonly forecast?: readonly (number | string)[] },
  records: readonly AccountRecord[],
  remembered: Parameters<typeof last>[0] | null = null,
): readonly (readonly [address: string, text: string])[] {
  const project = { harvest: ignore.harvest ?? [], forecast: ignore.forecast ?? [] };
  const options: Partial<Want> = { ignore: { ...want().ignore, project }, company: 'off' };
  const made = planOf({
    want: want([link('client', 1, 11)], options),
    have: have([h('client', 1), f('client', 11, { pointer: 1 }), ...records]),
    last: remembered && last(remembered),
  });
  return made.observations
    .filter(({ rule }) => rule === 'ignore.unmatched')
    .map(({ address, text }) => [address, text] as const);
}

const tools = h('project', 5, { name: 'Internal tools' });

describe('ignore.unmatched', () => {
  test.each([
    ['an id', { harvest: [5] }],
    ['a pattern', { harvest: ['Internal*'] }],
    ['both, on one record', { harvest: [5, 'Internal*'] }],
    ['an archived record', { forecast: [15] }],
  ])('%s that matches is not told', (_what, ignore) => {
    expect(told(ignore, [tools, f('project', 15, { status: 'archived' })])).toEqual([]);
  });

  test.each([
    ['an id', { forecast: [16] }, 'project:-/16', '16, but no project in Forecast matches. Correct the entry, or'],
    ['a pattern', { harvest: ['Pitch *'] }, 'project:-/-', '"Pitch *", but no project in Harvest matches.'],
    ['letter case', { harvest: ['internal*'] }, 'project:-/-', 'matches. Upper and lower case count.'],
    ['a part of a name', { harvest: ['tools'] }, 'project:-/-', 'must match the whole name: put * where'],
    ['an id of Harvest', { forecast: [5] }, 'project:-/5', 'move the entry to `ignore.projects.harvest`'],
    ['a name of Harvest', { forecast: ['Internal*'] }, 'project:-/-', 'move the entry to `ignore.projects.harvest`'],
  ])('%s that matches nothing is told once, with what may be meant', (_what, ignore, address, text) => {
    const all = told(ignore, [tools, f('project', 15)]);
    expect(all).toEqual([[address, expect.stringContaining(text)]]);
  });

  test('an entry for a record that is gone and remembered has an effect still', () => {
    const remembered = { 'project:5/15': { name: 'Fair' } };
    expect(told({ forecast: [15] }, [tools], remembered)).toEqual([]);
    expect(told({ forecast: ['Fair'] }, [tools], remembered)).toEqual([]);
    expect(told({ forecast: [15] }, [tools])).toHaveLength(1);
  });

  test('roles are not read with `roles: off`, so nothing is known of them', () => {
    const ignore = { ...want().ignore, role: { harvest: [7], forecast: [] } };
    const seen = (roles: Want['roles']) =>
      planOf({ want: want([], { ignore, roles }), have: have([]), last: null }).observations;
    expect(seen('sync')).toMatchObject([{ address: 'role:7/-', rule: 'ignore.unmatched' }]);
    expect(seen('off')).toEqual([]);
  });

  test('a name that is not told may be what a pattern means, not what an id does', () => {
    const { name: _hidden, ...values } = tools.values;
    expect(told({ harvest: ['Pitch *', 6] }, [{ ...tools, values }])).toMatchObject([['project:6/-', /6/]]);
  });
});
