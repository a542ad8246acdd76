import { setMaxListeners } from 'node:events';
import { EXIT, UserError } from '../model/error.ts';
import type { Environment } from './environment.ts';
import { printable } from '../report/escape.ts';

/**
 * Work that Ctrl-C ends cleanly: the first signal aborts (reads end at once, running writes finish, nothing new starts), the
 * second one ends the process. Waits for the work in any case.
 */
export async function interruptible<T>(env: Environment, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // Every request that waits listens to it: many listeners are not a leak here.
  setMaxListeners(0, controller.signal);
  const stop = env.onInterrupt(() => {
    if (controller.signal.aborted) {
      env.err.write(printable`Stopped at once. The next run checks what was still running.\n`);
      env.exit(EXIT.interrupted);
      return;
    }
    env.err.write(
      printable`Interrupted: waiting for running requests, starting nothing new. Press Ctrl-C again to stop at once.\n`,
    );
    controller.abort(interrupted());
  });
  try {
    return await work(controller.signal);
  } finally {
    stop();
    env.progress(null);
  }
}

export function interrupted(): UserError {
  return new UserError('interrupted', 'Interrupted. Nothing was written.', { exitCode: EXIT.interrupted });
}
