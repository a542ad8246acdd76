import { EXIT, UserError } from '../model/error.ts';
import type { Clock } from '../model/ports.ts';
import type { Medium, Refused } from './medium.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 16_000;

/** Something that one process at a time can hold. `L` is what the holder gets. */
export interface Lockable<L> extends Pick<Medium, 'where'> {
  tryLock(operation: string): Promise<L | Refused>;
}

/**
 * Tries again after 1 s, then after twice as long each time up to 16 s, for `waitMs` in all. Throws `UserError`
 * `state.locked`, exit code 7.
 */
export async function takeLock<L extends { release(): Promise<void> }>(
  lockable: Lockable<L>,
  clock: Clock,
  operation: string,
  waitMs: number,
): Promise<L> {
  const end = clock.elapsed() + waitMs;
  let wait = FIRST_WAIT_MS;
  for (;;) {
    const held = await lockable.tryLock(operation);
    if ('release' in held) return held;
    const left = end - clock.elapsed();
    if (left <= 0) throw locked(lockable.where, held);
    await clock.sleep(Math.min(wait, left));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

/** `where` is what the message calls the state. */
export function locked(where: string, { by, leftover, lease, unknown }: Refused): UserError {
  const holder = by
    ? `process ${by.pid} of ${by.user} on ${by.host}, ${by.operation} since ${by.since}`
    : (unknown?.told ?? 'another process');
  return new UserError('state.locked', `${where} is locked by ${holder}.`, {
    exitCode: EXIT.locked,
    hint: `Wait until it ends (--lock-timeout).${leaseHint(lease)}${unlockHint(by?.id ?? unknown?.id ?? null, leftover)}`,
  });
}

/** A waiting run that watches the lock for a whole lease can tell whether its holder is alive. */
function leaseHint(lease: number | undefined): string {
  if (lease === undefined) return '';
  return ` If its process was killed, --lock-timeout ${Math.ceil(lease * 1.5)} is enough to take over.`;
}

function unlockHint(id: string | null, leftover: string | null): string {
  if (id !== null) return ` If you are certain that this process is gone: hfsync state unlock ${id}`;
  return leftover === null ? '' : ` If hfsync is no longer running, remove ${leftover}.`;
}
