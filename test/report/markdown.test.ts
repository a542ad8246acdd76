import fc from '../support/property.ts';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { Plan } from '../../src/model/plan.ts';
import { COMMENT_LIMIT, planMarkdown, PLAN_MARKER } from '../../src/report/markdown.ts';
import { outline, render } from './gfm.ts';
import { change, FULL, plan } from './sample.ts';

const CANARY = 'CANARY';
const ALL = { limit: COMMENT_LIMIT };

/** A plan in which everything that somebody else wrote is this text. */
function namedAll(text: string): Plan {
  const [item] = FULL.manual;
  const [conflict] = FULL.conflicts;
  return {
    ...plan({
      changes: [
        change({
          label: text,
          fields: [{ field: 'name', before: `a ${text}`, after: `b ${text}`, rule: 'project.name', origin: 'harvest' }],
          effects: [text],
          declared_at: { path: text, line: 1 },
        }),
      ],
      manual: [{ ...item!, label: text, reason: text, ways_out: [{ text, yaml: text }, { text }], urls: [text] }],
      conflicts: [{ ...conflict!, label: text, harvest: text, baseline: text, reason: text, ways_out: [{ text }] }],
      observations: [{ ...FULL.observations[0]!, label: text, text }],
      guards: [{ guard: 'max_archives', limit: 20, value: 31, reason: text }],
    }),
    accounts: { harvest: { id: 1, name: text }, forecast: { id: 2, name: text } },
    config: { path: text, sha256: '' },
  };
}

const PLAIN = outline(render(planMarkdown(namedAll(CANARY), ALL)));

describe('planMarkdown', () => {
  it('shows one of everything', async () => {
    await expect(planMarkdown(FULL, ALL)).toMatchFileSnapshot('../golden/plan-full.md');
  });

  it('says so when there is nothing to do', async () => {
    await expect(planMarkdown(plan(), ALL)).toMatchFileSnapshot('../golden/plan-empty.md');
  });

  it('begins with a marker by which the comment is found again', () => {
    expect(PLAN_MARKER).toBe('<!-- hfsync:plan -->');
    expect(planMarkdown(FULL, ALL).split('\n')[0]).toBe(PLAN_MARKER);
    expect(planMarkdown(FULL, { ...ALL, marker: '<!-- hfsync:plan eu -->' })).toMatch(/^<!-- hfsync:plan eu -->\n/);
    expect(() => planMarkdown(FULL, { ...ALL, marker: '<!-- a --> @everybody <!-- b -->' })).toThrow('no marker');
  });

  it('opens pages and nothing else', () => {
    const { links } = outline(render(planMarkdown(FULL, ALL)));
    expect(links).toEqual(['https://acme.harvestapp.com/projects/14307913']);
  });
});

describe('on a page that renders it', () => {
  it.each([
    '```',
    '````\n\n<b>CANARY</b>',
    '~~~',
    '`CANARY',
    'CANARY`',
    '</code></pre></details></details>CANARY',
    '<img src=//evil.example/CANARY onerror=alert(1)>',
    '<script>alert("CANARY")</script>',
    '![CANARY](http://evil.example/pixel.png)',
    '[CANARY](http://evil.example)',
    'http://evil.example/CANARY www.evil.example/CANARY CANARY@evil.example',
    '@CANARY @acme/CANARY #1 GH-1 acme/CANARY#1 fixes #1',
    '| CANARY | b |\n| --- | --- |\n| c | d |',
    '# CANARY',
    '- [x] CANARY',
    '[^1] CANARY [^1]: x',
    '<!-- hfsync:plan --> CANARY',
    '--> CANARY <!--',
    '\n\n<!-- hfsync:plan -->\nCANARY',
    '$CANARY$ ~~CANARY~~ **CANARY** __CANARY__',
    '&lt;b&gt;CANARY&#64;',
    '\\`CANARY\\`',
    '    CANARY',
    'https://acme.harvestapp.com/CANARY?a=1>x<b>',
    'javascript:alert("CANARY")',
    '\u202eCANARY\u0000\u0007\u001b[2J',
  ])('%j stays text', (attack) => {
    const page = outline(render(planMarkdown(namedAll(attack), ALL)));
    expect(page.strangers).toEqual([]);
    expect({ ...page, code: [] }).toEqual({ ...PLAIN, code: [] });
    if (attack.includes(CANARY)) expect(page.code.join('\n')).toContain(CANARY);
  });

  it('so does every other text', () => {
    const word = fc.constantFrom(
      ...[
        '`',
        '``',
        '```',
        '~~~',
        '<',
        '>',
        '</details>',
        '</pre>',
        '<!--',
        '-->',
        '|',
        '\n',
        '\r',
        '#',
        '@a',
        '*',
        '_',
      ],
      ...[
        '[',
        '](',
        ')',
        '!',
        'http://',
        'www.',
        '&',
        '\\',
        ' ',
        '    ',
        '\t',
        '"',
        "'",
        '$',
        ':',
        '-',
        '+',
        '1.',
        'ü',
      ],
    );
    const text = fc
      .array(word, { maxLength: 12 })
      .map((words) => `${words.join('')}${CANARY}${words.toReversed().join('')}`);
    fc.assert(
      fc.property(text, (name) => {
        const page = outline(render(planMarkdown(namedAll(name), ALL)));
        expect(page.strangers).toEqual([]);
        expect({ ...page, code: [] }).toEqual({ ...PLAIN, code: [] });
      }),
      { numRuns: Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 200) },
    );
  });
});

