import { expect, it } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import { forget } from '../../src/state/forget.ts';
import { renamed } from '../../src/state/rename.ts';
import { lastOf, PROJECT } from './parts.ts';

const OTHER = formatAddress('client', 5, 6);

/** A state in which both addresses stand wherever an address may. */
function inEveryTable() {
  const both = <T>(value: T) => ({ [PROJECT]: value, [OTHER]: value });
  return {
    ...lastOf('Website'),
    baseline: both({ name: 'A' }),
    waiting: both({}),
    brought: [PROJECT, OTHER],
    pointed: [PROJECT, OTHER],
    written: both({ name: [{ forecast: 'A' }] }),
    stored: both({ name: { forecast: { asked: 'A ', got: 'A' } } }),
    released: [PROJECT, OTHER],
    updated: both({ harvest: '2026-01-05T09:00:00.000Z' }),
    capabilities: {},
  };
}

it('forgets one address in every table, and nothing else', () => {
  const last = inEveryTable();
  const left = forget(last, PROJECT);
  expect(JSON.stringify(left)).not.toContain(PROJECT);
  const tables = ['baseline', 'waiting', 'written', 'stored', 'updated'] as const;
  for (const table of tables) expect(left[table]).toEqual({ [OTHER]: last[table][OTHER] });
  for (const list of ['brought', 'pointed', 'released'] as const) expect(left[list]).toEqual([OTHER]);
});

it('renames one address in every table, and leaves the rest as it was', () => {
  const to = formatAddress('project', 101, 999);
  const last = inEveryTable();
  const { lineage: _lineage, serial: _serial, ...known } = last;
  const expected: unknown = JSON.parse(JSON.stringify(known).replaceAll(PROJECT, to));
  expect(renamed(last, PROJECT, to)).toEqual(expected);
});

it('renames a client where its projects name it', () => {
  const to = formatAddress('client', 5, 99);
  expect(renamed(lastOf('Website'), OTHER, to).baseline[PROJECT]?.client).toBe('5/99');
});
