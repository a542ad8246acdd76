import { EXIT, UserError } from '../model/error.ts';
import { reading, type StateFiles } from './files.ts';
import type { Machine } from './machine.ts';
import { entries, ShapeError, text } from './shape.ts';

/** A process that asks for the lock, as messages name it. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
}

/** What `<path>.lock` says, and what the holder's socket answers. */
export interface LockInfo extends Holder, Pick<Machine, 'boot' | 'pids'> {
  readonly id: string;
  readonly operation: string;
  /** ISO 8601. */
  readonly since: string;
  /** What proves that it lives: a socket that the kernel holds for it, or its process id alone. */
  readonly by: 'socket' | 'process';
}

/** The file that names the holder. */
export function infoPath(path: string): string {
  return `${path}.lock`;
}

export function formatInfo(info: LockInfo): string {
  return `${JSON.stringify(info, null, 2)}\n`;
}

/** Who holds the lock, as far as the file says; null where there is none or it says nothing. */
export async function readInfo(files: StateFiles, path: string): Promise<LockInfo | null> {
  const bytes = await reading(infoPath(path), () => files.read(infoPath(path)));
  return bytes && parseInfo(Buffer.from(bytes).toString('utf8'));
}

/** Null for what is half written. A file of hfsync 0.1 has no `boot`, `pids` and `by`. */
export function parseInfo(source: string): LockInfo | null {
  try {
    const found = entries(JSON.parse(source), 'lock');
    const [pid, boot, pids] = [found.get('pid'), found.get('boot'), found.get('pids')];
    return {
      id: text(found.get('id'), 'id'),
      operation: text(found.get('operation'), 'operation'),
      since: text(found.get('since'), 'since'),
      pid: typeof pid === 'number' ? pid : -1,
      host: text(found.get('host'), 'host'),
      user: text(found.get('user'), 'user'),
      boot: typeof boot === 'string' ? boot : null,
      pids: typeof pids === 'string' ? pids : null,
      by: found.get('by') === 'socket' ? 'socket' : 'process',
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ShapeError) return null;
    throw error;
  }
}

/** Why a lock is refused. `alive`: its holder has just been seen, so there is nothing to remove. */
export interface Refused {
  readonly by: LockInfo | null;
  readonly alive: boolean;
}

export function locked(path: string, { by, alive }: Refused): UserError {
  const holder = by
    ? `process ${by.pid} of ${by.user} on ${by.host}, ${by.operation} since ${by.since}`
    : 'another process';
  return new UserError('state.locked', `${path} is locked by ${holder}.`, {
    exitCode: EXIT.locked,
    hint: `Wait until it ends (--lock-timeout).${wayOut(path, { by, alive })}`,
  });
}

function wayOut(path: string, { by, alive }: Refused): string {
  if (by) return ` If you are certain that this process is gone: hfsync state unlock ${by.id}`;
  return alive ? '' : ` If hfsync is no longer running, remove ${infoPath(path)}.`;
}
