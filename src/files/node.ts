import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { systemCode } from '../model/error.ts';
import { NOT_A_FILE, type Files, type OpenFile } from './files.ts';

/** Undefined on Windows, which has no such flag to refuse links. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
/** Otherwise opening a pipe would wait for its other end. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

/** The disk of this machine. */
export const nodeFiles: Files = {
  async read(path) {
    const handle = await open(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT).catch(nullIfMissing);
    if (!handle) return null;
    try {
      if (!(await handle.stat()).isFile())
        throw Object.assign(new Error(`${path} is not a file`), { code: NOT_A_FILE });
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
    // Windows cannot open a folder. Its file systems journal names themselves.
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

function fileOf(handle: FileHandle): OpenFile {
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
  if (systemCode(error) === 'ENOENT') return null;
  throw error;
}
