import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';

/**
 * Replaces the text of a file completely or not at all, and keeps its mode. A symbolic link stays a link. Returns
 * false, and leaves the file as it is, if it no longer holds `before`. `suffix` is part of the temporary file's name.
 * Throws the system's error.
 */
export async function replaceText(
  path: string,
  { before, after, suffix }: { readonly before: Uint8Array; readonly after: string; readonly suffix: string },
): Promise<boolean> {
  let temporary: string | null = null;
  try {
    const target = await realpath(path);
    const mode = (await stat(target)).mode & 0o777;
    temporary = `${target}.${suffix}.tmp`;
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(after);
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const isAsBefore = (await readFile(target)).equals(before);
    if (isAsBefore) {
      await rename(temporary, target);
      temporary = null;
    }
    return isAsBefore;
  } finally {
    if (temporary !== null) await rm(temporary, { force: true });
  }
}
