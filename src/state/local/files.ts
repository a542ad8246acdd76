import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../model/error.ts';
import type { Random } from '../../model/ports.ts';

/** The few calls the state makes on a disk, so that a test can let each of them fail or be the last one. */
export interface StateFiles {
  /** null where there is no such file; a symbolic link is refused (ELOOP), not followed. */
  read(path: string): Promise<Uint8Array | null>;
  /** A new file at mode 0600; EEXIST where the name is taken, by a symbolic link too. */
  create(path: string): Promise<StateFile>;
  /** An existing file, to write at its end. */
  append(path: string): Promise<StateFile>;
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

export interface StateFile {
  /** Whether this name leads to this very file. */
  isAt(path: string): Promise<boolean>;
  /** Answers how many bytes were written, which may be fewer than given. */
  write(bytes: Uint8Array): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Undefined on Windows, where following a link cannot be refused this way. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
/** Opening a pipe would wait for somebody at its other end. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/** Our own code, for what is there and is no file: a folder, a pipe, a device. */
const NO_FILE = 'not a file';

export const nodeFiles: StateFiles = {
  async read(path) {
    const handle = await open(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT).catch(nullIfMissing);
    if (!handle) return null;
    try {
      if (!(await handle.stat()).isFile()) throw Object.assign(new Error(`${path} is not a file`), { code: NO_FILE });
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  },
  async create(path) {
    return fileOf(await open(path, 'wx', 0o600));
  },
  async append(path) {
    return fileOf(await open(path, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW));
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  list: (folder) => readdir(folder),
  async createFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  async syncFolder(path) {
    // Windows cannot open a folder; its file systems journal names themselves.
    if (process.platform === 'win32') return;
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async realPath(path) {
    await lstat(path);
    return realpath(path);
  },
  async identity(folder) {
    const found = await stat(folder, { bigint: true }).catch(nullIfMissing);
    return found && `${found.dev}:${found.ino}`;
  },
  temporaryFolder: tmpdir,
};

function fileOf(handle: FileHandle): StateFile {
  return {
    async isAt(path) {
      const [own, named] = await Promise.all([
        handle.stat({ bigint: true }),
        lstat(path, { bigint: true }).catch(nullIfMissing),
      ]);
      return named !== null && named.dev === own.dev && named.ino === own.ino;
    },
    write: async (bytes) => (await handle.write(bytes)).bytesWritten,
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

function nullIfMissing(error: unknown): null {
  if (errorCode(error) === 'ENOENT') return null;
  throw error;
}

/** The system's code of an error (`ENOSPC`), or null. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** Writes all bytes, however many calls that takes: a short write must never pass for a whole one. */
export async function writeAll(file: StateFile, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) {
    const written = await file.write(rest);
    if (written <= 0) throw new Error('the disk wrote none of the data');
    rest = rest.subarray(written);
  }
}

/**
 * Replaces a file so that at every moment it is whole, old or new: new file beside it, fsync, rename, fsync of the folder.
 * After any error the old file still stands.
 */
export async function writeAtomically(files: StateFiles, path: string, text: string, random: Random): Promise<void> {
  const temporary = temporaryName(path, random);
  try {
    const file = await files.create(temporary);
    try {
      await writeAll(file, Buffer.from(text, 'utf8'));
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

export function temporaryName(path: string, random: Random): string {
  return `${path}.${random.uuid()}.tmp`;
}

/** Removes what a killed run left half written. Only under the lock. */
export async function removeStaleTemporaries(files: StateFiles, path: string): Promise<void> {
  const folder = dirname(path);
  const name = basename(path);
  for (const entry of await files.list(folder)) {
    const isOurs = entry.startsWith(`${name}.`) && (entry.endsWith('.tmp') || entry.endsWith('.takeover'));
    if (isOurs) await files.remove(join(folder, entry));
  }
}

/** Reads UTF-8 strictly: a flipped bit must not turn into a replacement character. `wayOn`: what to do about one. */
export async function readText(files: StateFiles, path: string, wayOn: string): Promise<string | null> {
  const bytes = await reading(path, () => files.read(path));
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UserError('state.damaged', `${path} is damaged: it is not UTF-8 text.`, { hint: wayOn, cause });
  }
}

/** Runs something that reads `path`; what the system refuses becomes a `UserError`. */
export async function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    const code = errorCode(error);
    if (code === null) throw error;
    if (code === 'ELOOP')
      throw new UserError('state.symlink', `${path} is a symbolic link, and hfsync does not follow it.`, {
        hint: 'Name the real file in `state.path`.',
        cause: error,
      });
    throw new UserError('state.unreadable', `${path} cannot be read (${code}).`, {
      hint:
        code === NO_FILE
          ? 'Something else is where hfsync keeps a file. Move it away, or choose another `state.path`.'
          : 'Make sure that the user who runs hfsync can read it and that the disk works. Then run again.',
      cause: error,
    });
  });
}

/** Runs something that writes `path`; what the system refuses becomes a `UserError`. */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    const code = errorCode(error) ?? (error instanceof Error ? error.message : String(error));
    throw new UserError('state.unwritable', `${path} cannot be written (${code}).`, {
      hint: WAY_ON[code] ?? 'hfsync must be able to write in the folder of the state. Fix that, then run again.',
      cause: error,
    });
  });
}

const FULL = 'The disk is full. Free some space, then run again.';
const FORBIDDEN =
  'hfsync must be able to write in the folder of the state. Give it permission, or choose another `state.path`.';

/** What to do about what the system says. */
const WAY_ON: { readonly [code: string]: string } = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: FORBIDDEN,
  EIO: 'The disk reports an error. Check it, then run again.',
};
