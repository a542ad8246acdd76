import { createHash } from 'node:crypto';
import fc from '../support/property.ts';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { Change, ChangedField, Plan } from '../../src/model/plan.ts';
import { html, linkHtml, markup } from '../../src/report/html/escape.ts';
import { planHtml } from './whole.ts';
import { escapeText } from '../../src/report/escape.ts';
import { summaryLine } from '../../src/report/text.ts';
import { ATTACKS, hostilePlans, URLS, withTexts } from './hostile.ts';
import { attribute, elementsIn, hasClass, parsed, textOf, textsOf, type Element } from './page.ts';
import { change, COMPARED, FULL, plan, UNDO } from './sample.ts';

const NAME: ChangedField = { field: 'name', before: 'Old', after: 'New', rule: 'project.name', origin: 'harvest' };

/** The page without its two blocks, which the browser's tests look at. */
function withoutBlocks(page: string): string {
  return page
    .replace(/<(style|script)>.*?<\/\1>/gs, '<$1>…</$1>')
    .replace(/sha256-[\w+/]{43}=/g, 'sha256-…')
    .replaceAll('><', '>\n<');
}

function records(page: string): Element[] {
  return parsed(page).filter(hasClass('record'));
}

/** `field: Harvest, way, Forecast` of each row that a folded record shows. */
function rows(made: Plan): string[] {
  const main = parsed(planHtml(made)).find(({ tagName }) => tagName === 'main')!;
  return elementsIn(main)
    .filter(hasClass('row'))
    .map((row) => {
      const [field, harvest, way, forecast] = elementsIn(row).filter((each) => each.parentNode === row);
      return `${textOf(field!).trim()}: ${cell(harvest!)} ${attribute(way!, 'class')!.slice(4)} ${cell(forecast!)}`;
    });
}

function cell(of: Element): string {
  const lines = elementsIn(of).filter((each) => hasClass('old')(each) || hasClass('new')(each));
  if (lines.length === 0) return `[${textOf(of).trim()}]`;
  return `[${lines.map((line) => (hasClass('old')(line) ? '-' : '+') + textOf(line).trim()).join(' ')}]`;
}

