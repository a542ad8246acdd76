/**
 * Faults in a file, for the runner of GitHub Actions, which shows them beside the line in a pull request. In: diagnostics. Out: a
 * workflow command a line, escaped as `@actions/core` does: `%` and line ends everywhere, in properties `:` and `,` too.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import { escapeProse, escapeText, joinPrintable, printable, type Escaped, type Printable } from './escape.ts';

/** `placed`: a path of a diagnostic as the runner knows it, from the top of the repository or absolute. */
export function annotations(
  level: 'error' | 'warning',
  diagnostics: readonly Diagnostic[],
  placed: (path: string) => string,
): Printable {
  return joinPrintable(
    diagnostics.map((each) => {
      const { line, column, length } = each;
      const properties = [
        `file=${property(placed(each.path))}`,
        ...(line === 0 ? [] : [`line=${line}`, `col=${column}`, `endColumn=${column + Math.max(1, length)}`]),
        `title=${property(`hfsync ${each.code}`)}`,
      ];
      const words = [each.message, each.hint ?? ''].filter(Boolean).map((text) => data(escapeProse(text)));
      return printable`::${level as Escaped} ${properties.join(',') as Escaped}::${words.join('%0A') as Escaped}\n`;
    }),
  );
}

/** Escaped text has no line ends of its own. */
function data(text: Escaped): Escaped {
  return text.replaceAll('%', '%25') as Escaped;
}

function property(text: string): string {
  return data(escapeText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
