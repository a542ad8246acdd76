import type { LockInfo } from '../medium.ts';
import type { Machine } from '../local/machine.ts';
import { isObject, parsed } from '../shape.ts';

/** What the blob of the lock says. */
export interface LockText {
  /** null: nobody holds it. */
  readonly holder: GitHolder | null;
  /** Whether there was a state when it was written: one that is missing later was lost. */
  readonly hasState: boolean;
}

export interface GitHolder extends LockInfo, Pick<Machine, 'boot' | 'pids'> {
  /** Seconds without any sign of life after which the next one may take over. */
  readonly lease: number;
}

const FORMAT = 'hfsync-lock/1';

/** `nonce`: without it two holders could write the same bytes, and git would take the second push for done. */
export function formatLock({ holder, hasState }: LockText, nonce: string): string {
  return `${JSON.stringify({ format: FORMAT, nonce, state: hasState, holder }, null, 2)}\n`;
}

/** null: not ours, or of a newer hfsync; then somebody unknown holds it. */
export function parseLock(bytes: Uint8Array): LockText | null {
  const found = parsed(Buffer.from(bytes).toString('utf8'));
  if (!isObject(found) || found['format'] !== FORMAT) return null;
  const { holder, state } = found;
  if (holder === null) return { holder, hasState: state === true };
  return isHolder(holder) ? { holder, hasState: state === true } : null;
}

const TEXTS = ['id', 'operation', 'since', 'host', 'user'] as const;

function isHolder(found: unknown): found is GitHolder {
  if (!isObject(found)) return false;
  const { pid, lease, boot, pids } = found;
  const isText = (value: unknown): boolean => value === null || typeof value === 'string';
  return (
    TEXTS.every((key) => typeof found[key] === 'string') &&
    [pid, lease].every(Number.isFinite) &&
    [boot, pids].every(isText)
  );
}
