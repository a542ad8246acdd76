import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { replaceText } from '../files/replace.ts';
import { UserError } from '../model/error.ts';
import type { Environment } from './environment.ts';

/**
 * Replaces the text of a file (`replaceText`). Throws `UserError` if the file has changed since it was read, or cannot
 * be written.
 */
export async function replaceFile(
  { folder }: Pick<Environment, 'folder'>,
  { path: name, bytes, after }: { readonly path: string; readonly bytes: Uint8Array; readonly after: string },
): Promise<void> {
  const suffix = randomBytes(6).toString('hex');
  if (await replaced(path.resolve(folder, name), name, { before: bytes, after, suffix })) return;
  throw new UserError('settle.stale', `${name} changed meanwhile. It was left as it is.`, {
    hint: 'Run the same command again.',
  });
}

async function replaced(target: string, name: string, texts: Parameters<typeof replaceText>[1]): Promise<boolean> {
  try {
    return await replaceText(target, texts);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UserError('settle.unwritable', `${name} cannot be written: ${error.message}`, { cause: error });
  }
}
