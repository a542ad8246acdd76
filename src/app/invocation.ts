import path from 'node:path';
import { realPathOf } from '../files/look.ts';
import type { Environment } from './environment.ts';

/**
 * How to start this copy of hfsync from the folder `from`: by its name if a shell finds it there, else in a way that
 * always works.
 */
export function invocation(
  { packageFolder, variables }: Pick<Environment, 'packageFolder' | 'variables'>,
  from: string,
): string {
  const bin = path.join(packageFolder, 'bin/hfsync.js');
  const folders = (variables['PATH'] ?? '').split(path.delimiter);
  // npm adds these to the path for its scripts, but a shell does not have them.
  const ownFolders = folders.filter((folder) => !/[/\\]node_modules[/\\]\.bin[/\\]?$/.test(folder));
  if (ownFolders.some((folder) => folder !== '' && leadsTo(path.join(folder, 'hfsync'), bin))) return 'hfsync';
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (leadsTo(path.join(folder, 'node_modules/.bin/hfsync'), bin)) return 'npx hfsync';
    if (path.dirname(folder) === folder) break;
  }
  const relative = path.relative(from, bin);
  return `node ${/[^\w./-]/.test(relative) ? `'${relative.replaceAll("'", `'\\''`)}'` : relative}`;
}

function leadsTo(link: string, bin: string): boolean {
  const found = realPathOf(link);
  return found !== null && found === realPathOf(bin);
}