describe('planHtml', () => {
  it('shows one of everything', async () => {
    await expect(withoutBlocks(planHtml(FULL))).toMatchFileSnapshot('../golden/plan-full.html');
  });

  it('shows what is not as it was reviewed', async () => {
    await expect(withoutBlocks(planHtml(COMPARED))).toMatchFileSnapshot('../golden/plan-since.html');
  });

  it('shows what an undo cannot take back, and the baselines it puts back', async () => {
    await expect(withoutBlocks(planHtml(UNDO))).toMatchFileSnapshot('../golden/plan-undo.html');
  });

  it('says so when there is nothing to do, and has nothing to run', () => {
    const page = parsed(planHtml(plan()));
    expect(textsOf(page, 'h1')).toEqual(['No changes. Harvest and Forecast agree with hfsync.yaml.']);
    expect(textsOf(page, 'main').map((text) => text.trim())).toEqual(['Nothing to review.']);
    expect(page.filter(({ tagName }) => ['form', 'script'].includes(tagName))).toEqual([]);
  });

  it('shows the baselines that an undo leaves alone, since they were synced again', () => {
    const alone = [{ address: 'client:5735776/1001' as Address, fields: ['name', 'status'] as const }];
    const made: Plan = { ...UNDO, undo: { ...UNDO.undo!, left_alone: alone } };
    const about = (of: Plan): string[] =>
      parsed(planHtml(of))
        .filter(hasClass('about'))
        .flatMap(elementsIn)
        .filter(({ tagName }) => tagName === 'div')
        .map(textOf);
    expect(about(made)).toContain('Baseline left aloneclient:5735776/1001: name, status, synced again since');
    expect(about(UNDO).join()).not.toContain('left alone');
  });

  it('says which part of the accounts it is about, before the records', () => {
    const left = { changes: 2, manual: 0, conflicts: 1 };
    const part = { ...FULL, select: { only: ['project:1/2', 'client:3/4'], except: ['person:5/6'] }, left_out: left };
    expect(textsOf(parsed(planHtml(part)), 'part')).toEqual([
      'Only project:1/2, client:3/4, and what that depends on.',
      'Without person:5/6, and what depends on that.',
      'Left out: 2 to sync, 0 manual, 1 conflict.',
    ]);
    expect(textsOf(parsed(planHtml(FULL)), 'part')).toEqual([]);
  });

  it('what is to be typed is code: no back-tick of ours is shown', () => {
    const typed = 'The two sides differ, and `first_sync` is manual. Say `harvest: create`, or do nothing.';
    const waits = FULL.manual.map((item) => ({ ...item, reason: typed, ways_out: [{ text: typed }] }));
    const made: Plan = { ...COMPARED, manual: waits, conflicts: [] };
    const since = { ...made.since!, manual: { ...made.since!.manual, added: waits.map(({ id }) => id) } };
    const page = parsed(planHtml({ ...made, since }));
    expect(textsOf(page, 'code')).toContain('first_sync');
    expect(textsOf(page, 'pre').join()).toContain('first_sync');
    expect([...textsOf(page, 'header'), ...textsOf(page, 'main')].join()).not.toContain('`');
  });

  it('its heading is the summary line, its title names the account', () => {
    const page = parsed(planHtml(FULL));
    expect(textsOf(page, 'h1')).toEqual([summaryLine(FULL)]);
    expect(textsOf(page, 'title')).toEqual([`Acme Agency: ${summaryLine(FULL)}`]);
    expect(textsOf(page, 'account')).toEqual(['Harvest Acme Agency 1234567', 'Forecast Acme Agency 7654321']);
  });

  it('allows its own style and script, by what they are, and nothing else', () => {
    const page = parsed(planHtml(FULL));
    const hash = (tag: string): string =>
      `'sha256-${createHash('sha256').update(textsOf(page, tag).join()).digest('base64')}'`;
    const policy = page.find((each) => attribute(each, 'http-equiv') === 'Content-Security-Policy');
    expect(attribute(policy!, 'content')!.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash('style')}`,
      `script-src ${hash('script')}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(page.indexOf(policy!)).toBeLessThan(page.findIndex(({ tagName }) => tagName === 'style'));
  });

  it('every record is known to the filters, and counted there', () => {
    const page = planHtml(FULL);
    expect(
      records(page).map((each) => [
        attribute(each, 'data-class'),
        attribute(each, 'data-kind'),
        attribute(each, 'data-rules'),
      ]),
    ).toEqual([
      ['change', 'company', 'company.capacity'],
      ['change', 'role', 'role.deleted'],
      ['change', 'person', 'person.capacity person.roles person.email.other'],
      ['change', 'project', 'project.name project.client project.status'],
      ['change', 'project', 'project.new-in-forecast'],
      ['manual', 'project', 'project.new-in-harvest'],
      ['manual', 'person', 'person.name.no-sign-in'],
      ['conflict', 'project', 'project.code'],
      ['observation', 'project', 'project.remaining-budget'],
    ]);
    const labels = textsOf(parsed(page), 'fieldset').join('; ');
    expect(labels).toBe('ClassChanges 5Manual 2Conflicts 1Observations 1; Kindcompany 1roles 1people 2projects 5');
    expect(textsOf(parsed(page), 'option')).toContain('project.name (1)');
  });

  it('names every id once, and refers only to what is there; headings skip no level', () => {
    for (const made of [FULL, UNDO, plan()]) {
      const page = parsed(planHtml(made));
      const all = (name: string): string[] => page.flatMap((each) => attribute(each, name) ?? []);
      const ids = all('id');
      expect(new Set(ids).size).toBe(ids.length);
      const places = all('href').flatMap((href) => (href.startsWith('#') ? [href.slice(1)] : []));
      expect(ids).toEqual(expect.arrayContaining([...all('aria-labelledby'), ...all('for'), ...places]));
      const levels = page.flatMap(({ tagName }) => /^h([1-6])$/.exec(tagName)?.[1] ?? []).map(Number);
      levels.forEach((level, index) => expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1));
    }
  });

  it('a change that waits links to the record of the one it waits for', () => {
    const page = parsed(planHtml(FULL));
    const link = page.find((each) => attribute(each, 'href')?.startsWith('#change'));
    const target = page.find((each) => attribute(each, 'id') === attribute(link!, 'href')!.slice(1));
    expect(textOf(link!)).toBe('harvest:create:project:-/2009');
    expect(textOf(target!)).toContain('Skunkworks');
  });
});

