/** An error that a user can do something about, as text or JSON. In: what happened and what to do next. Out: text. */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { UserError } from '../model/error.ts';
import { jsonText } from './json-text.ts';
import { line, pasted, segments, renderLines, styled, type Line, type Layout } from './line.ts';
import { escapeProse, escapeText, escapeVerbatim, type Printable } from './escape.ts';

export type ErrorView = Pick<UserError, 'code' | 'message' | 'hint' | 'exitCode'>;

export function errorText(error: ErrorView, layout: Layout): Printable {
  return renderLines(
    [
      ...error.message
        .split('\n')
        .map((text, index) =>
          index === 0
            ? line(
                0,
                segments`${styled('delete', segments`Error:`)} ${escapeProse(text)}  ${styled('quiet', escapeText(error.code))}`,
                4,
              )
            : line(4, segments`${escapeProse(text)}`, 6),
        ),
      ...(error.hint ?? '').split('\n').filter(Boolean).map(hintLine),
    ],
    layout,
  );
}

/** A command gets its own line, for pasting. A sentence that begins with hfsync is prose. */
function hintLine(hint: string): Line {
  if (hint.startsWith('hfsync ') && !hint.endsWith('.')) return pasted(4, segments`${escapeVerbatim(hint)}`);
  return line(2, segments`${escapeProse(hint)}`, 2);
}

/**
 * `{ "error": { "code", "message", "hint", "exit_code" } }`. If the error is about the configuration, its diagnostics
 * are included.
 */
export function errorJson(error: ErrorView, diagnostics: readonly Diagnostic[] | null = null): Printable {
  const { code, message, hint, exitCode } = error;
  return jsonText({ error: { code, message, hint, exit_code: exitCode, ...(diagnostics && { diagnostics }) } });
}
