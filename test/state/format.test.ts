import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import { UserError } from '../../src/model/error.ts';
import { formatState, parseState } from '../../src/state/format.ts';
import { ACCOUNTS, lastOf } from './parts.ts';

const ORIGIN = { path: 'state.json', backup: 'state.json.backup', accounts: ACCOUNTS };

function parse(text: string) {
  return parseState(text, ORIGIN);
}

function without(text: string, edit: (state: Record<string, unknown>) => void): string {
  const state = JSON.parse(text) as Record<string, unknown>;
  delete state['checksum'];
  edit(state);
  return JSON.stringify(state);
}

describe('the state as text', () => {
  const text = formatState(lastOf('Website'));

  it('reads back what was written', () => {
    expect(parse(text)).toEqual(lastOf('Website'));
  });

  it('reads back a default capacity that people still have to be put right after', () => {
    const people = { [formatAddress('person', 7, 8)]: 126_000 };
    const cascade = { side: 'harvest', before: 126_000, after: 144_000, people } as const;
    const last = { ...lastOf('Website'), cascade };
    expect(parse(formatState(last))).toEqual(last);
  });

  it('reads back how new both ends were, in one order; a state without that is read as well', () => {
    const [harvest, forecast] = ['2026-01-05T09:00:00.000Z', '2026-01-05T09:00:01.250Z'];
    const at = formatAddress('project', 101, 201);
    const last = { ...lastOf('Website'), updated: { [at]: { harvest, forecast } } };
    const written = formatState(last);
    expect(parse(written)).toEqual(last);
    expect(formatState({ ...last, updated: { [at]: { forecast, harvest } } })).toBe(written);
    expect(parse(text)).not.toHaveProperty('updated');
  });

  it.each([
    [{ 'project:101/201': { jira: '2026-01-05T09:00:00Z' } }, /only harvest, forecast/],
    [{ 'project:101/201': { harvest: 'yesterday' } }, /a time/],
  ])('is refused with %j as how new both ends were', (updated, reason) => {
    const state = without(text, (found) => {
      found['updated'] = updated;
    });
    expect(() => parse(state)).toThrow(reason);
  });

  it('reads back what was written in vain, in one order', () => {
    const streaks = {
      'project:101/201': { code: [{ forecast: 'A' }], client: [{ harvest: 5, forecast: 15 }] },
      'person:7/8': { roles: [{ harvest: ['Designer'] }, { forecast: [] }], capacity: [{ harvest: 126_000 }] },
    };
    const turned = {
      'person:7/8': { capacity: [{ harvest: 126_000 }], roles: [{ harvest: ['Designer'] }, { forecast: [] }] },
      'project:101/201': { client: [{ forecast: 15, harvest: 5 }], code: [{ forecast: 'A' }] },
    };
    const written = formatState({ ...lastOf('Website'), written: streaks });
    expect(parse(written)).toEqual({ ...lastOf('Website'), written: streaks });
    expect(formatState({ ...lastOf('Website'), written: turned })).toBe(written);
  });

  it.each([
    [{ project: {} }, /address/],
    [{ 'project:101/201': { colour: [] } }, /written\.project:101\/201\.colour/],
    [{ 'project:101/201': { name: { forecast: 'A' } } }, /a list/],
    [{ 'project:101/201': { name: [{ jira: 'A' }] } }, /only harvest, forecast/],
    [{ 'project:101/201': { name: [{ forecast: null }] } }, /expected text/],
  ])('is refused with %j as what was written', (written, reason) => {
    const state = without(text, (found) => {
      found['written'] = written;
    });
    expect(() => parse(state)).toThrow(reason);
  });

  it('reads back what is stored in another form, in one order', () => {
    const form = { asked: 'Site ', got: 'Site' };
    const stored = {
      'person:7/8': { capacity: { forecast: { asked: 109_800, got: 108_000 } } },
      'project:101/201': { name: { harvest: form, forecast: form }, code: { forecast: form } },
    };
    const turned = {
      'project:101/201': {
        code: { forecast: form },
        name: { forecast: form, harvest: { got: 'Site', asked: 'Site ' } },
      },
      'person:7/8': stored['person:7/8'],
    };
    const written = formatState({ ...lastOf('Website'), stored });
    expect(parse(written)).toEqual({ ...lastOf('Website'), stored });
    expect(formatState({ ...lastOf('Website'), stored: turned })).toBe(written);
  });

  it.each([
    [{ 'project:101/201': { name: { jira: {} } } }, /only harvest, forecast/],
    [{ 'project:101/201': { name: { forecast: { asked: 'A', was: 'B' } } } }, /only asked, got/],
    [{ 'project:101/201': { name: { forecast: { asked: 'A' } } } }, /got: expected a value/],
  ])('is refused with %j as what is stored in another form', (stored, reason) => {
    const state = without(text, (found) => {
      found['stored'] = stored;
    });
    expect(() => parse(state)).toThrow(reason);
  });

  it('has a line for each entry; its checksum counts every value and no white space', () => {
    expect(text).toMatch(/\n"project:101\/201":\{"name":"Website".*\},?\n/);
    const state = JSON.parse(text) as Record<string, unknown>;
    const reversed = Object.fromEntries(Object.entries(state).reverse());
    for (const other of [state, reversed])
      for (const space of [0, 2, '\t']) expect(parse(JSON.stringify(other, null, space))).toEqual(parse(text));
    for (const [from, to] of [
      ['Website', 'Web site'],
      ['"serial":', '"serial":1'],
      ['"status":"active"', '"status":"archived"'],
    ] as const) {
      expect(text).toContain(from);
      expect(() => parse(text.replace(from, to))).toThrow(/checksum/);
    }
    // A line feed that is a part of a name stands there as an escape.
    const name = 'Two\nlines, "checksum":"\\n"';
    expect(parse(formatState(lastOf(name)))).toEqual(lastOf(name));
  });

  it('has its keys, addresses and fields in one order, and ends with a newline', () => {
    const { baseline, ...rest } = lastOf('Website');
    const turned = { ...rest, baseline: Object.fromEntries(Object.entries(baseline).reverse()) };
    expect(formatState(turned)).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
    const keys = Object.keys(JSON.parse(text) as object);
    expect(keys.slice(0, 5)).toEqual(['format', 'lineage', 'serial', 'accounts', 'baseline']);
    expect(Object.keys((JSON.parse(text) as { baseline: object }).baseline)).toEqual([
      'company',
      'person:7/8',
      'project:101/201',
    ]);
  });

  it('P14 K9 is refused when it is cut at any byte', () => {
    const bytes = Buffer.from(text);
    for (let length = 0; length < bytes.length - 1; length += 1) {
      expect(() => parse(bytes.subarray(0, length).toString('utf8')), `cut at ${length}`).toThrow(/damaged/);
    }
    // Without its last newline nothing is missing.
    expect(parse(text.trimEnd())).toEqual(lastOf('Website'));
  });

  it('K9 is refused when a value was changed, since the checksum tells', () => {
    expect(() => parse(text.replace('Website', 'Websits'))).toThrow(/checksum/);
    expect(() => parse(text.replace('126000', '126001'))).toThrow(/checksum/);
    expect(parse(text.replaceAll('\n', '\r\n'))).toEqual(lastOf('Website'));
  });

  it('with any one bit flipped is refused, or says the same', () => {
    const bytes = Buffer.from(text);
    let refused = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7));
      try {
        expect(parse(changed.toString('utf8')), `bit ${bit}`).toEqual(lastOf('Website'));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        refused += 1;
      }
    }
    // What is left are spaces that turn into other white space.
    expect(refused).toBeGreaterThan(bytes.length * 7);
  });

  it('may be written by hand, without a checksum', () => {
    const edited = without(text, (state) => void (state['serial'] = 9));
    expect(parse(edited)).toEqual(lastOf('Website', 9));
  });

  it.each([
    [
      'K22 a newer format',
      (state: Record<string, unknown>) => void (state['format'] = 'hfsync-state/2'),
      /newer hfsync/,
    ],
    ['no format', (state: Record<string, unknown>) => void delete state['format'], /format is not/],
    [
      'K12 other accounts',
      (state: Record<string, unknown>) => void (state['accounts'] = { harvest: 11, forecast: 23 }),
      /Forecast account 23, not of 11 and 22/,
    ],
    ['an unknown key', (state: Record<string, unknown>) => void (state['extra'] = 1), /state\.extra/],
    ['a serial that is no number', (state: Record<string, unknown>) => void (state['serial'] = '7'), /serial/],
    ['a list for an object', (state: Record<string, unknown>) => void (state['baseline'] = []), /baseline/],
    [
      'an address that is none',
      (state: Record<string, unknown>) => void (state['baseline'] = { 'project:x/1': {} }),
      /address/,
    ],
    [
      'an unknown field',
      (state: Record<string, unknown>) => void (state['baseline'] = { company: { colour: 'red' } }),
      /colour/,
    ],
  ])('is refused with %s', (_what, edit, message) => {
    expect(() => parse(without(text, edit))).toThrow(message);
  });

  it('refuses a key __proto__ wherever it stands', () => {
    const plain = without(text, () => undefined);
    expect(() => parse(plain.replace('{"format"', '{"__proto__":{"polluted":1},"format"'))).toThrow(/__proto__/);
    expect(() => parse(plain.replace('"baseline":{', '"baseline":{"__proto__":{"name":"x"},'))).toThrow(/__proto__/);
    expect(() => parse(plain.replace('"company":{', '"company":{"__proto__":"x",'))).toThrow(/__proto__/);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('names the file and its backup in the error', () => {
    expect(() => parse('{')).toThrow(
      expect.objectContaining({
        code: 'state.damaged',
        message: expect.stringContaining('state.json') as string,
        hint: expect.stringContaining('state.json.backup') as string,
      }),
    );
  });
});
