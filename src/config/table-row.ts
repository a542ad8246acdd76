import { fault } from './flow-faults.ts';
import type { Spot, SyntaxFault } from './spot.ts';
import { pasteable } from './wording.ts';

/** `Website<TAB>14308069<TAB>2001`, `| 14308069 | 2001 |`: a row that was copied from a spreadsheet or a table. */
const ROW =
  /^\|?\s*(?:(?<name>[^|\t,;{}[\]:]*?[^|\t,;{}[\]:\s])\s*[|\t,;]\s*)?(?<first>\d+)\s*[|\t,;]\s*(?<second>\d+)\s*\|?$/;

/** The row as an entry of `links`. Null if the text is not one. */
export function entryOfRow(text: string): string | null {
  const { name, first, second } = ROW.exec(text.trim())?.groups ?? {};
  if (first === undefined || second === undefined) return null;
  const label = name === undefined ? null : pasteable(name.replace(/^["'](.*)["']$/, '$1'));
  return `{ ${label === null ? '' : `name: ${label}, `}harvest: ${first}, forecast: ${second} }`;
}

export const ROW_MESSAGE = 'this is a row of a table, not an entry';

/** A row of a table that YAML cannot read at all. */
export function tableRow({ start, line }: Spot): SyntaxFault | null {
  const [lead = ''] = /^\s*(?:- +)?/.exec(line) ?? [];
  const row = line.slice(lead.length).trimEnd();
  const entry = entryOfRow(row);
  if (entry === null) return null;
  const hint = lead.includes('-') ? `write ${entry}` : `write \`- ${entry}\`, below the "-" of the other entries`;
  return fault(
    [start + lead.length, start + lead.length + row.length],
    ROW_MESSAGE,
    hint,
    [start, start + line.length],
    ' ',
  );
}
