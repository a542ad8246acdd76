import path from 'node:path';
import { kindOf, realPathOf } from '../files/look.ts';
import { openStream, startOf, type Stream } from '../files/stream.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { escapeText, printable } from '../report/escape.ts';
import type { Environment, Screen } from './environment.ts';
import { targetOf } from './target.ts';
import { diagnosticsOf } from './print-error.ts';

/**
 * Runs with the file of `--json-into` open, if there is one. If the run ends with an error, the file gets it too, as
 * `--json` would print it.
 */
export async function withInto(
  env: Environment,
  file: string | null,
  others: OtherFiles,
  run: (into: Screen | null) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (file === null) return run(null);
  const into = openInto(env, file, others);
  try {
    const code = await run(into);
    return (await into.arrived()) ? code : EXIT.error;
  } catch (error) {
    if (error instanceof UserError)
      into.write((await import('../report/errors.ts')).errorJson(error, diagnosticsOf(error)));
    throw error;
  }
}

/** The other files of a run, by the names that the user knows. */
export interface OtherFiles {
  readonly [name: string]: string | null;
}

/**
 * Opens a file that gets lines as they come (`--json-into`), for the owner only. In: its name. Out: a screen that
 * writes to it. An existing file is replaced only if it is from an earlier `--json-into` and is not used by this run
 * for something else. Throws `UserError`. Once the file is open, it throws no more: a full disk must not end an apply.
 * It warns once, and the file ends there.
 */
export function openInto(
  env: Environment,
  file: string,
  others: OtherFiles,
): Screen & Required<Pick<Screen, 'arrived'>> {
  const target = targetOf(env, file, 'into.unwritable');
  let stream: Stream | null;
  try {
    for (const [name, other] of Object.entries(others))
      if (other !== null) refuseSame(target, path.resolve(env.folder, other), name);
    refuseOther(target, file);
    stream = openStream(target);
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error && 'syscall' in error)) throw error;
    throw new UserError('into.unwritable', `${file} cannot be written: ${error.message}`, { cause: error });
  }
  return {
    layout: { width: 80, colour: false },
    arrived: async () => stream !== null,
    write(text) {
      if (stream === null) return;
      try {
        stream.write(text);
      } catch (error) {
        stream.close();
        stream = null;
        const why = error instanceof Error ? error.message : String(error);
        env.err.write(
          printable`Warning: ${escapeText(`${file} ends here because it can no longer be written: ${why}`, 2000)}\n`,
        );
      }
    },
  };
}

/**
 * Compares the real files, whatever their names: otherwise a file would be emptied before it is read, or written twice.
 */
function refuseSame(target: string, other: string, name: string): void {
  if ((realPathOf(target) ?? target) !== (realPathOf(other) ?? other)) return;
  throw new UserError('into.same', `--json-into and ${name} are the same file.`, {
    hint: 'Choose another name for --json-into.',
  });
}

/** How every such file begins: events with hfsync's version, a plan with its format version, an error with its code. */
const BEGINS = [
  /^\{"@level":"info","@message":"hfsync /,
  /^\s*\{\s*"format_version":\s*"[\d.]+",\s*"hfsync_version"/,
  /^\s*\{\s*"error":\s*\{\s*"code":/,
];

function refuseOther(target: string, file: string): void {
  // A pipe or a device has nothing to lose, so it is not read.
  const start = kindOf(target) === 'file' ? startOf(target, 100) : '';
  if (start === '' || BEGINS.some((form) => form.test(start))) return;
  throw new UserError('into.overwrite', `${file} exists and holds something else. It was left as it is.`, {
    hint: 'Choose another name for --json-into, or remove the file.',
  });
}
