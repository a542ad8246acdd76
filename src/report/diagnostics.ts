/** What is wrong in a file, as compilers say it. In: diagnostics. Out: text with file:line:column, the line, a caret, a hint; or JSON. */
import stringWidth from 'string-width';
import type { Diagnostic } from '../model/diagnostic.ts';
import { counted } from './count.ts';
import { BLANK, line, pasted, pieces, print, styled, type Line, type Look } from './line.ts';
import { graphemes, prose, show, type Shown, type Printed } from './show.ts';
import { jsonText } from './json-text.ts';

export function diagnosticsText(diagnostics: readonly Diagnostic[], look: Look): Printed {
  return print(
    [
      ...diagnostics.flatMap((each) => [...block(each, look), BLANK]),
      line(0, pieces`${counted(diagnostics.length, 'problem')}.`),
    ],
    look,
  );
}

/** The same for what is allowed and probably not meant. */
export function warningsText(warnings: readonly Diagnostic[], look: Look): Printed {
  return print(
    [
      ...warnings.flatMap((each) => [...block(each, look), BLANK]),
      line(0, pieces`${counted(warnings.length, 'warning')}.`),
    ],
    look,
  );
}

/** `{ "valid": …, "diagnostics": […], "warnings": […] }`; warnings alone leave the file valid. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[], warnings: readonly Diagnostic[]): Printed {
  return jsonText({ valid: diagnostics.length === 0, diagnostics, warnings });
}

function block(each: Diagnostic, look: Look): readonly Line[] {
  const place = each.line === 0 ? each.path : `${each.path}:${each.line}:${each.column}`;
  return [
    line(0, pieces`${styled('strong', show(place))}: ${prose(each.message)}  ${styled('quiet', show(each.code))}`, 4),
    ...frame(each, look),
    ...(each.hint === undefined ? [] : [line(4, pieces`${prose(each.hint)}`, 4)]),
  ];
}

/** The source line around the column, and a caret under what is meant; shifted where the line is longer than the screen. */
function frame({ source, column, length, line: number }: Diagnostic, look: Look): readonly Line[] {
  if (source === undefined || number === 0) return [];
  const gutter = `${number} | `;
  const room = Math.max(20, look.width - 4 - gutter.length);
  const start = Math.max(0, Math.min(column - 1, source.length) - Math.floor(room / 2));
  const from = source.length <= room ? 0 : start;
  const before = clip(source.slice(from, column - 1), room);
  const rest = clip(source.slice(column - 1), Math.max(1, room - stringWidth(before)));
  const marked = clip(source.slice(column - 1, column - 1 + length), Math.max(1, room - stringWidth(before)));
  const carets = '^'.repeat(Math.max(1, stringWidth(marked)));
  return [
    pasted(4, pieces`${show(gutter)}${before}${rest}`),
    pasted(4, pieces`${show(`${' '.repeat(gutter.length - 2)}| ${' '.repeat(stringWidth(before))}${carets}`)}`),
  ];
}

/** Shown text cut to a number of columns. */
function clip(text: string, columns: number): Shown {
  const shown = show(text, text.length + 1);
  if (stringWidth(shown) <= columns) return shown;
  let used = 0;
  const fits = graphemes(shown).filter((char) => (used += stringWidth(char)) <= columns);
  return show(fits.join(''), fits.length);
}
