import { setMaxListeners } from 'node:events';
import { EXIT, UserError } from '../model/error.ts';
import type { Environment } from './environment.ts';
import { printable } from '../report/escape.ts';

/**
 * Runs work that Ctrl-C ends cleanly. The first signal aborts it: reads end at once, running writes finish, nothing new
 * starts. The second one ends the process. Until then it waits for the work to finish.
 */
export async function interruptible<T>(env: Environment, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // Every waiting request listens to it, so many listeners are not a leak here.
  setMaxListeners(0, controller.signal);
  const stop = env.onInterrupt((why) => {
    if (controller.signal.aborted) {
      env.err.write(printable`Stopped at once. The next run checks what was still running.\n`);
      env.exit(EXIT.interrupted);
      return;
    }
    const cause = why === 'lost' ? printable`The queue took this job back` : printable`Interrupted`;
    const way = why === 'lost' ? printable`` : printable` Press Ctrl-C again to stop at once.`;
    env.err.write(printable`${cause}: waiting for running requests, starting nothing new.${way}\n`);
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
