import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';

/**
 * Puts a new text in the place of a file, whole or not at all, with the mode that it has; a symbolic link stays one. Returns false, and
 * leaves the file as it is, where it no longer holds `before`. `suffix`: for the name of the new file until it takes its place.
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
