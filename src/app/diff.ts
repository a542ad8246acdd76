import { createTwoFilesPatch } from 'diff';
import { escapeVerbatim, joinPrintable, printable, type Printable } from '../report/escape.ts';
import type { EditedFile } from './edited.ts';

/** The change of a file, as `diff -u` shows it. */
export function diffOf({ path, before, after }: EditedFile): string {
  return createTwoFilesPatch(path, path, before, after, undefined, undefined, { context: 2 });
}

/** The same for people, without the lines that only tools need. */
export function diffText(file: EditedFile): Printable {
  const lines = diffOf(file)
    .split('\n')
    .filter((line) => line !== '' && !/^(?:Index: |={10})/.test(line));
  return joinPrintable(lines.map((line) => printable`${escapeVerbatim(line)}\n`));
}
