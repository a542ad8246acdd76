/**
 * The edge of the command line. In: arguments and the package's folder. Out: output and an exit code.
 *
 * | what ends the run                            | exit code        |
 * | -------------------------------------------- | ---------------- |
 * | the use case                                 | its own          |
 * | a mistyped command, flag or argument         | 1, never 2       |
 * | anything else: a fault of hfsync, with stack | 1                |
 * | output that could not be written to its end  | 1 instead of 0, 2 or 3; an apply that wrote has 6 by itself |
 */
import { Config, run, settings } from '@oclif/core';
import { EXIT } from '../model/error.ts';
import type { ErrorView } from '../report/errors.ts';
import { outletOf, type Outlet } from './outlet.ts';
import { ownPlugin, type Commands } from './plugin.ts';
import { outliveTerminal } from './terminal.ts';

export async function main(argv: readonly string[], root: string, commands: Commands): Promise<void> {
  outliveTerminal();
  // From here on, what becomes of them ends no run: also not where oclif writes.
  const [out, err] = [outletOf(process.stdout), outletOf(process.stderr)];
  // oclif would look for TypeScript sources where NODE_ENV is not production.
  settings.enableAutoTranspile = false;
  process.once('exit', tellUnfinished);
  const code = await execute([...argv], root, commands);
  const lost = await out.lost();
  process.exitCode = lost ? await tellLost(err, lost, code) : code;
  process.off('exit', tellUnfinished);
}

/** Returns the exit code of a run whose output ends early. */
async function tellLost(err: Outlet, lost: NodeJS.ErrnoException, code: number): Promise<number> {
  const { errorText } = await import('../report/errors.ts');
  const left = code === EXIT.done || code === EXIT.changes || code === EXIT.waiting ? EXIT.error : code;
  const error: ErrorView = {
    code: 'output.lost',
    message: `The output ends early because it could not be written (${lost.code ?? lost.message}).`,
    hint: left === EXIT.partly ? 'What was done is recorded. hfsync plan shows what is left.' : null,
    exitCode: EXIT.error,
  };
  err.write(errorText(error, { width: 80, colour: false }));
  return left;
}

/** Node ends without a word where nothing is left that could wake up who still waits: with 13, which not every Node says here. */
function tellUnfinished(code: number): void {
  if (code !== EXIT.done && code !== UNSETTLED) return;
  process.exitCode = EXIT.error;
  process.stderr.write(
    'Error: hfsync ended before its work was done. This is a bug in hfsync.\nHint: run it again; it first checks what was written. Please report this with the output of --verbose.\n',
  );
}

const UNSETTLED = 13;

async function execute(argv: string[], root: string, commands: Commands): Promise<number> {
  const plugin = ownPlugin(root, commands);
  const options = { root, pjson: plugin.pjson, plugins: new Map([[plugin.name, plugin]]) };
  try {
    const code: unknown = await run(argv, options);
    return typeof code === 'number' ? code : EXIT.done;
  } catch (error) {
    return (await import('./stopped.ts')).stopped(error, argv, await Config.load(options));
  }
}
