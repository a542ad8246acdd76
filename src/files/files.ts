import { dirname } from 'node:path';
import type { Random } from '../model/ports.ts';

/** The calls to the disk that matter, as a port, so that a test can make each of them fail or be the last. */
export interface Files {
  /** null where there is no such file; a symbolic link is refused (ELOOP), not followed. */
  read(path: string): Promise<Uint8Array | null>;
  /** A new file at mode 0600; EEXIST where the name is taken, by a symbolic link too. */
  create(path: string): Promise<OpenFile>;
  /** An existing file, to write at its end. */
  append(path: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** A missing file is fine. */
  remove(path: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  /** With its parents, each new one at mode 0700. */
  createFolder(path: string): Promise<void>;
  /** Makes names that were created, renamed or removed durable. */
  syncFolder(path: string): Promise<void>;
  realPath(path: string): Promise<string>;
  /** What tells a folder from every other one, whatever its name; null where there is none of this name. */
  identity(folder: string): Promise<string | null>;
  /** Where a file can be put if all else fails. */
  temporaryFolder(): string;
}

export interface OpenFile {
  /** Whether this name leads to this very file. */
  isAt(path: string): Promise<boolean>;
  /** Returns how many bytes were written, which may be fewer than given. */
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Our own code, for what is there and is not a file: a folder, a pipe, a device. */
export const NOT_A_FILE = 'not a file';

/** Writes all bytes, however many calls that takes: a short write must never pass for a whole one. */
export async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) {
    const written = await file.write(rest);
    if (written <= 0) throw Object.assign(new Error('the disk wrote none of the data'), { code: 'EIO' });
    rest = rest.subarray(written);
  }
}

/**
 * Replaces a file so that at every moment it is whole, old or new: new file beside it, fsync, rename, fsync of the folder.
 * After any error the old file still stands.
 */
export async function writeAtomically(
  files: Files,
  path: string,
  text: string | Iterable<string>,
  random: Pick<Random, 'uuid'>,
): Promise<void> {
  const temporary = temporaryName(path, random);
  try {
    const file = await files.create(temporary);
    try {
      for (const piece of typeof text === 'string' ? [text] : text) await writeAll(file, Buffer.from(piece, 'utf8'));
      await file.sync();
    } finally {
      await file.close();
    }
    await files.rename(temporary, path);
  } catch (error) {
    // Best effort: what stays is removed under the next lock. The first error is the one that matters.
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
  await files.syncFolder(dirname(path));
}

export function temporaryName(path: string, random: Pick<Random, 'uuid'>): string {
  return `${path}.${random.uuid()}.tmp`;
}
