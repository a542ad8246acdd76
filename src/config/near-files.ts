import path from 'node:path';
import type { ConfigFiles, FileContent } from '../files/config-files.ts';
import { expandInclude } from './include.ts';
import { nearest } from './nearest.ts';
import { quote } from './wording.ts';

type Reason = Extract<FileContent, { readonly ok: false }>['reason'];

/** A hint for a file that cannot be read: the file probably meant. Null if there is no similar one. */
export async function otherFile(files: ConfigFiles, file: string, reason: Reason): Promise<string | null> {
  if (reason === 'folder') {
    const names = yamlFiles(await files.list(file));
    const name = names.find((one) => one.startsWith('hfsync.')) ?? names[0];
    return name === undefined ? null : `name the file in it: ${quote(path.join(file, name))}`;
  }
  if (reason !== 'missing') return null;
  const folder = path.dirname(file);
  if ((await files.realpath(folder)) === null) return `there is no folder ${quote(folder)}: check the path`;
  const names = yamlFiles(await files.list(folder));
  const name = path.basename(file);
  const near = names.find((one) => stem(one) === stem(name)) ?? nearest(name, names);
  if (near === null) return null;
  const other = quote(path.join(folder, near));
  return `${other} is there: rename it to ${quote(name)}, or use --config ${other.slice(1, -1)}`;
}

/**
 * A hint for a pattern that matches no file: a similar one that matches. Null if there is none. `pattern`: as the file
 * has it, since in double quotes YAML reads `\\a` as one character.
 */
export async function otherPattern(files: ConfigFiles, folder: string, pattern: string): Promise<string | null> {
  if (/^[a-z][\w+.-]*:\/\//i.test(pattern)) return 'hfsync includes files, not addresses: save it beside this file';
  if (/^~|\$/.test(pattern))
    return 'write the path from the folder of this file: hfsync does not expand "~" or variables';
  const parts = pattern.split(/[\s,;]+/);
  const found = await Promise.all(parts.map(async (part) => (await expandInclude(files, folder, part)).ok));
  if (parts.length > 1 && found.every(Boolean)) return `write ${parts.map((part) => quote(part)).join(', ')}`;
  const slashed = pattern.replace(/\\+/g, '/');
  const bare = slashed.replace(/\/+$/, '');
  const others = [
    slashed,
    `${bare}/*.yaml`,
    `${bare}/*.yml`,
    slashed.replace(/\.yaml$/, '.yml'),
    slashed.replace(/\.yml$/, '.yaml'),
    await otherCase(files, folder, slashed),
  ];
  for (const other of others) {
    if (other !== pattern && (await expandInclude(files, folder, other)).ok) return `write ${quote(other)}`;
  }
  return null;
}

/** The same path with upper and lower case as the files have it. */
async function otherCase(files: ConfigFiles, folder: string, name: string): Promise<string> {
  const found: string[] = [];
  for (const segment of name.split('/')) {
    const entries = await files.list(path.join(folder, ...found) || '.');
    found.push(entries.find((entry) => entry.name.toLowerCase() === segment.toLowerCase())?.name ?? segment);
  }
  return found.join('/');
}

function yamlFiles(entries: Awaited<ReturnType<ConfigFiles['list']>>): readonly string[] {
  return entries
    .filter(({ name, kind }) => kind !== 'folder' && /\.(?:ya?ml|json)$/i.test(name))
    .map(({ name }) => name);
}

function stem(name: string): string {
  return name.replace(/\.[^.]*$/, '').toLowerCase();
}