describe('both sides of a record', () => {
  it('signs have their words in the markup, where a search of the text does not find them', () => {
    const page = parsed(planHtml(plan({ changes: [change({ fields: [NAME] })] })));
    const row = page.find((each) => hasClass('row')(each) && elementsIn(each).some(hasClass('old')));
    const words = elementsIn(row!).filter((each) => attribute(each, 'role') === 'img');
    expect(words.map((each) => attribute(each, 'aria-label'))).toEqual([
      'Harvest:',
      'goes to Forecast:',
      'before',
      'after',
    ]);
    expect(words.map(textOf).join('')).toBe('');
  });

  const name = (part: Partial<ChangedField>): ChangedField => ({ ...NAME, ...part });
  const harvest = (part: Partial<Change>): Change => change({ account: 'harvest', ...part });

  it.each<[string, readonly Change[], readonly string[]]>([
    ['Harvest decides', [change({ fields: [NAME] })], ['name: ["New"] to-forecast [-"Old" +"New"]']],
    [
      'Forecast decides',
      [harvest({ fields: [name({ origin: 'forecast' })] })],
      ['name: [-"Old" +"New"] to-harvest ["New"]'],
    ],
    [
      'the file decides, against one side',
      [change({ fields: [name({ origin: 'config' })] })],
      ['name: [set in hfsync.yaml] to-forecast [-"Old" +"New"]'],
    ],
    [
      'the file decides, against both',
      [
        harvest({ fields: [name({ before: 'A', origin: 'config' })] }),
        change({ fields: [name({ origin: 'config' })] }),
      ],
      ['name: [-"A" +"New"] both-ways [-"Old" +"New"]'],
    ],
    [
      'one side is written twice',
      [change({ fields: [NAME] }), change({ id: 'x#2', fields: [name({ before: 'New', after: 'Newest' })] })],
      ['name: ["New"] to-forecast [-"Old" +"New"]', 'name: ["Newest"] to-forecast [-"New" +"Newest"]'],
    ],
    [
      'what the other side calls it, the plan does not say',
      [
        change({
          fields: [
            name({ field: 'client', before_id: 1, after_id: 2 }),
            name({ field: 'roles', before: ['A'], after: ['A', 'B'] }),
            name({ field: 'notes' }),
          ],
        }),
      ],
      [
        'client: [Harvest decides] to-forecast [-"Old" (1) +"New" (2)]',
        'roles: [Harvest decides] to-forecast [-"A" +"A", "B"]',
        'notes: [Harvest decides] to-forecast [-"Old" +"New"]',
      ],
    ],
    [
      "Forecast's default",
      [change({ fields: [name({ field: 'capacity', before: null, after: 126_000 })] })],
      ["capacity: [35 h] to-forecast [-the company's default +35 h]"],
    ],
    [
      'a delete',
      [change({ action: 'delete', fields: [name({ after: null })] })],
      ['name: [none] to-forecast [-"Old"]'],
    ],
    [
      'more fields than a line has room for',
      [
        change({
          fields: (['name', 'code', 'email', 'first_name', 'last_name', 'status'] as const).map((field) =>
            name({ field }),
          ),
        }),
      ],
      [
        'name: ["New"] to-forecast [-"Old" +"New"]',
        'code: ["New"] to-forecast [-"Old" +"New"]',
        'email: ["New"] to-forecast [-"Old" +"New"]',
        'first_name: ["New"] to-forecast [-"Old" +"New"]',
      ],
    ],
  ])('%s', (_, changes, expected) => {
    expect(rows(plan({ changes }))).toEqual(expected);
  });

  it('counts the fields that a folded record leaves out; unfolded it has them all', () => {
    const fields = (['name', 'code', 'email', 'first_name', 'last_name'] as const).map((field) => ({ ...NAME, field }));
    const [record] = records(planHtml(plan({ changes: [change({ fields })] })));
    expect(textsOf(elementsIn(record!), 'line').join()).toContain('and 1 more field');
    expect(textsOf(elementsIn(record!), 'tr').slice(1)).toHaveLength(5);
  });

  it('a create by both sides is one record with all its requests', () => {
    const created = records(planHtml(FULL)).find((each) => textOf(each).includes('Skunkworks'));
    expect(textsOf(elementsIn(created!), 'h4')).toEqual([
      '+ create in Harvest Forecast → Harvest',
      '= link in Forecast Harvest → Forecast',
    ]);
  });

  it('marks the changed words, on the page as in the text', () => {
    const page = parsed(planHtml(FULL));
    expect(new Set(textsOf(page, 'del'))).toEqual(new Set(['old', '"Lead"', 'site']));
    expect(new Set(textsOf(page, 'ins'))).toEqual(new Set(['acme', '"Manager"', 'website', '2', '3']));
  });
});

