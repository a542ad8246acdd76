/**
 * hfsync's one line in the notes of a Forecast project. In: the notes as read, byte for byte. Out: the notes with the line
 * added, changed, or removed, and every other byte as it was.
 *
 * | if the notes                              | then |
 * | ----------------------------------------- | ---- |
 * | do not have the line                      | it is added at the end, after a line break in the style of the notes |
 * | have the line, with only blanks below     | its number is changed in place |
 * | have the line, with text below            | it is removed, and added again at the end |
 * | have a line that is no longer due         | it is removed with the line break before it, which was added with it |
 *
 * A line ends with LF, CR LF or a lone CR.
 */
export interface BudgetLine {
  readonly start: number;
  readonly end: number;
  readonly hours: number;
}

const BEGINNING = '[hfsync: ';
const LINE = /^\[hfsync: (-?\d+\.\d{2}) h of budget left\]$/;
const BREAK = /\r\n|\n|\r/;

export function budgetLines(notes: string): BudgetLine[] {
  const found: BudgetLine[] = [];
  if (!notes.includes(BEGINNING)) return found;
  let start = 0;
  for (const part of notes.split(/(\r\n|\n|\r)/)) {
    const match = LINE.exec(part);
    if (match) found.push({ start, end: start + part.length, hours: Number(match[1]) });
    start += part.length;
  }
  return found;
}

/** `line` is the line in the notes. If `hours` is null, there should be none. */
export function withBudgetLine(notes: string, line: BudgetLine | null, hours: number | null): string {
  if (hours === null) return line ? withoutLine(notes, line) : notes;
  if (!line) return append(notes, hours, notes);
  if (notes.slice(line.end).trim() !== '') return append(withoutLine(notes, line), hours, notes);
  return notes.slice(0, line.start) + format(hours) + notes.slice(line.end);
}

/** The notes of a project that is created with its budget line. */
export function onlyBudgetLine(hours: number): string {
  return append('', hours, '');
}

/** Notes without the number, so that two plans are equal if they differ only in it. */
export function withoutNumber(notes: string): string {
  return budgetLines(notes).reduceRight(
    (text, { start, end }) => `${text.slice(0, start)}[hfsync]${text.slice(end)}`,
    notes,
  );
}

/**
 * Adds the line at the end, in the line-break style of `style`. After a lone CR it adds CR LF, because a lone LF would
 * merge with that CR into one break.
 */
function append(text: string, hours: number, style: string): string {
  if (text === '') return format(hours);
  return `${text}${style.includes('\r\n') || text.endsWith('\r') ? '\r\n' : '\n'}${format(hours)}`;
}

function withoutLine(notes: string, line: BudgetLine): string {
  const before = notes.slice(0, line.start);
  const after = notes.slice(line.end);
  if (before !== '') return before.replace(/(?:\r\n|\n|\r)$/, '') + after;
  return BREAK.exec(after)?.index === 0 ? after.replace(BREAK, '') : after;
}

function format(hours: number): string {
  const figure = hours.toFixed(2);
  return `[hfsync: ${figure === '-0.00' ? '0.00' : figure} h of budget left]`;
}
