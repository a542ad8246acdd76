/** Records in a list. In: what `plan/list-records.ts` found. Out: a table for people, CSV, or JSON. */
import stringWidth from 'string-width';
import { KINDS, PLURAL, type Kind } from '../model/kind.ts';
import { VERDICT_WORDS, VERDICTS, type Listed, type Verdict } from '../model/listed.ts';
import { counted } from './count.ts';
import { escapeText, graphemes, type Escaped, type Printable } from './escape.ts';
import { jsonText } from './json-text.ts';
import {
  BLANK,
  line,
  pasted,
  renderLines,
  segments,
  styled,
  type Layout,
  type Line,
  type Segment,
  type Style,
} from './line.ts';

export function listJson(records: readonly Listed[]): Printable {
  return jsonText({ records });
}

/** A table for each kind, and counts. */
export function listText(records: readonly Listed[], layout: Layout): Printable {
  const tables = KINDS.flatMap((kind) => {
    const rows = records.filter((each) => each.kind === kind);
    return rows.length === 0 ? [] : [...tableOf(kind, rows, layout), BLANK];
  });
  return renderLines([...tables, line(0, segments`${summaryOf(records)}`)], layout);
}

const VERDICT_STYLES: { readonly [V in Verdict]?: Style } = { 'to-sync': 'update', waiting: 'wait', conflict: 'gone' };

function summaryOf(records: readonly Listed[]): Escaped {
  const counts = VERDICTS.flatMap((verdict) => {
    const count = records.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${VERDICT_WORDS[verdict]}`];
  });
  return escapeText(`${counted(records.length, 'record')}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}.`);
}

/** The table of one kind. The first cell of each row is hfsync's own, so that no name begins a line. */
function tableOf(kind: Kind, records: readonly Listed[], { width }: Layout): Line[] {
  const head = kind === 'company' ? 'company' : PLURAL[kind];
  const rows = records.map((each) => ({
    each,
    cells: [idsOf(each), nameOf(each), aboutOf(each), linkOf(each), VERDICT_WORDS[each.verdict]].map(escapeCell),
  }));
  const widths = fitted(
    [0, 1, 2, 3, 4].map((nth) => Math.max(...rows.map(({ cells }) => stringWidth(cells[nth]!)))),
    width - INDENT,
  );
  return [
    line(0, segments`${styled('strong', escapeText(`${head} (${rows.length})`))}`),
    ...rows.map(({ each, cells }) => pasted(INDENT, rowSegments(each, cells, widths))),
  ];
}

const INDENT = 2;
const GAP = '  ';

function rowSegments({ verdict }: Listed, cells: readonly string[], widths: readonly number[]): readonly Segment[] {
  const [ids, name, about, link] = cells.map((cell, nth) => padded(cell, widths[nth]!));
  const last = styled(VERDICT_STYLES[verdict] ?? 'quiet', escapeText(VERDICT_WORDS[verdict]));
  const parts = [ids, name, about, styled('quiet', link!)].filter((_part, nth) => widths[nth]! > 0);
  return [...parts.flatMap((part) => segments`${part!}${GAP_SEGMENT}`), ...last];
}

const GAP_SEGMENT = escapeText(GAP);

function idsOf({ harvest, forecast, address, kind }: Listed): string {
  if (kind === 'company') return `${harvest?.id}/${forecast?.id}`;
  return address.slice(address.indexOf(':') + 1);
}

function nameOf({ harvest, forecast }: Listed): string {
  const names = [...new Set([harvest, forecast].flatMap((end) => (end ? [end.name] : [])))];
  return names.join(' | ');
}

function aboutOf({ client, email }: Listed): string {
  return client ?? email ?? '';
}

function linkOf({ link, declared_at: at }: Listed): string {
  if (at) return `${at.path}:${at.line}`;
  return link === null || link === 'company' ? '' : link;
}

function escapeCell(text: string): string {
  return escapeText(text);
}

/** Cuts names and clients if the table is wider than the screen. Names keep two thirds of the room. */
function fitted(widths: readonly number[], room: number): readonly number[] {
  const gaps = GAP.length * (widths.filter((width) => width > 0).length - 1);
  const [name = 0, about = 0] = widths.slice(1, 3);
  const rest = room - gaps - widths.reduce((sum, width) => sum + width, 0) + name + about;
  if (name + about <= rest) return widths;
  const least = Math.max(12, rest);
  const aboutWidth = Math.min(about, Math.max(Math.floor(least / 3), least - name));
  return widths.with(1, Math.max(8, least - aboutWidth)).with(2, aboutWidth);
}

function padded(text: string, width: number): Escaped {
  const whole = stringWidth(text);
  if (whole <= width) return `${text}${' '.repeat(width - whole)}` as Escaped;
  let kept = '';
  let used = 0;
  for (const part of graphemes(text)) {
    const next = used + stringWidth(part);
    if (next > width - 1) break;
    kept += part;
    used = next;
  }
  return `${kept}…${' '.repeat(Math.max(0, width - 1 - used))}` as Escaped;
}
