import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCipher, type Cipher } from '../../src/state/crypt.ts';
import type { Advance } from '../../src/model/ledger.ts';
import { formatJournal, openIntents, parseJournal, replay, type Entry } from '../../src/state/journal.ts';
import { ACCOUNTS, intentOf, KEY, lastOf, outcomeOf, PROJECT } from './parts.ts';

const HEADER = { lineage: 'lineage-1', serial: 1, accounts: ACCOUNTS };
const ENTRIES: readonly Entry[] = [
  { kind: 'intent', intent: intentOf('a') },
  { kind: 'outcome', outcome: outcomeOf('a') },
  { kind: 'intent', intent: intentOf('b', 'Newer') },
];

let nonce = 0;
const cipher = createCipher(KEY, (size) => Buffer.alloc(size, ++nonce));

function write(sealed: boolean): string {
  const key = sealed ? cipher : null;
  return formatJournal(HEADER, ENTRIES, key);
}

function parse(text: string | null, key: Cipher | null = null) {
  return parseJournal(text, key, 'state.json.journal', ACCOUNTS);
}

describe.each([false, true])('the journal, encrypted: %s', (sealed) => {
  const text = write(sealed);
  const parseIt = (source: string | null) => parse(source, sealed ? cipher : null);

  it('reads back what was written', () => {
    expect(parseIt(text)).toEqual({ header: HEADER, entries: ENTRIES, torn: false });
  });

  it('K10 ignores a last line that is torn at any byte', () => {
    const start = text.lastIndexOf('\n', text.length - 2) + 1;
    for (let length = start; length < text.length; length += 1) {
      const { entries, torn } = parseIt(text.slice(0, length));
      expect(entries, `cut at ${length}`).toEqual(ENTRIES.slice(0, 2));
      expect(torn).toBe(length > start);
    }
  });

  it('ignores a torn header: nothing was sent yet', () => {
    expect(parseIt(text.slice(0, 20))).toEqual({ header: null, entries: [], torn: true });
    expect(parseIt(null)).toEqual({ header: null, entries: [], torn: false });
  });

  it('ignores zeros where the last line should be', () => {
    const start = text.lastIndexOf('\n', text.length - 2) + 1;
    const zeros = `${text.slice(0, start)}${'\0'.repeat(50)}`;
    expect(parseIt(zeros).entries).toHaveLength(2);
    expect(parseIt(`${zeros}\n`).entries).toHaveLength(2);
  });

  it('P14 K10 refuses damage in any earlier line, also when lines are missing, twice or exchanged', () => {
    const lines = text.trimEnd().split('\n');
    const rebuilt = (order: readonly number[]) => order.map((index) => `${lines[index]}\n`).join('');
    for (const order of [
      [0, 2, 3],
      [0, 1, 1, 2, 3],
      [0, 2, 1, 3],
      [1, 2, 3],
    ]) {
      expect(() => parseIt(rebuilt(order)), order.join()).toThrow(
        expect.objectContaining({ code: 'state.journal-damaged' }),
      );
    }
    expect(() => parseIt(text.replace('{"n":1', '{"n" 1'))).toThrow(/line 2/);
  });
});