describe('what somebody else wrote', () => {
  /** Elements and the names of their attributes, in order; words that differ are marked, so marks are left out. */
  function shape(page: string): string[] {
    return parsed(page)
      .filter(({ tagName }) => !['del', 'ins', 'a'].includes(tagName))
      .map(({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(' ')}`);
  }

  // What becomes a link is tested below.
  const withoutUrls = (made: Plan): Plan => ({ ...made, manual: made.manual.map((item) => ({ ...item, urls: [] })) });

  it.each([...hostilePlans(withoutUrls(FULL)), ...hostilePlans(UNDO)])(
    'is text wherever it stands: plan %#',
    (hostile) => {
      const benign = withTexts(hostile, () => 'x');
      expect(shape(planHtml(hostile))).toEqual(shape(planHtml(benign)));
    },
  );

  it('any text at all leaves the page as it is, and nothing unprintable in it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc
        .array(fc.constantFrom(...ATTACKS, '<', '>', '"', "'", '&', '`', '=', '/', '\n', 'a'), { maxLength: 6 })
        .map((all) => all.join('')),
    );
    // A forged plan's own sentences may mark words to type; that is all the markup they can make.
    const withoutCode = (page: string): string[] => shape(page).filter((tag) => tag !== 'code ');
    const expected = withoutCode(planHtml(withoutUrls(FULL)));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 9 }), (texts) => {
        // The same text stays the same: what belongs to one record is told by its address.
        const forged = new Map<string, string>();
        const forge = (old: string): string => {
          if (!forged.has(old)) forged.set(old, `${texts[forged.size % texts.length]}${old}`);
          return forged.get(old)!;
        };
        const page = planHtml(withTexts(withoutUrls(FULL), forge));
        expect(page).not.toMatch(/[^\n\P{Cc}]|\p{Cf}|\p{Cs}|[\u2028\u2029]/u);
        expect(withoutCode(page)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('has no handler, no style, no address but plain links and places in the page', () => {
    for (const hostile of [...hostilePlans(FULL), ...hostilePlans(UNDO), FULL]) {
      for (const { tagName, attrs } of parsed(planHtml(hostile))) {
        for (const { name, value } of attrs) {
          expect(name).not.toMatch(/^on|^style$|^src|^action$|^formaction$|^data$|^ping$|^target$/);
          if (name === 'href') expect(value).toMatch(/^(#[a-z-]+\d*$|https?:\/\/)/);
          if (name === 'href') expect(tagName).toBe('a');
        }
      }
    }
  });

  it('stays readable: shown escaped, in its place', () => {
    const label = '<b>"R&D"</b> \u202Egpj\u0000';
    const [record] = records(planHtml(plan({ changes: [change({ label })] })));
    expect(textsOf(elementsIn(record!), 'name')).toEqual(['<b>"R&D"</b> \\u{202e}gpj\\u{0}']);
  });

  it('YAML keeps its lines', () => {
    const page = parsed(planHtml(FULL));
    expect(textsOf(page, 'pre')[0]).toBe(
      'links:\n  projects:\n    - { name: Rebrand, harvest: 14307913, forecast: create }\n',
    );
  });

  const LONG = `https://acme.example/${'x'.repeat(4000)}`;
  const NO_LINKS = [...URLS.filter((url) => !url.startsWith('https://acme.example/"')), LONG];
  it.each(NO_LINKS.map((url) => [url.slice(0, 50), url]))('%j is no link', (_, url) => {
    expect(markup(linkHtml(url))).not.toContain('<a');
  });

  it.each(['https://acme.harvestapp.com/projects/1?a=1&b=2', 'http://127.0.0.1:80/x', 'https://acme.example/"x'])(
    '%j is one, shown in full',
    (url) => {
      const [link] = parsed(`<!doctype html><body>${markup(linkHtml(url))}`).filter(({ tagName }) => tagName === 'a');
      expect(link!.attrs.map(({ name, value }) => [name, value])).toEqual([
        ['href', url],
        ['rel', 'noreferrer noopener'],
      ]);
      expect(textOf(link!)).toBe(url);
    },
  );
});

describe('html', () => {
  it('escapes all but its own words', () => {
    const attack = escapeText(`<b title='"'>&`);
    expect(markup(html`<i title="${attack}">${attack}</i> ${1}`)).toBe(
      `<i title="&lt;b title=&#39;&quot;&#39;&gt;&amp;">&lt;b title='"'&gt;&amp;</i> 1`,
    );
    expect(markup(html`${[html`<b></b>`, html`<i></i>`]}`)).toBe('<b></b><i></i>');
  });

  it('knows an attribute that begins in the same template, whatever stands before it', () => {
    const attack = escapeText('" lang="x');
    const quoted = '&quot; lang=&quot;x';
    expect(markup(html`<i title="a ${attack} b" class="${attack}"></i>`)).toBe(
      `<i title="a ${quoted} b" class="${quoted}"></i>`,
    );
    expect(markup(html`class="${attack}"`)).toBe(`class="${quoted}"`);
    expect(markup(html`"<i title="${attack}"></i>`)).toBe(`"<i title="${quoted}"></i>`);
  });

  it('takes no text that was not shown first: what follows does not compile', () => {
    const text: string = '<b>';
    // @ts-expect-error: it may be anything
    expect(markup(html`${text}`)).toBe('&lt;b&gt;');
    // @ts-expect-error: nor a list of it
    expect(markup(html`${[text]}`)).not.toContain('<b>');
    // @ts-expect-error: nor what only looks like markup
    expect(markup(html`${{ markup: text }}`)).not.toContain('<b>');
  });
});
