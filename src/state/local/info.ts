import type { LockInfo } from '../medium.ts';
import { entries, ShapeError, text } from '../shape.ts';
import { reading } from './refused.ts';
import type { Files } from '../../files/files.ts';
import type { Machine } from './machine.ts';

/** What `<path>.lock` says, and what the holder's socket answers. */
export interface LocalLockInfo extends LockInfo, Pick<Machine, 'boot' | 'pids'> {
  /** What proves that it lives: a socket that the kernel holds for it, or its process id alone. */
  readonly by: 'socket' | 'process';
}

/** The file that names the holder. */
export function infoPath(path: string): string {
  return `${path}.lock`;
}

export function formatInfo(info: LocalLockInfo): string {
  return `${JSON.stringify(info, null, 2)}\n`;
}

/** Who holds the lock, as far as the file says; null where there is none or it says nothing. */
export async function readInfo(files: Files, path: string): Promise<LocalLockInfo | null> {
  const bytes = await reading(infoPath(path), () => files.read(infoPath(path)));
  return bytes && parseInfo(Buffer.from(bytes).toString('utf8'));
}

/** Null for what is half written. A file of hfsync 0.1 has no `boot`, `pids` and `by`. */
export function parseInfo(source: string): LocalLockInfo | null {
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
