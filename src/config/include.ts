import path from 'node:path';
import { matchesGlob } from '../model/glob.ts';
import type { ConfigFiles } from '../files/config-files.ts';

/** The file names for a pattern, sorted and relative to the config's folder, or why there are none. */
export type Expansion =
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly reason: 'outside' | 'nothing'; readonly name?: string };

/**
 * Expands one `include` pattern to file names. `*` and `?` match within one name, `**` matches any folders. None of
 * them matches hidden names. Every file found is inside the config's folder, even after its symbolic links are
 * resolved.
 */
export async function expandInclude(files: ConfigFiles, folder: string, pattern: string): Promise<Expansion> {
  if (isOutside(pattern)) return { ok: false, reason: 'outside' };
  const segments = pattern.split('/').filter((segment) => segment !== '' && segment !== '.');
  const found = new Set<string>();
  await collect(files, folder, '', segments, found, new Set());
  const names = [...found].sort();
  for (const name of names) {
    if (!(await isInside(files, folder, name))) return { ok: false, reason: 'outside', name };
  }
  return names.length > 0 ? { ok: true, names } : { ok: false, reason: 'nothing' };
}

/** Whether the text of a path alone leaves its folder. Backslashes count, since they separate folders on Windows. */
export function isOutside(name: string): boolean {
  return (
    path.posix.isAbsolute(name) ||
    path.win32.isAbsolute(name) ||
    /^[A-Za-z]:/.test(name) ||
    /(^|[/\\])\.\.([/\\]|$)/.test(name)
  );
}

/**
 * Whether a name is inside the folder after symbolic links are resolved. If it does not exist, the nearest part of it
 * that does counts.
 */
export async function isInside(files: ConfigFiles, folder: string, name: string): Promise<boolean> {
  const root = await files.realpath(folder || '.');
  if (root === null) return false;
  for (let part = path.join(folder, name); ; part = path.dirname(part)) {
    const real = await files.realpath(part);
    if (real !== null) {
      const relative = path.relative(root, real);
      return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
    }
    if (path.dirname(part) === part) return true;
  }
}

async function collect(
  files: ConfigFiles,
  folder: string,
  prefix: string,
  segments: readonly string[],
  found: Set<string>,
  visited: Set<string>,
): Promise<void> {
  const [segment, ...rest] = segments;
  const place = `${segments.length}:${prefix}`;
  if (segment === undefined || visited.has(place)) return;
  visited.add(place);
  const entries = await files.list(path.join(folder, prefix) || '.');
  if (segment === '**') await collect(files, folder, prefix, rest, found, visited);
  for (const { name, kind } of entries) {
    const here = prefix === '' ? name : `${prefix}/${name}`;
    if (segment === '**') {
      // `**` does not follow links: they may lead back up.
      if (kind === 'folder' && !isHidden(name)) await collect(files, folder, here, segments, found, visited);
      continue;
    }
    if (isHidden(name) && !segment.startsWith('.')) continue;
    if (!matchesGlob(segment, name)) continue;
    if (rest.length === 0 && kind !== 'folder') found.add(here);
    if (rest.length > 0 && (kind === 'folder' || kind === 'link'))
      await collect(files, folder, here, rest, found, visited);
  }
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}
