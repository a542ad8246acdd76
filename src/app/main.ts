/**
 * The entry point of the command line. In: arguments and the package's folder. Out: output and an exit code.
 *
 * | what ends the run                            | exit code                                                        |
 * | -------------------------------------------- | ---------------------------------------------------------------- |
 * | the use case                                 | its own                                                          |
 * | a mistyped command, flag or argument         | 1, never 2                                                       |
 * | anything else: a bug in hfsync, with a stack | 1                                                                |
 * | output that could not be written to the end  | 1 instead of 0, 2 or 3; an apply that wrote exits with 6 anyway  |
 */
import { Config, run, settings } from '@oclif/core';
import { EXIT } from '../model/error.ts';
import type { ErrorView } from '../report/errors.ts';
import { outletOf, type Outlet } from './outlet.ts';
import { ownPlugin, type Commands } from './plugin.ts';
import { outliveTerminal } from './terminal.ts';

export async function main(argv: readonly string[], root: string, commands: Commands): Promise<void> {
  outliveTerminal();
  // From here on, a problem with these streams does not end the run, not even while oclif writes.
  const [out, err] = [outletOf(process.stdout), outletOf(process.stderr)];
  // Unless NODE_ENV is production, oclif would look for TypeScript sources.
  settings.enableAutoTranspile = false;
  // Nor for colours of its help in a file of the user's.
  process.env['HFSYNC_DISABLE_THEME'] = '1';
  process.once('exit', tellUnfinished);
  const code = await execute([...argv], root, commands);
  const lost = await out.lost();
  process.exitCode = lost ? await tellLost(err, lost, code) : code;
  process.off('exit', tellUnfinished);
}

/** Reports output that ended early. Returns the exit code of the run. */
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

/**
 * If something waits and nothing is left that could wake it, Node exits silently. The code is 13, but not every version
 * of Node passes that here.
 */
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
