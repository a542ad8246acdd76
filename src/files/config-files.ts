import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { systemCode } from '../model/error.ts';

/** What reading a configuration needs from a disk, as a port: tests keep it in memory. */
export interface ConfigFiles {
  /** The bytes of a regular file of at most `limit` bytes, or why it cannot be read. */
  read(path: string, limit: number): Promise<FileContent>;
  /** The entries of a folder. Empty if there is no such folder. */
  list(folder: string): Promise<readonly FolderEntry[]>;
  /** The absolute path with symbolic links resolved. Null if nothing is there. */
  realpath(path: string): Promise<string | null>;
}

export type FileContent =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: 'missing' | 'folder' | 'special' | 'large' | 'refused' | 'outside' };

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** Without Node's threads: to start them for a few small files takes longer than to read the files. */
export function nodeConfigFiles(): ConfigFiles {
  return { read, list, realpath: async (path) => orElse(() => realpathSync.native(path), ABSENT, null) };
}

const ABSENT = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'];
const REFUSED = ['EACCES', 'EPERM'];

async function read(path: string, limit: number): Promise<FileContent> {
  try {
    // Checked before opening, because opening a named pipe would wait for a writer.
    const seen = statSync(path);
    if (seen.isDirectory()) return { ok: false, reason: 'folder' };
    if (!seen.isFile()) return { ok: false, reason: 'special' };
    if (seen.size > limit) return { ok: false, reason: 'large' };
    const bytes = readFileSync(path);
    return bytes.length > limit ? { ok: false, reason: 'large' } : { ok: true, bytes };
  } catch (error) {
    if (hasCode(error, ABSENT)) return { ok: false, reason: 'missing' };
    if (hasCode(error, REFUSED)) return { ok: false, reason: 'refused' };
    throw error;
  }
}

async function list(folder: string): Promise<readonly FolderEntry[]> {
  const entries = orElse(() => readdirSync(folder, { withFileTypes: true }), [...ABSENT, ...REFUSED], []);
  return entries.map((entry) => ({
    name: entry.name,
    kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
  }));
}

function orElse<T>(look: () => T, codes: readonly string[], otherwise: T): T {
  try {
    return look();
  } catch (error) {
    if (hasCode(error, codes)) return otherwise;
    throw error;
  }
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return codes.includes(systemCode(error) ?? '');
}
