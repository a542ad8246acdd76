import { dirname } from 'node:path';
import type { Random } from '../model/ports.ts';

/** The disk operations that matter, as a port, so that a test can make any of them fail or be the last. */
export interface Files {
  /** Null if there is no such file. Refuses a symbolic link (ELOOP) instead of following it. */
  read(path: string): Promise<Uint8Array | null>;
  /** A new file with mode 0600. Fails with EEXIST if the name is taken, even by a symbolic link. */
  create(path: string): Promise<OpenFile>;
  /** An existing file, for writing at its end. */
  append(path: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** Does nothing if the file is missing. */
  remove(path: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  /** Creates a folder and its parents, each new one with mode 0700. */
  createFolder(path: string): Promise<void>;
  /** Makes created, renamed and removed names durable. */
  syncFolder(path: string): Promise<void>;
  realPath(path: string): Promise<string>;
  /** Identifies a folder whatever its name. Null if no folder has this name. */
  identity(folder: string): Promise<string | null>;
  /** The folder to save a file in if all else fails. */
  temporaryFolder(): string;
}

export interface OpenFile {
  /** Whether this name refers to this very file. */
  isAt(path: string): Promise<boolean>;
  /** Returns how many bytes were written, which may be fewer than given. */
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** hfsync's own error code for something that is not a file: a folder, a pipe, a device. */
export const NOT_A_FILE = 'not a file';

/** Writes all bytes, in as many calls as it takes: a short write must never pass for a complete one. */
export async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) {
    const written = await file.write(rest);
    if (written <= 0) throw Object.assign(new Error('the disk wrote none of the data'), { code: 'EIO' });
    rest = rest.subarray(written);
  }
}

/**
 * Replaces a file so that it is complete at every moment, old or new: new file beside it, fsync, rename, fsync of the
 * folder. If anything fails up to the rename, the old file is still there.
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
    // Best effort: the next holder of the lock removes what is left. The first error is the one that matters.
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
  await files.syncFolder(dirname(path));
}

export function temporaryName(path: string, random: Pick<Random, 'uuid'>): string {
  return `${path}.${random.uuid()}.tmp`;
}