describe('the journal', () => {
  it('does not let a changed value through', () => {
    const text = write(false).replace('"before":"Old"', '"before":"Odd"');
    expect(() => parse(text)).toThrow(/line 2/);
  });

  it('is refused without the key, or with another one', () => {
    const text = write(true);
    expect(() => parseJournal(text, null, 'j', ACCOUNTS)).toThrow(
      expect.objectContaining({ code: 'state.key-missing' }),
    );
    const other = createCipher(Buffer.alloc(32, 8), (size) => Buffer.alloc(size));
    expect(() => parse(text, other)).toThrow(expect.objectContaining({ code: 'state.key-wrong' }));
    expect(text).not.toContain('Newer');
  });

  it('is refused with the key where a line is plain: the first, or one put in', () => {
    const [plain, sealed] = [write(false).split('\n'), write(true).split('\n')];
    for (const mixed of [plain, [...sealed.slice(0, 3), plain[3], ''], [plain[0], ...sealed.slice(1)]])
      expect(() => parse(mixed.join('\n'), cipher)).toThrow(expect.objectContaining({ code: 'state.not-sealed' }));
  });

  it('K22: of a newer hfsync is refused with its format, not called damaged', () => {
    const header = JSON.stringify({ format: 'hfsync-journal/2', surprise: true });
    const sum = createHash('sha256').update(`hfsync-journal/1:0\n${header}`).digest('hex').slice(0, 16);
    const newer = `{"n":0,"check":"${sum}","entry":${header}}\n`;
    expect(() => parse(newer)).toThrow('state.json.journal was written by a newer hfsync (format hfsync-journal/2).');
  });

  it('K12 of another pair of accounts is refused', () => {
    expect(() => parseJournal(write(false), null, 'j', { harvest: 11, forecast: 23 })).toThrow(/another pair/);
  });

  it('tells which intents are open', () => {
    expect(openIntents(ENTRIES).map(({ id }) => id)).toEqual(['b']);
  });

  it('puts outcomes onto the state, as often as it likes', () => {
    const once = replay(lastOf('Old'), ENTRIES);
    expect(once.baseline[PROJECT]).toEqual({ name: 'New' });
    expect(replay(once, ENTRIES)).toEqual(once);
  });

  it('forgets a pair that is gone, with what waited for it', () => {
    const gone: Entry = {
      kind: 'outcome',
      outcome: { ...outcomeOf('a'), advance: { address: PROJECT, baseline: null } },
    };
    expect(replay(lastOf('Old'), [gone]).baseline[PROJECT]).toBeUndefined();
  });

  it('B12 learns how new an end is, and forgets it with the pair', () => {
    const outcome = (advance: Advance): Entry => ({ kind: 'outcome', outcome: { ...outcomeOf('a'), advance } });
    const [harvest, forecast] = ['2026-01-05T09:00:00.000Z', '2026-01-05T09:00:01.000Z'];
    const written = outcome({ address: PROJECT, baseline: {}, updated: { forecast } });
    const before = { ...lastOf('Old'), updated: { [PROJECT]: { harvest, forecast: harvest } } };
    expect(replay(before, [written]).updated).toEqual({ [PROJECT]: { harvest, forecast } });
    expect(replay(lastOf('Old'), [written]).updated).toEqual({ [PROJECT]: { forecast } });
    expect(replay(before, [outcome({ address: PROJECT, baseline: null })]).updated).toEqual({});
    expect(replay({ ...before, updated: {} }, [outcome({ address: PROJECT, baseline: {} })]).updated).toEqual({});
  });

  it('remembers what is stored in another form until it is told otherwise', () => {
    const name = { forecast: { asked: 'New ', got: 'New' } };
    const outcome = (advance: object): Entry => ({
      kind: 'outcome',
      outcome: { ...outcomeOf('a'), advance: { address: PROJECT, baseline: {}, ...advance } },
    });
    const text = formatJournal(HEADER, [outcome({ stored: { name } })], null);
    const read = parseJournal(text, null, 'j', ACCOUNTS).entries;
    const state = replay(lastOf('Old'), read);
    expect(state.stored).toEqual({ [PROJECT]: { name } });
    expect(replay(state, [outcome({})]).stored).toEqual(state.stored);
    expect(replay(state, [outcome({ stored: {} })]).stored).toEqual({});
    expect(replay(state, [outcome({ baseline: null })]).stored).toEqual({});
  });

  it('remembers a temporary name until it is replaced, each side for itself', () => {
    const temporary = { side: 'harvest', name: 'hfsync-tmp-1', was: 'Old' } as const;
    const given: Entry = {
      kind: 'outcome',
      outcome: { ...outcomeOf('a'), advance: { address: PROJECT, baseline: {}, temporary } },
    };
    const elsewhere = { side: 'forecast', address: PROJECT, name: 'hfsync-tmp-2', was: 'Old' } as const;
    const state = replay({ ...lastOf('Old'), temporary: [elsewhere] }, [given]);
    expect(state.temporary).toEqual([elsewhere, { address: PROJECT, ...temporary }]);
    const replaced: Entry = {
      kind: 'outcome',
      outcome: { ...outcomeOf('b'), advance: { address: PROJECT, baseline: {}, temporary: null } },
    };
    expect(replay(state, [ENTRIES[2]!, replaced]).temporary).toEqual([elsewhere]);
  });
});
