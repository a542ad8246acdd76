import path from 'node:path';
import { isLink, kindOf, realPathOf } from '../files/look.ts';
import type { Code } from '../model/code.ts';
import { UserError } from '../model/error.ts';
import type { Environment } from './environment.ts';

/**
 * Where a file goes that the user names. A symbolic link, which a pull request may have put there, is not followed: neither the file
 * itself, nor out of the working folder where the name stays in it. Throws `UserError` with this code.
 */
export function targetOf({ folder }: Pick<Environment, 'folder'>, file: string, code: Code): string {
  const target = path.resolve(folder, file);
  // The system's own: /dev/stdout, /dev/fd/3.
  if (/^\/(?:dev|proc)\//.test(target)) return target;
  if (isLink(target)) throw linked(file, code);
  const isLocal = !path.isAbsolute(file) && !file.split(/[/\\]/).includes('..');
  if (isLocal && leadsOut(folder, path.dirname(target))) throw linked(file, code);
  refuseFolders(target, file, code);
  return target;
}

/** A folder instead of a file, or a file in a folder that is not there. */
function refuseFolders(target: string, file: string, code: Code): void {
  if (kindOf(target) === 'folder')
    throw new UserError(code, `${file} is a folder, not a file.`, { hint: 'Name a file in it.' });
  const parent = kindOf(path.dirname(target));
  if (parent === 'folder') return;
  const message = `There is no folder ${path.dirname(file)} for ${path.basename(file)}.`;
  throw new UserError(code, message, { hint: 'Create the folder first, or name another file.' });
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
