/**
 * Decides where editors find the schemas of a new file. In: the folder of the file, and that of the installed package.
 * Out: a path for the file's first line, and copies if that path would lead out of the repository.
 *
 * The YAML language server takes a path relative to the file, a file URL or an http URL. A path out of the repository differs on
 * every machine, and there is no published URL yet. So a globally installed package leaves a copy beside the file.
 */
import path from 'node:path';
import { exists } from '../../files/look.ts';
import { userFiles } from '../../files/user-files.ts';

export interface Schemas {
  /** The path in the file, without a final slash. */
  readonly path: string;
  /** Whether it is a folder of copies beside the file. */
  readonly isCopy: boolean;
}

const MAIN = 'hfsync.schema.json';

/** Both absolute. */
export function schemasFor(folder: string, packageFolder: string): Schemas {
  const root = repositoryOf(folder);
  const installed = upFrom(folder, root).map((each) => path.join(each, 'node_modules', 'hfsync', 'schemas'));
  const found = [...installed, path.join(packageFolder, 'schemas')].find(
    (each) => isInside(root, each) && exists(path.join(each, MAIN)),
  );
  if (found === undefined) return { path: './schemas', isCopy: true };
  const relative = path.relative(folder, found).split(path.sep).join('/');
  return { path: relative.startsWith('.') ? relative : `./${relative}`, isCopy: false };
}

/**
 * Copies the schemas, but keeps existing files. Returns the absolute paths of the new files. `links`: also copy the
 * schema of included files.
 */
export async function copySchemas(folder: string, packageFolder: string, links: boolean): Promise<readonly string[]> {
  if (!schemasFor(folder, packageFolder).isCopy) return [];
  const target = path.join(folder, 'schemas');
  await userFiles.makeFolder(target);
  const written: string[] = [];
  for (const name of [MAIN, ...(links ? ['hfsync-links.schema.json'] : [])]) {
    const copy = path.join(target, name);
    if (exists(copy)) continue;
    await userFiles.copyNew(path.join(packageFolder, 'schemas', name), copy);
    written.push(copy);
  }
  return written;
}

/** The nearest folder that is a git repository, or the folder itself if there is none. */
function repositoryOf(folder: string): string {
  return upFrom(folder, path.parse(folder).root).find((each) => exists(path.join(each, '.git'))) ?? folder;
}

function upFrom(folder: string, root: string): readonly string[] {
  const folders = [folder];
  for (let at = folder; at !== root && path.dirname(at) !== at;) {
    at = path.dirname(at);
    folders.push(at);
  }
  return folders;
}

function isInside(root: string, place: string): boolean {
  const relative = path.relative(root, place);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
