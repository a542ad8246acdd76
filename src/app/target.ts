import path from 'node:path';
import { isLink, kindOf, realPathOf } from '../files/look.ts';
import type { Code } from '../model/code.ts';
import { UserError } from '../model/error.ts';
import type { Environment } from './environment.ts';

/**
 * The path of a file that the user names for output. It does not follow symbolic links, which a pull request may have
 * put there: the file itself must not be one, and a name inside the working folder must not lead out of it. Throws
 * `UserError` with this code.
 */
export function targetOf({ folder }: Pick<Environment, 'folder'>, file: string, code: Code): string {
  const target = path.resolve(folder, file);
  // The system's own files: /dev/stdout, /dev/fd/3.
  if (/^\/(?:dev|proc)\//.test(target)) return target;
  if (isLink(target)) throw linked(file, code);
  refuseFolders(target, file, code);
  const isLocal = !path.isAbsolute(file) && !file.split(/[/\\]/).includes('..');
  if (isLocal && leadsOut(folder, path.dirname(target))) throw linked(file, code);
  return target;
}

/** Refuses a folder, and a file in a folder that does not exist. */
function refuseFolders(target: string, file: string, code: Code): void {
  if (kindOf(target) === 'folder')
    throw new UserError(code, `${file} is a folder, not a file.`, { hint: 'Name a file in it.' });
  const nothing = { hint: 'Create the folder first, or name another file.' };
  if (/[/\\]$/.test(file)) throw new UserError(code, `There is no folder ${file}`.replace(/[/\\]+$/, '.'), nothing);
  if (kindOf(path.dirname(target)) === 'folder') return;
  const message = `There is no folder ${path.dirname(file)} for ${path.basename(file)}.`;
  throw new UserError(code, message, nothing);
}

function leadsOut(folder: string, parent: string): boolean {
  const [real, own] = [realPathOf(parent), realPathOf(folder)];
  if (real === null || own === null) return false;
  const way = path.relative(own, real);
  return way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way);
}

function linked(file: string, code: Code): UserError {
  return new UserError(code, `${file} is or passes through a symbolic link, which hfsync does not follow.`, {
    hint: 'Name the file itself, or remove the link.',
  });
}
