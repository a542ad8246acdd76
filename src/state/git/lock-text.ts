import { isLeasedHolder, type LeasedHolder } from '../lease.ts';
import { isObject, parsedOr } from '../../model/json.ts';

/** What the blob of the lock says. */
export interface LockText {
  /** null: nobody holds it. */
  readonly holder: LeasedHolder | null;
  /** Whether there was a state when it was written: one that is missing later was lost. */
  readonly hasState: boolean;
}

const FORMAT = 'hfsync-lock/1';

/** `nonce`: without it two holders could write the same bytes, and git would take the second push for done. */
export function formatLock({ holder, hasState }: LockText, nonce: string): string {
  return `${JSON.stringify({ format: FORMAT, nonce, state: hasState, holder }, null, 2)}\n`;
}

/** null: not ours, or of a newer hfsync; then somebody unknown holds it. */
export function parseLock(bytes: Uint8Array): LockText | null {
  const found = parsedOr(Buffer.from(bytes).toString('utf8'), undefined);
  if (!isObject(found) || found['format'] !== FORMAT) return null;
  const { holder, state } = found;
  if (holder === null) return { holder, hasState: state === true };
  return isLeasedHolder(holder) ? { holder, hasState: state === true } : null;
}
