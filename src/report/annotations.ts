/**
 * Faults in a file, for the runner of GitHub Actions, which shows them beside the line in a pull request. In:
 * diagnostics. Out: one workflow command per line. It is escaped as `@actions/core` does: `%` and line ends everywhere,
 * `:` and `,` in properties too.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import { escapeProse, escapeText, joinPrintable, printable, type Escaped, type Printable } from './escape.ts';

/**
 * `placed` turns the path of a diagnostic into one that the runner knows: absolute, or from the root of the repository.
 */
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

/** Escaped text contains no line ends, so only `%` is left to escape. */
function data(text: Escaped): Escaped {
  return text.replaceAll('%', '%25') as Escaped;
}

function property(text: string): string {
  return data(escapeText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
