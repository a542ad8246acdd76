import fc from '../support/property.ts';
import stringWidth from 'string-width';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import { planHtml } from '../../src/report/html.ts';
import { COMMENT_LIMIT, planMarkdown } from '../../src/report/markdown.ts';
import { redactPlan } from '../../src/report/redact.ts';
import { summaryLine, WHOLE, type TextView } from '../../src/report/text.ts';
import { planText } from './whole.ts';
import { change, COMPARED, FULL, LAYOUT, plan } from './sample.ts';

describe('planText', () => {
  it('shows one of everything', async () => {
    await expect(planText(FULL, LAYOUT)).toMatchFileSnapshot('../golden/plan-full.txt');
  });

  it('uses the room of a wide screen', async () => {
    await expect(planText(FULL, { ...LAYOUT, width: 200 })).toMatchFileSnapshot('../golden/plan-full-200.txt');
  });

  it('says what is not as it was reviewed, before all else', async () => {
    await expect(planText(COMPARED, LAYOUT)).toMatchFileSnapshot('../golden/plan-since.txt');
    await expect(planMarkdown(COMPARED, { limit: COMMENT_LIMIT })).toMatchFileSnapshot('../golden/plan-since.md');
  });

  it('says which part of the accounts it is about', () => {
    const part = { ...FULL, select: { only: ['project:1/2', 'client:3/4'], except: ['person:5/6'] } };
    const said = [
      /^Only project:1\/2, client:3\/4, and what that depends on\.$/m,
      /^Without person:5\/6, and what depends on that\.$/m,
    ];
    for (const words of said) {
      expect(planText(part, LAYOUT)).toMatch(words);
      expect(planText(FULL, LAYOUT)).not.toMatch(words);
    }
    const markdown = planMarkdown(part, { limit: COMMENT_LIMIT });
    expect(markdown).toContain('Only `project:1/2, client:3/4`, and what that depends on.');
    expect(markdown).toContain(`--expect ${FULL.digest} --only project:1/2 --only client:3/4 --except person:5/6\``);
    const named = { ...part, select: { only: ["Kim's*"], except: ['project:1/*'] } };
    expect(planMarkdown(named, { limit: COMMENT_LIMIT })).toContain(
      ` --only 'Kim'${String.raw`\'`}'s*' --except 'project:1/*'\``,
    );
  });

  it('says in one line, in every view, how much of the file is behind the accounts', () => {
    const words = 'can bring 12 entries of the file up to date with the accounts.';
    const behind = { ...FULL, adoptable: 12 };
    const text = planText(behind, LAYOUT);
    expect(text.split('\n')).toContain(`hfsync adopt ${words}`);
    expect(planMarkdown(behind, { limit: COMMENT_LIMIT })).toContain(`\`hfsync adopt\` ${words}\n`);
    expect([...planHtml(behind)].join('')).toContain(`<code>hfsync adopt</code> ${words}`);
    expect(redactPlan(behind).adoptable).toBe(12);
    expect(planText({ ...FULL, adoptable: 1 }, LAYOUT)).toContain('can bring 1 entry of the file');
    expect(planText(FULL, LAYOUT)).not.toContain('hfsync adopt');
  });

  it('says how long applying takes at least, unless that is no time at all', () => {
    const taking = (seconds: number) =>
      planText({ ...FULL, cost: { ...FULL.cost, apply_seconds_at_least: seconds } }, { ...LAYOUT, width: 200 });
    expect(taking(12.34)).toContain("4 to Forecast, and at least 12.3 s at the services' rate limits.\n");
    expect(taking(0.04)).toContain('Applying takes 2 requests to Harvest and 4 to Forecast.\n');
  });

  it('says so when there is nothing to do', async () => {
    await expect(planText(plan(), LAYOUT)).toMatchFileSnapshot('../golden/plan-empty.txt');
  });

  it('folds a long plan by kind and action where that is asked for, and says how to see all of it in that line', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      change({ address: `project:${index + 1}/${index + 1}` as Address, account: index < 7 ? 'harvest' : 'forecast' }),
    );
    const view = { ...WHOLE, folds: true };
    await expect(planText(plan({ changes: many }), LAYOUT, view)).toMatchFileSnapshot('../golden/plan-folded.txt');
    const whole = planText(plan({ changes: many }), LAYOUT);
    for (const { address } of many) expect(whole).toContain(`~ ${address} `);
    expect(whole).not.toContain('--full');
  });

  it('cuts no value that is written: neither a long one, nor one of many parts', () => {
    const long = `${'a long name '.repeat(50)}and its end`;
    const roles = Array.from({ length: 60 }, (_, index) => `${long} ${index}`);
    const fields = [
      { field: 'name', before: 'short', after: long, rule: 'project.name', origin: 'harvest' },
      { field: 'roles', before: [], after: roles, rule: 'person.roles', origin: 'harvest' },
    ] as const;
    const created = change({ action: 'create', fields: [{ ...fields[0], before: null }] });
    const flat = planText(plan({ changes: [change({ fields }), created] }), LAYOUT).replace(/[\s│]+/g, ' ');
    for (const value of [`"short" → "${long}"`, `name "${long}"`, ...roles]) expect(flat).toContain(value);
    expect(flat).not.toContain('…(+');
  });

  it('counts changes as the summary does, and records beside', () => {
    expect(planText(FULL, LAYOUT)).toContain('Changes (6, to 5 records)');
    expect(planMarkdown(FULL, { limit: COMMENT_LIMIT })).toContain('<summary>Changes (6, to 5 records)</summary>');
    expect(planText(plan({ changes: [change()] }), LAYOUT)).toContain('Changes (1)');
  });

  it('a part in which nothing is to do does not pass for the whole', () => {
    const select = { only: ['company'], except: [] };
    const left = { changes: 3, manual: 2, conflicts: 1 };
    const line = 'No changes in the selected part. Left out: 3 to sync, 2 manual, 1 conflict.';
    expect(
      planText(plan({ select, left_out: left }), LAYOUT)
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toBe(line);
    expect(planMarkdown(plan({ select, left_out: left }), { limit: COMMENT_LIMIT })).toContain(line);
    expect(planText({ ...FULL, select, left_out: left }, LAYOUT)).toContain(
      '\nLeft out: 3 to sync, 2 manual, 1 conflict.\n',
    );
    expect(summaryLine(plan({ select }))).toBe('No changes in the selected part. The rest was left out.');
    const none = { changes: 0, manual: 0, conflicts: 0 };
    expect(summaryLine(plan({ select, left_out: none }))).toBe(
      'No changes. Harvest and Forecast agree with hfsync.yaml.',
    );
  });

  it('says of a guard what its reader can still do', () => {
    const guards = [
      { guard: 'first_sync', limit: 0, value: 1, reason: 'There is no state yet.' },
      { guard: 'max_archives', limit: 20, value: 31, reason: '31 archives.' },
    ] as const;
    const ways = (view: Partial<TextView>): readonly string[] =>
      planText(plan({ guards }), LAYOUT, { ...WHOLE, ...view }).match(/To apply: .*|It is allowed.*/g) ?? [];
    expect(ways({})).toEqual(['To apply: --allow first_sync', 'To apply: --allow max_archives']);
    expect(ways({ asks: true, allowed: ['max_archives'] })).toEqual([
      'To apply: --allow first_sync, or answer yes to the question below',
      'It is allowed for this run.',
    ]);
  });

  it('shows hostile names escaped and in their place', async () => {
    const label = '::error::x\n+ client:1/2 "fake"\u001b[2K\u202Edrowssap\u200b ##[add-mask]x "quoted"';
    const fields = [
      { field: 'name', before: `a${label}`, after: `b${label}`, rule: 'project.name', origin: 'harvest' },
    ] as const;
    await expect(planText(plan({ changes: [change({ label, fields })] }), LAYOUT)).toMatchFileSnapshot(
      '../golden/plan-hostile.txt',
    );
  });

  it('no sentence of somebody else begins a line as a command to the runner', () => {
    const manual = [{ ...FULL.manual[0]!, reason: '::stop-commands::x', ways_out: [{ text: '::error::y' }] }];
    expect(planText(plan({ manual }), LAYOUT)).not.toMatch(/^\s*::/m);
  });

  it('ends with the summary line, a public interface', () => {
    expect(planText(FULL, LAYOUT).trimEnd().split('\n').at(-1)).toBe(
      'Plan: 6 to sync (2 in Harvest, 4 in Forecast), 2 manual, 1 conflict.',
    );
    expect(summaryLine(plan())).toBe('No changes. Harvest and Forecast agree with hfsync.yaml.');
    expect(summaryLine(plan({ observations: FULL.observations }))).toMatch(/^No changes\./);
    expect(summaryLine(plan({ manual: FULL.manual }))).toBe(
      'Plan: 0 to sync (0 in Harvest, 0 in Forecast), 2 manual, 0 conflicts.',
    );
  });

  it('says the same with colour and without, but for the marks', () => {
    const plain = (text: string): string => text.replace(/\[-|-\]|\{\+|\+\}/g, '').replace(/\s+/g, ' ');
    const coloured = planText(FULL, { width: 80, colour: true });
    expect(coloured).toContain('\u001b[');
    expect(plain(stripVTControlCharacters(coloured))).toBe(plain(planText(FULL, LAYOUT)));
  });

  it('breaks no line between a name and the bracket or the comma beside it, at any width', () => {
    for (let width = 40; width <= 100; width += 1) {
      const named = { harvest: 'Website 2027', forecast: 'Website 2026', client: `Acme ${'x'.repeat(width % 9)}` };
      const text = planText(plan({ changes: [change({ label: 'Old test project', named })] }), {
        width,
        colour: false,
      });
      expect(text).not.toMatch(/^\s*[),]|\($/m);
      expect(text.replace(/\s+(?:│ )?/g, ' ')).toContain(`in the file (client "${named.client}") hfsync.yaml:31`);
    }
  });

  it('keeps any name within its line: no forged line starts, nothing unprintable, no trailing spaces', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({
        unit: fc.constantFrom(' ', '\n', ':', '#', '[', '\u001b', '\u202e', '+', '宽', 'a', '"', '\\'),
        maxLength: 300,
      }),
    );
    fc.assert(
      fc.property(name, name, (before, after) => {
        const fields = [{ field: 'name', before, after, rule: 'project.name', origin: 'harvest' }] as const;
        const text = planText(plan({ changes: [change({ label: before, fields })] }), LAYOUT);
        expect(text).not.toMatch(/[^\n\P{Cc}]|\p{Cf}|\p{Cs}|[\u2028\u2029]/u);
        for (const row of text.split('\n')) {
          expect(row).not.toMatch(/^\s*::|##[a-z]*\[|\s$/);
          expect(stringWidth(row)).toBeLessThanOrEqual(80);
          if (/^\S/.test(row))
            expect(row).toMatch(/^(Harvest \d|An address|Signs|Changes|[~] project:|Reading|Applying|Digest|Plan:)/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
