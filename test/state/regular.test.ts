import { describe, expect, it, vi } from 'vitest';
import type { StateContext } from '../../src/state/context.ts';
import { decodeState } from '../../src/state/encode.ts';
import fc from '../support/property.ts';
import { formatState } from '../../src/state/format.ts';
import { validateState } from '../../src/state/generated/state-validator.js';
import { withoutRegular } from '../../src/state/regular.ts';
import { ACCOUNTS, lastOf } from './parts.ts';

const STATE = JSON.parse(formatState(lastOf('Website'))) as { readonly [key: string]: unknown };
const address = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('company', 'project:1/2', 'person:-/7', 'role:3/-', 'client:999999999999999/1'),
  },
  fc.constantFrom('project:01/2', 'project:1', 'task:1/2', ' company', 'project:1/2\n', 'client:9999999999999999/1'),
);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>('Website', '', 0, 126_000, ['1/2'], []) },
  fc.constantFrom<unknown>(null, -1, 1.5, 2 ** 53, true, {}, [1], [null], undefined),
);
const date = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>('2026-01-05T09:00:00.000Z', '2026-12-31T23:59:59.999Z') },
  fc.constantFrom<unknown>('2026-01-05T09:00:00Z', '2026-13-05T09:00:00.000Z', '2026-01-05', '', 7, null, 'x\n2026'),
);
const field = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('name', 'status', 'client', 'roles', 'capacity') },
  fc.constantFrom('nome', '__proto__', 'constructor', ''),
);
const side = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('harvest', 'forecast') }, fc.constantFrom('jira', ''));
const table = (entry: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.dictionary(address, entry, { maxKeys: 3 }) },
    fc.constantFrom<unknown>([], null, 'x'),
  );
const tables = fc.record(
  {
    baseline: table(fc.oneof({ weight: 6, arbitrary: fc.dictionary(field, value, { maxKeys: 3 }) }, value)),
    updated: table(fc.oneof({ weight: 6, arbitrary: fc.dictionary(side, date) }, date)),
    pointed: fc.oneof(
      { weight: 6, arbitrary: fc.array(address, { maxLength: 3 }) },
      fc.constantFrom<unknown>({}, [7], null),
    ),
  },
  { requiredKeys: [] },
);

describe('the long tables of a state', () => {
  it('are taken out only if the validator would accept them', () => {
    let [accepted, refused] = [0, 0];
    fc.assert(
      fc.property(tables, (some) => {
        const state = JSON.parse(JSON.stringify({ ...STATE, ...some })) as typeof STATE;
        const isValid: boolean = validateState(state);
        expect(validateState(withoutRegular(state)) || validateState(state)).toBe(isValid);
        if (isValid) accepted += 1;
        else refused += 1;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(accepted, refused)).toBeGreaterThan(100);
  });

  it('are taken out of what hfsync writes', () => {
    const updated = { 'project:101/201': { harvest: '2026-01-05T09:00:00.000Z' } };
    expect(withoutRegular({ ...STATE, updated, pointed: ['project:101/201'] })).toMatchObject({
      ...{ baseline: {}, updated: {}, pointed: [] },
    });
  });
});

it('a state is parsed once, and is not written again for its checksum', () => {
  const text = formatState(lastOf('Website'));
  const context = { cipher: null, accounts: ACCOUNTS, medium: { names: { backup: 'backup' } } };
  const [parse, stringify] = [vi.spyOn(JSON, 'parse'), vi.spyOn(JSON, 'stringify')];
  const last = decodeState(context as unknown as StateContext, text, 'state.json');
  const counts = [parse.mock.calls.length, stringify.mock.calls.length];
  vi.restoreAllMocks();
  expect(last).toEqual(lastOf('Website'));
  expect(counts).toEqual([1, 0]);
});
