import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A short path to a folder, for the sockets in it. The system cuts or refuses socket paths of more than 107 bytes (103
 * on macOS). On Linux, the path also stays with the folder itself, even if that is renamed.
 */
export interface ShortPath {
  readonly folder: string;
  at(name: string): string;
  close(): Promise<void>;
}

const LONGEST_PATH = 103;

/** `longestName` is in bytes. Null if there is no short path. */
export async function shortPath(folder: string, longestName: number): Promise<ShortPath | null> {
  const opened = openSync(folder, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0));
  const own = `/proc/self/fd/${opened}`;
  if (existsSync(own)) return pathOf(own, async () => closeSync(opened));
  closeSync(opened);
  const fits = (way: string): boolean => Buffer.byteLength(way) + 1 + longestName <= LONGEST_PATH;
  const real = await realpath(folder);
  if (fits(real)) return pathOf(real, async () => undefined);
  const temporary = await mkdtemp(join(tmpdir(), 'hfsync-'));
  const link = join(temporary, 'd');
  await symlink(real, link);
  const close = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  if (fits(link)) return pathOf(link, close);
  await close();
  return null;
}

function pathOf(folder: string, close: () => Promise<void>): ShortPath {
  return { folder, at: (name) => `${folder}/${name}`, close };
}
