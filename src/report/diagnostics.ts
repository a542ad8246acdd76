/**
 * Faults in a file, in the form that compilers use. In: diagnostics. Out: text with file:line:column, the line, a caret
 * and a hint, or JSON.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import { counted } from './count.ts';
import { BLANK, line, pasted, segments, renderLines, styled, type Line, type Layout } from './line.ts';
import { graphemes, escapeProse, escapeText, type Escaped, type Printable } from './escape.ts';
import { jsonText } from './json-text.ts';
import { columnsOf } from './width.ts';

export function diagnosticsText(diagnostics: readonly Diagnostic[], layout: Layout): Printable {
  return renderLines(
    [
      ...diagnostics.flatMap((each) => [...block(each, layout), BLANK]),
      line(0, segments`${counted(diagnostics.length, 'problem')}.`),
    ],
    layout,
  );
}

/** The same for things that are allowed but probably not intended. */
export function warningsText(warnings: readonly Diagnostic[], layout: Layout): Printable {
  return renderLines(
    [
      ...warnings.flatMap((each) => [...block(each, layout), BLANK]),
      line(0, segments`${counted(warnings.length, 'warning')}.`),
    ],
    layout,
  );
}

/**
 * `{ "valid": …, "diagnostics": […], "warnings": […], "state": … }`. A file with warnings is still valid. `state` says
 * where the state would be kept, and is null if the file is not valid.
 */
export function diagnosticsJson(
  diagnostics: readonly Diagnostic[],
  warnings: readonly Diagnostic[],
  state: { readonly [key: string]: unknown } | null,
): Printable {
  return jsonText({ valid: diagnostics.length === 0, diagnostics, warnings, state });
}

function block(each: Diagnostic, layout: Layout): readonly Line[] {
  const place = each.line === 0 ? each.path : `${each.path}:${each.line}:${each.column}`;
  return [
    line(
      0,
      segments`${styled('strong', escapeText(place))}: ${escapeProse(each.message)}  ${styled('quiet', escapeText(each.code))}`,
      4,
    ),
    ...frame(each, layout),
    ...(each.hint === undefined ? [] : [line(4, segments`${escapeProse(each.hint)}`, 4)]),
  ];
}

/**
 * The source line, with a caret under the fault. If the line is longer than the screen, only the part around the fault
 * is shown.
 */
function frame({ source, column, length, line: number }: Diagnostic, layout: Layout): readonly Line[] {
  if (source === undefined || number === 0) return [];
  const gutter = `${number} | `;
  const room = Math.max(20, layout.width - 4 - gutter.length);
  const start = Math.max(0, Math.min(column - 1, source.length) - Math.floor(room / 2));
  const from = source.length <= room ? 0 : start;
  const before = clip(source.slice(from, column - 1), room);
  const rest = clip(source.slice(column - 1), Math.max(1, room - columnsOf(before)));
  const marked = clip(source.slice(column - 1, column - 1 + length), Math.max(1, room - columnsOf(before)));
  const carets = '^'.repeat(Math.max(1, columnsOf(marked)));
  return [
    pasted(4, segments`${escapeText(gutter)}${before}${rest}`),
    pasted(4, segments`${escapeText(`${' '.repeat(gutter.length - 2)}| ${' '.repeat(columnsOf(before))}${carets}`)}`),
  ];
}

/** Escaped text, cut to a number of columns. */
function clip(text: string, columns: number): Escaped {
  const shown = escapeText(text, text.length + 1);
  if (columnsOf(shown) <= columns) return shown;
  let used = 0;
  const fits = graphemes(shown).filter((char) => (used += columnsOf(char)) <= columns);
  return escapeText(fits.join(''), fits.length);
}
