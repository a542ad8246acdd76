import { constants } from 'node:fs';
import { appendFile, copyFile, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { systemCode } from '../model/error.ts';

const PIECE = 1024 * 1024;

/**
 * Files that a person works with: read, written and removed as any program does it. What must survive a power cut goes through
 * `Files`. All throw the system's error.
 */
export const userFiles = {
  text: (path: string): Promise<string> => readFile(path, 'utf8'),
  /** null where there is no such file. */
  async textOrNull(path: string): Promise<string | null> {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    }
  },
  /** A piece at a time, so that a large file is never held whole. */
  async *pieces(path: string): AsyncGenerator<Uint8Array> {
    const handle = await open(path);
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(PIECE));
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  },
  /** In bytes. */
  size: async (path: string): Promise<number> => (await stat(path)).size,
  write: (path: string, text: string): Promise<void> => writeFile(path, text),
  /** EEXIST where the name is taken. */
  writeNew: (path: string, text: string): Promise<void> => writeFile(path, text, { flag: 'wx' }),
  /** EEXIST where the name is taken. */
  copyNew: (from: string, to: string): Promise<void> => copyFile(from, to, constants.COPYFILE_EXCL),
  append: (path: string, text: string): Promise<void> => appendFile(path, text),
  rename,
  /** A missing file is fine. */
  remove: (path: string): Promise<void> => rm(path, { force: true }),
  /** A folder with all that is in it; a missing one is fine. */
  removeAll: (path: string): Promise<void> => rm(path, { force: true, recursive: true }),
  /** With its parents. */
  async makeFolder(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
  },
};
