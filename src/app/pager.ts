import { spawn } from 'node:child_process';
import type { Printable } from '../report/escape.ts';
import { columnsOf } from '../report/width.ts';

/**
 * Text that is longer than the screen, a screen at a time. In: its pieces, the terminal's size, the pager. Out: whether a pager took
 * them; where it did not, they are still to be written.
 *
 * | `PAGER`         | pager                                    |
 * | --------------- | ---------------------------------------- |
 * | not set         | `less`; on Windows none                  |
 * | empty, or `cat` | none                                     |
 * | anything else   | that, through the shell, as git does it  |
 */
export function pagerOf(variables: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const asked = variables['PAGER']?.trim();
  if (asked === undefined) return platform === 'win32' ? null : 'less';
  return asked === '' || asked === 'cat' ? null : asked;
}

/** Whether it takes more rows than the screen has. A terminal that does not say its size (0) may be one that nobody reads. */
export function isLonger(
  pieces: readonly Printable[],
  { rows, columns }: { readonly rows: number; readonly columns: number },
): boolean {
  if (!rows || !columns) return false;
  let used = 0;
  for (const line of pieces.join('').replace(/\n$/, '').split('\n')) {
    used += Math.max(1, Math.ceil(columnsOf(line) / columns));
    // The prompt takes a row too.
    if (used >= rows) return true;
  }
  return false;
}

/** What a shell answers where it finds no such command, or may not run it. */
const NOT_FOUND = [126, 127];

/** false: there is no such pager, and nothing was shown. Ends when its reader does. */
export function throughPager(
  command: string,
  pieces: readonly Printable[],
  variables: NodeJS.ProcessEnv,
): Promise<boolean> {
  // The same as git: exits if everything fits on one screen, shows colours, and leaves the text on the terminal.
  const env = { ...variables, LESS: variables['LESS'] ?? 'FRX' };
  const pager = spawn(command, { shell: true, env, stdio: ['pipe', 'inherit', 'inherit'] });
  // Ctrl-C belongs to the pager, where it may end a search.
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  // A reader may quit before the end.
  pager.stdin.on('error', ignore);
  for (const piece of pieces) pager.stdin.write(piece);
  pager.stdin.end();
  return new Promise<boolean>((resolve) => {
    pager.once('error', () => resolve(false));
    pager.once('close', (code) => resolve(code === null || !NOT_FOUND.includes(code)));
  }).finally(() => process.off('SIGINT', ignore));
}
