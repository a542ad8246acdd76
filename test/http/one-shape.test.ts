import { expect, it } from 'vitest';
import { decodeRecord as decodeForecast } from '../../src/forecast/decode.ts';
import { decodeRecord as decodeHarvest } from '../../src/harvest/decode.ts';
import { RECORD_KINDS } from '../../src/model/kind.ts';
import { FIELD_NAMES } from '../../src/rules/fields.ts';

/** V8 compiles the code that meets records once more for each other shape. */
it('all records have the same keys in the same order, and so have their values', () => {
  const rows = [
    { id: 1, name: 'A' },
    { id: 2, name: 'B', updated_at: '2026-01-05T09:00:00Z', code: null, archived: null },
  ];
  const records = RECORD_KINDS.flatMap((kind) =>
    rows.flatMap((row) => [
      decodeHarvest(kind, row, '/x'),
      decodeForecast(kind, row, '/x', false),
      decodeForecast(kind, row, '/x'),
    ]),
  );
  const keys = (of: (record: (typeof records)[number]) => object): ReadonlySet<string> =>
    new Set(records.map((record) => Object.keys(of(record)).join(' ')));
  expect(keys((record) => record).size).toBe(1);
  expect([...keys(({ values }) => values)]).toEqual([expect.stringContaining('name')]);
  expect(Object.keys(records[0]!.values).toSorted()).toEqual(FIELD_NAMES.toSorted());
});
