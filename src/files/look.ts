import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';

/** What is there at this moment, without waiting: for decisions about names, not for what is in a file. */

export function exists(path: string): boolean {
  return existsSync(path);
}

export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Links are followed; null where nothing is there, or nothing that can be looked at. */
export function kindOf(path: string): 'file' | 'folder' | 'other' | null {
  const found = orNull(() => statSync(path));
  if (!found) return null;
  return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
}

/** Symbolic links resolved; null where nothing is there, or nothing that can be looked at. */
export function realPathOf(path: string): string | null {
  return orNull(() => realpathSync(path));
}

/** The text of a file that belongs to the program itself. Throws the system's error. */
export function ownText(path: string): string {
  return readFileSync(path, 'utf8');
}

function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