describe('what is too long', () => {
  const many = (count: number, label = 'Website') =>
    Array.from({ length: count }, (_, nth) => change({ address: `project:${nth + 1}/${nth + 1}` as Address, label }));
  const shownIn = (text: string) => (text.match(/^! ~ project:/gm) ?? []).length;

  it('is cut between records, and counted before anything else', () => {
    const text = planMarkdown(plan({ changes: many(5_000), manual: FULL.manual, conflicts: FULL.conflicts }), ALL);
    expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(text.length).toBeGreaterThan(COMMENT_LIMIT - 2_000);
    const hidden = 5_000 - shownIn(text);
    expect(text).toContain(`no room for ${hidden} of 5000 changed records.`);
    expect(text).toContain(`<summary>Changes (${5_000 - hidden} of 5000 changed records)</summary>`);
    expect(text.split('<details>')[0]).toContain('This is not the whole plan');
    expect(text).toContain('read all of it: `hfsync plan --full`, or `hfsync show FILE` for a saved plan.');
    // What waits for people has its share, whole.
    expect(text).toContain('<summary>Manual: for a person to do (2)</summary>');
    expect(text).toContain('<summary>Conflicts: for a person to resolve (1)</summary>');
    const page = outline(render(text));
    expect(page.strangers).toEqual([]);
    expect(page.elements['details']).toBe(3);
  });

  it('writes only about as much as there is room for', () => {
    let read = 0;
    const counted = many(2_000).map((each) =>
      Object.defineProperty({ ...each }, 'fields', { get: () => ((read += 1), each.fields) }),
    );
    planMarkdown(plan({ changes: counted }), { limit: 20_000 });
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(4_000);
  });

  it('is whole where there is room for it', () => {
    const text = planMarkdown(plan({ changes: many(2_000) }), { limit: 1_000_000, unit: 'bytes' });
    expect(shownIn(text)).toBe(2_000);
    expect(text).not.toContain('This is not the whole plan');
  });

  it('names of thousands of back-ticks, or of one character that is thousands, take no more room than others', () => {
    const ticks = planMarkdown(plan({ changes: many(600, '`a'.repeat(100)) }), ALL);
    expect(ticks.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(outline(render(ticks)).strangers).toEqual([]);
    for (const long of ['\u1100'.repeat(70_000), '\u{1F469}\u200D'.repeat(9_000), 'e\u0301\u0302'.repeat(30_000)]) {
      const accounts = { harvest: { id: 1, name: long }, forecast: { id: 2, name: long } };
      const text = planMarkdown({ ...plan({ changes: many(100, long) }), accounts }, ALL);
      expect(text.length).toBeLessThanOrEqual(COMMENT_LIMIT);
      expect(shownIn(text)).toBeGreaterThan(3);
    }
  });

  it('a record that is too long by itself is left out alone', () => {
    const fields = Array.from({ length: 2_000 }, () => change().fields[0]!);
    const changes = [change({ address: 'project:99/99' as Address, fields }), ...many(20)];
    const text = planMarkdown(plan({ changes }), ALL);
    expect(text).toContain('no room for 1 of 21 changed records.');
    expect(shownIn(text)).toBe(20);
    expect(text).not.toContain('project:99/99');
  });

  it.each(['characters', 'bytes'] as const)('never passes the limit, in %s', (unit) => {
    const size = (text: string) => (unit === 'bytes' ? Buffer.byteLength(text) : text.length);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 12_000, max: 20_000 }),
        (count, label, limit) => {
          const whole = { ...namedAll(label), changes: many(count, label) };
          expect(size(planMarkdown(whole, { limit, unit }))).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 100 },
    );
  });
});
