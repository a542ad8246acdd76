import path from 'node:path';
import { userFiles } from '../../files/user-files.ts';
import { systemCode, UserError } from '../../model/error.ts';
import type { Environment } from '../environment.ts';
import type { Files } from './first-file.ts';
import { copySchemas } from './schemas.ts';

/** The absolute path of a file. '' is the configuration. */
export function placeOf(env: Environment, name: string): string {
  const config = path.resolve(env.folder, env.flags.config);
  return name === '' ? config : path.join(path.dirname(config), ...name.split('/'));
}

/** Throws `UserError` if a file exists: nothing is overwritten. */
export async function refuseExisting(env: Environment, names: Iterable<string>): Promise<void> {
  const disk = await env.configFiles();
  for (const name of names) {
    if ((await disk.realpath(placeOf(env, name))) === null) continue;
    throw new UserError('init.exists', `${name === '' ? env.flags.config : name} exists. It was left as it is.`, {
      hint: 'Name another file with --config FILE, or move this one away.',
    });
  }
}

/**
 * Writes all files or none. The configuration comes last, and after a failure the files written before it are removed.
 */
export async function writeFiles(env: Environment, files: Files): Promise<void> {
  const written: string[] = [];
  const folder = path.dirname(placeOf(env, ''));
  try {
    await userFiles.makeFolder(folder);
    written.push(...(await copySchemas(folder, env.packageFolder, files.size > 1)));
    for (const [name, text] of [...files].sort(([a], [b]) => Number(a === '') - Number(b === ''))) {
      const place = placeOf(env, name);
      await userFiles.makeFolder(path.dirname(place));
      await userFiles.writeNew(place, text);
      written.push(place);
    }
  } catch (error) {
    for (const place of written) await userFiles.remove(place);
    throw asUserError(error);
  }
}

/** Adds the state to .gitignore, since it contains names and e-mails. Returns whether anything was written. */
export async function ignoreState(env: Environment): Promise<boolean> {
  const place = placeOf(env, '.gitignore');
  try {
    const text = (await userFiles.textOrNull(place)) ?? '';
    if (text.split(/\r?\n/).some((line) => /^\/?\.hfsync\/?\*?$/.test(line.trim()))) return false;
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    await userFiles.write(place, `${text}${text === '' || text.endsWith('\n') ? '' : eol}.hfsync/${eol}`);
    return true;
  } catch (error) {
    throw asUserError(error);
  }
}

function asUserError(error: unknown): unknown {
  const code = systemCode(error);
  if (code === null) return error;
  return new UserError('init.unwritable', `The files cannot be written (${code}).`, {
    hint: 'Check the permissions of the folder and the free space on the disk, then run it again.',
    cause: error,
  });
}
