import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';

/** What is on the disk right now, synchronously: for decisions about names, not about contents. */

export function exists(path: string): boolean {
  return existsSync(path);
}

export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Follows links. Null if nothing is there, or if it cannot be inspected. */
export function kindOf(path: string): 'file' | 'folder' | 'other' | null {
  const found = orNull(() => statSync(path));
  if (!found) return null;
  return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
}

/** The path with symbolic links resolved. Null if nothing is there, or if it cannot be inspected. */
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
