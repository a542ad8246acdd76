/** An error that a user can do something about, as text or JSON. In: what happened and what to do next. Out: text. */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { UserError } from '../model/error.ts';
import { jsonText } from './json-text.ts';
import { line, pasted, pieces, print, styled, type Line, type Look } from './line.ts';
import { prose, show, verbatim, type Printed } from './show.ts';

export type Told = Pick<UserError, 'code' | 'message' | 'hint' | 'exitCode'>;

export function errorText(error: Told, look: Look): Printed {
  return print(
    [
      ...error.message
        .split('\n')
        .map((text, index) =>
          index === 0
            ? line(
                0,
                pieces`${styled('delete', pieces`Error:`)} ${prose(text)}  ${styled('quiet', show(error.code))}`,
                4,
              )
            : line(4, pieces`${prose(text)}`, 6),
        ),
      ...(error.hint ?? '').split('\n').filter(Boolean).map(hintLine),
    ],
    look,
  );
}

/** A command stands on a line of its own, for pasting. */
function hintLine(hint: string): Line {
  if (hint.startsWith('hfsync ')) return pasted(4, pieces`${verbatim(hint)}`);
  return line(2, pieces`${prose(hint)}`, 2);
}

/** `{ "error": { "code", "message", "hint", "exit_code" } }`, with the findings in the configuration where those are the error. */
export function errorJson(error: Told, diagnostics: readonly Diagnostic[] | null = null): Printed {
  const { code, message, hint, exitCode } = error;
  return jsonText({ error: { code, message, hint, exit_code: exitCode, ...(diagnostics && { diagnostics }) } });
}
