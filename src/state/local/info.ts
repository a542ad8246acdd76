import type { LockInfo } from '../medium.ts';
import { isObject, parsedOr } from '../../model/json.ts';
import { reading } from './refused.ts';
import type { Files } from '../../files/files.ts';
import type { Machine } from './machine.ts';

/** The content of `<path>.lock`, and of the answer from the holder's socket. */
export interface LocalLockInfo extends LockInfo, Pick<Machine, 'boot' | 'pids'> {
  /** What shows that the holder is alive: a socket that the kernel keeps for it, or only its process id. */
  readonly by: 'socket' | 'process';
  /**
   * After this many seconds without a sign of life, the holder counts as dead. Null if it gives none, as in builds of
   * hfsync 0.1 before there were signs of life.
   */
  readonly lease: number | null;
}

/** The file that names the holder. */
export function infoPath(path: string): string {
  return `${path}.lock`;
}

export function formatInfo(info: LocalLockInfo): string {
  return `${JSON.stringify(info, null, 2)}\n`;
}

/** Who holds the lock, as the file says. Null if there is no file or it names nobody. */
export async function readInfo(files: Files, path: string): Promise<LocalLockInfo | null> {
  const bytes = await reading(infoPath(path), () => files.read(infoPath(path)));
  return bytes && parseInfo(Buffer.from(bytes).toString('utf8'));
}

const TEXTS = ['id', 'operation', 'since', 'host', 'user'] as const;
type Texts = { readonly [K in (typeof TEXTS)[number]]: string };

/** Null for a half-written text. A file of hfsync 0.1 has no `boot`, `pids` and `by`. */
export function parseInfo(source: string): LocalLockInfo | null {
  const found = parsedOr(source, undefined);
  if (!isObject(found) || !hasTexts(found)) return null;
  const { id, operation, since, host, user } = found;
  const { pid, boot, pids, by, lease } = found as { readonly [key: string]: unknown };
  return {
    ...{ id, operation, since, host, user },
    pid: typeof pid === 'number' ? pid : -1,
    boot: typeof boot === 'string' ? boot : null,
    pids: typeof pids === 'string' ? pids : null,
    by: by === 'socket' ? 'socket' : 'process',
    lease: typeof lease === 'number' ? lease : null,
  };
}

function hasTexts(found: { readonly [key: string]: unknown }): found is Texts {
  return TEXTS.every((key) => typeof found[key] === 'string');
}
