import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../model/error.ts';
import { show, told } from '../report/show.ts';
import type { Environment, Screen } from './environment.ts';

/**
 * A file that takes lines as they come (`--json-into`), for the owner alone. In: its name. Out: a screen that writes to it. What
 * is there already is replaced only where it began as such a file. Throws `UserError`; once open it throws no more: a disk that
 * fills must not end an apply, so that is told once and the file ends there.
 */
export function openInto(env: Environment, file: string): Screen {
  const target = path.resolve(env.folder, file);
  let descriptor: number | null;
  try {
    refuseOther(target, file);
    descriptor = openSync(target, 'w', 0o600);
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error && 'syscall' in error)) throw error;
    throw new UserError('into.unwritable', `${file} cannot be written: ${error.message}`, { cause: error });
  }
  return {
    look: { width: 80, colour: false },
    write(text) {
      if (descriptor === null) return;
      try {
        writeWhole(descriptor, Buffer.from(text));
      } catch (error) {
        closeSync(descriptor);
        descriptor = null;
        const why = error instanceof Error ? error.message : String(error);
        env.err.write(told`Warning: ${show(`${file} ends here, it cannot be written any more: ${why}`, 2000)}\n`);
      }
    },
  };
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
}

/** How every such file begins: events with their version, a plan with its format. */
const BEGINS = /^\s*\{\s*"(@level|format_version|error|@message)"/;

function refuseOther(target: string, file: string): void {
  const start = startOf(target);
  if (start === '' || BEGINS.test(start)) return;
  throw new UserError('into.overwrite', `${file} exists and holds something else; it stays as it is.`, {
    hint: 'Choose another name for --json-into, or remove the file.',
  });
}

/** Of a pipe or a device nothing is read: there is nothing to lose in it. */
function startOf(target: string): string {
  if (statSync(target, { throwIfNoEntry: false })?.isFile() !== true) return '';
  const descriptor = openSync(target, 'r');
  try {
    const bytes = Buffer.alloc(100);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}
