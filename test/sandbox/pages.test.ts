import fc from '../support/property.ts';
import { expect, test } from 'vitest';
import { page } from '../../src/sandbox/harvest/pages.ts';

const row = fc.record({
  id: fc.integer({ min: 1, max: 500 }),
  created_at: fc.constantFrom('2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z', '2024-01-03T00:00:00Z'),
});
const rows = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 40 });

test('following links.next gives every row once, newest first, by cursor and by page', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 12 }), fc.boolean(), (all, size, cursors) => {
      const seen: number[] = [];
      let url: URL | null = new URL(`http://127.0.0.1/v2/rows?per_page=${size}`);
      while (url !== null) {
        const answer = page(all, 'rows', ({ id }) => ({ id }), { url, most: 2000, cursors });
        expect([answer['total_entries'], answer['total_pages']]).toEqual([
          all.length,
          Math.max(1, Math.ceil(all.length / size)),
        ]);
        seen.push(...(answer['rows'] as { id: number }[]).map(({ id }) => id));
        const { next } = answer['links'] as { next: string | null };
        url = next === null ? null : new URL(next);
      }
      const sorted = [...all].sort((a, b) => b.created_at.localeCompare(a.created_at) || b.id - a.id);
      expect(seen).toEqual(sorted.map(({ id }) => id));
    }),
    { numRuns: 60 },
  );
});
