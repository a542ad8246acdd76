/**
 * Records as CSV (RFC 4180): CRLF, a header, quotes where they are needed. In: records of a list. Out: text that a
 * spreadsheet opens without running anything.
 *
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front, so that it is shown as text (OWASP, "CSV
 * Injection"). Control and bidirectional characters are escaped as in all output, so that a cell is one line.
 */
import type { Listed, ListedEnd } from '../model/listed.ts';
import { escapeText, type Printable } from './escape.ts';

const COLUMNS: readonly (readonly [name: string, of: (record: Listed) => string | number | null])[] = [
  ['kind', ({ kind }) => kind],
  ['address', ({ address }) => address],
  ...sideColumns('harvest'),
  ...sideColumns('forecast'),
  ['client', ({ client }) => client],
  ['email', ({ email }) => email],
  ['link', ({ link }) => link],
  ['declared_at', ({ declared_at: at }) => at && `${at.path}:${at.line}`],
  ['verdict', ({ verdict }) => verdict],
  ['rules', ({ rules }) => rules.join(' ')],
];

function sideColumns(side: 'harvest' | 'forecast') {
  const column = (key: keyof ListedEnd) => [`${side}_${key}`, (record: Listed) => record[side]?.[key] ?? null] as const;
  return [column('id'), column('name'), column('status')];
}

export function listCsv(records: readonly Listed[]): Printable {
  const rows = [COLUMNS.map(([name]) => name), ...records.map((record) => COLUMNS.map(([, of]) => cell(of(record))))];
  return rows.map((row) => `${row.join(',')}\r\n`).join('') as Printable;
}

/** Longer than any name, because a cell is data and must not be cut. */
const LONGEST = 100_000;
// How a formula may begin in Excel, LibreOffice or Google Sheets, even after blanks or quotes.
const FORMULA = /^[\s"']*[=+\-@|%\u2212]/u;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = escapeText(value, LONGEST);
  // Full-width characters can begin a formula too.
  const safe = FORMULA.test(text.normalize('NFKC')) ? `'${text}` : text;
  return /[",;'\s]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
