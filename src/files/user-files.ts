import { constants } from 'node:fs';
import { appendFile, copyFile, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { systemCode } from '../model/error.ts';

const PIECE = 1024 * 1024;

/**
 * Files that a person works with: read, written and removed as any program does it. Files that must survive a power cut
 * go through `Files`. All methods throw the system's error.
 */
export const userFiles = {
  text: (path: string): Promise<string> => readFile(path, 'utf8'),
  /** Null if there is no such file. */
  async textOrNull(path: string): Promise<string | null> {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    }
  },
  /** Reads piece by piece, so that a large file is never in memory as a whole. */
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
  /** Fails with EEXIST if the name is taken. */
  writeNew: (path: string, text: string): Promise<void> => writeFile(path, text, { flag: 'wx' }),
  /** Fails with EEXIST if the name is taken. */
  copyNew: (from: string, to: string): Promise<void> => copyFile(from, to, constants.COPYFILE_EXCL),
  append: (path: string, text: string): Promise<void> => appendFile(path, text),
  rename,
  /** Does nothing if the file is missing. */
  remove: (path: string): Promise<void> => rm(path, { force: true }),
  /** Removes a folder with everything in it. Does nothing if it is missing. */
  removeAll: (path: string): Promise<void> => rm(path, { force: true, recursive: true }),
  /** Creates missing parents too. */
  async makeFolder(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
  },
};
