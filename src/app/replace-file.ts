import { randomBytes } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../model/error.ts';
import type { Environment } from './environment.ts';

/**
 * Puts a new text in the place of a file, whole or not at all, with the mode that it has; a symbolic link stays one. Throws `UserError`
 * if the file is not as it was read, or cannot be written.
 */
export async function replaceFile(
  { folder }: Pick<Environment, 'folder'>,
  { path: name, bytes, after }: { readonly path: string; readonly bytes: Uint8Array; readonly after: string },
): Promise<void> {
  let temporary: string | null = null;
  try {
    const target = await realpath(path.resolve(folder, name));
    const { mode } = await stat(target);
    temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
    const handle = await open(temporary, 'wx', mode & 0o777);
    try {
      await handle.writeFile(after);
      await handle.chmod(mode & 0o777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (!(await readFile(target)).equals(bytes))
      throw new UserError('settle.stale', `${name} changed meanwhile. It was left as it is.`, {
        hint: 'Run the same command again.',
      });
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== null) await rm(temporary, { force: true });
    if (error instanceof UserError || !(error instanceof Error && 'syscall' in error)) throw error;
    throw new UserError('settle.unwritable', `${name} cannot be written: ${error.message}`, { cause: error });
  }
}
