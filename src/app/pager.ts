import { spawn } from 'node:child_process';
import type { Printable } from '../report/escape.ts';
import { columnsOf } from '../report/width.ts';

/**
 * Shows text that is longer than the screen, a screen at a time. In: its pieces, the terminal's size, the pager. Out:
 * whether a pager showed them. If not, they still have to be written.
 *
 * | `PAGER`         | pager                                       |
 * | --------------- | ------------------------------------------- |
 * | not set         | `less`; none on Windows                     |
 * | empty, or `cat` | none                                        |
 * | anything else   | that command, through the shell, as in git  |
 */
export function pagerOf(variables: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const asked = variables['PAGER']?.trim();
  if (asked === undefined) return platform === 'win32' ? null : 'less';
  return asked === '' || asked === 'cat' ? null : asked;
}

/**
 * Whether the text takes more rows than the screen has. Asks for no more pieces than it takes to know. A terminal that
 * does not tell its size (0) may be one that nobody reads.
 */
export function isLonger(
  pieces: Iterable<Printable>,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): boolean {
  if (!rows || !columns) return false;
  const rowsOf = (line: string): number => Math.max(1, Math.ceil(columnsOf(line) / columns));
  let [used, open] = [0, ''];
  for (const piece of pieces) {
    const lines = `${open}${piece}`.split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) {
      used += rowsOf(line);
      // The prompt takes a row too.
      if (used >= rows) return true;
    }
  }
  return open !== '' && used + rowsOf(open) >= rows;
}

/** A shell's exit codes for a command that it cannot find or may not run. */
const NOT_FOUND = [126, 127];

/**
 * False if there is no such pager and nothing was shown. Resolves when the reader quits. A piece is asked for when the
 * pager has taken those before it, so a reader sees the first screen at once.
 */
export async function throughPager(
  command: string,
  pieces: Iterable<Printable>,
  variables: NodeJS.ProcessEnv,
): Promise<boolean> {
  // As in git: less exits if everything fits on one screen, shows colours, and leaves the text on the terminal.
  const env = { ...variables, LESS: variables['LESS'] ?? 'FRX' };
  const pager = spawn(command, { shell: true, env, stdio: ['pipe', 'inherit', 'inherit'] });
  // Ctrl-C belongs to the pager, where it may only end a search.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  // A reader may quit before the end.
  pager.stdin.on('error', ignore);
  let isOver = false;
  const over = new Promise<boolean>((resolve) => {
    pager.once('error', () => resolve(false));
    pager.once('close', (code) => resolve(code === null || !NOT_FOUND.includes(code)));
  }).finally(() => (isOver = true));
  try {
    for (const piece of pieces) {
      await Promise.race([over, new Promise((resolve) => pager.stdin.write(piece, resolve))]);
      if (isOver || pager.stdin.destroyed) break;
    }
    pager.stdin.end();
    return await over;
  } finally {
    process.off('SIGINT', ignore);
  }
}
