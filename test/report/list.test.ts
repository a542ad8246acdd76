import stringWidth from 'string-width';
import { describe, expect, it, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { Listed } from '../../src/model/listed.ts';
import { listCsv } from '../../src/report/list-csv.ts';
import { listJson, listText } from '../../src/report/list.ts';
import { ATTACKS } from './hostile.ts';

const LAYOUT = { width: 80, colour: false };
const end = (id: number, name: string) => ({ id, name, status: 'active' }) as const;

function project(name: string, more: Partial<Listed> = {}): Listed {
  return {
    ...{ address: formatAddress('project', 5, 15), kind: 'project', client: 'Acme', email: null, link: 'declared' },
    ...{ harvest: end(5, name), forecast: end(15, name), declared_at: { path: 'hfsync.yaml', line: 7 } },
    ...{ verdict: 'in-sync', rules: [] },
    ...more,
  };
}

/** RFC 4180, nothing more. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const [whole, quoted, plain] = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|\r\n)/y[Symbol.match](text.slice(at))!;
      row.push(quoted?.replaceAll('""', '"') ?? plain!);
      at += whole.length + 1;
      if (text[at - 1] === '\r') break;
    }
    at += 1;
    rows.push(row);
  }
  return rows;
}

describe('a list as text', () => {
  it('is a table for each kind, and a sum', () => {
    const records = [
      project('Website', { verdict: 'to-sync', rules: ['project.name'], forecast: end(15, 'Site') }),
      project('Rebrand', {
        ...{ address: formatAddress('project', 1_000_006, null), harvest: end(1_000_006, 'Rebrand') },
        ...{ forecast: null, link: null, declared_at: null, verdict: 'waiting', rules: ['project.new-in-harvest'] },
      }),
      { ...project('Acme', { client: null }), kind: 'client', address: formatAddress('client', 5, 15) } as const,
    ];
    expect(listText(records, LAYOUT)).toBe(`clients (1)
  5/15  Acme  hfsync.yaml:7  in sync

projects (2)
  5/15       Website | Site  Acme  hfsync.yaml:7  to sync
  1000006/-  Rebrand         Acme                 waiting

3 records: 1 in sync, 1 to sync, 1 waiting.
`);
    expect(listText([], LAYOUT)).toBe('0 records.\n');
    expect(JSON.parse(listJson(records))).toEqual({ records });
  });

  const long = (text: string): Listed => project(text, { client: text, forecast: end(15, `${text}.`) });
  test.each([...ATTACKS, 'x'.repeat(5000), '日本'.repeat(90), 'e\u0301'.repeat(99), '👩‍👩‍👧‍👦'.repeat(50)])(
    'fits 80 columns, whatever it is called: %j',
    (text) => {
      const lines = listText([long(text)], LAYOUT)
        .trimEnd()
        .split('\n');
      expect(lines).toHaveLength(4);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
      expect(lines[1]).toMatch(/^ {2}5\/15 {2}.* {2}hfsync\.yaml:7 {2}in sync$/);
      expect(lines[1]).not.toMatch(/[\p{Cc}\u202e\u2066]/u);
    },
  );
});

describe('a list as CSV', () => {
  const NAMES = [
    '=HYPERLINK("https://evil.example","x")',
    '+1',
    '-1+1',
    '@SUM(A1)',
    ' =1',
    '\u00a0=1',
    '\t=1',
    '\r\n=1',
    '＝1',
    '％',
    '|calc',
    "'=1",
    '"=1',
    'a,b;c',
    'a "b" c',
    'two\nlines',
    ' lead',
    '0012',
    '',
    '日本, Ltd',
    ...ATTACKS,
  ];

  it('has one row a record and one cell a column for any RFC 4180 reader', () => {
    const rows = parseCsv(listCsv(NAMES.map((name) => project(name, { client: name, email: name }))));
    expect(rows).toHaveLength(NAMES.length + 1);
    expect(rows[0]!.join()).toBe(
      'kind,address,harvest_id,harvest_name,harvest_status,forecast_id,forecast_name,forecast_status,client,email,link,declared_at,verdict,rules',
    );
    for (const row of rows) expect(row).toHaveLength(rows[0]!.length);
    const name = (text: string): string | undefined => rows[NAMES.indexOf(text) + 1]?.[3];
    expect(name('a,b;c')).toBe('a,b;c');
    expect(name('a "b" c')).toBe('a "b" c');
    expect(name('日本, Ltd')).toBe('日本, Ltd');
    expect(name('two\nlines')).toBe(String.raw`two\u{a}lines`);
    expect(name('+1')).toBe("'+1");
    expect(name(' lead')).toBe(' lead');
  });

  it('has no cell that a spreadsheet runs', () => {
    for (const row of parseCsv(listCsv(NAMES.map((name) => project(name, { client: name, email: name })))))
      for (const cell of row) {
        expect(cell.normalize('NFKC')).not.toMatch(/^[\s"]*[=+\-@|%]/u);
        expect(cell).not.toMatch(/\p{Cc}/u);
      }
  });

  it('leaves a cell empty for what is not there, an end without an id as well', () => {
    const record = project('x', { forecast: null, link: null, declared_at: null, client: null });
    expect(listCsv([record]).split('\r\n')[1]).toBe('project,project:5/15,5,x,active,,,,,,,,in-sync,');
  });
});
