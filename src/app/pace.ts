/**
 * What this machine has sent lately, kept in the user's cache folder for the next runs, because a service counts
 * requests by address. Each line has a time and the name of a limit, and nothing about an account. It only sets the
 * pace. If it cannot be read or written, a run does without: at worst the service answers 429, and the run waits.
 */
import path from 'node:path';
import { writeAll, type Files, type OpenFile } from '../files/files.ts';
import type { LimitName, Pace } from '../http/pace.ts';
import { systemCode } from '../model/error.ts';
import type { Clock } from '../model/ports.ts';

export interface KeptPace extends Pace {
  /** Resolves when every answer is in the file, or if the file cannot be written. */
  written(): Promise<void>;
}

/** The longest window of all limits (Harvest's reports). Older lines no longer matter. */
const LONGEST_MS = 15 * 60_000;
/** A longer file is rewritten without its old lines. */
const LARGE = 64 * 1024;

export async function openPace(
  file: string,
  parts: { readonly files: Files; readonly clock: Clock },
): Promise<KeptPace> {
  const { files, clock } = parts;
  const known = await readLines(file, parts);
  let unwritten: string[] = [];
  let writing: Promise<void> | null = null;
  let isUseless = known === null;

  async function write(): Promise<void> {
    while (unwritten.length > 0 && !isUseless) {
      const lines = unwritten.join('');
      unwritten = [];
      isUseless = !(await appended(files, file, lines));
    }
    writing = null;
  }

  return {
    lately(limit, windowMs) {
      const now = clock.now();
      // A time in the future comes from a clock that was set back since.
      const ages = (known ?? []).filter((line) => line.limit === limit).map(({ at }) => now - at);
      return ages.filter((age) => age >= 0 && age <= windowMs);
    },
    answered(limit) {
      if (isUseless) return;
      unwritten.push(`${clock.now()} ${limit}\n`);
      writing ??= write();
    },
    written: async () => (await writing) ?? undefined,
  };
}

interface Line {
  readonly at: number;
  readonly limit: LimitName;
}

/** Null if no such file can exist. */
async function readLines(
  file: string,
  { files, clock }: { readonly files: Files; readonly clock: Clock },
): Promise<readonly Line[] | null> {
  try {
    const text = new TextDecoder().decode((await files.read(file)) ?? new Uint8Array());
    const young = text.split('\n').flatMap((line) => lineOf(line, clock.now() - LONGEST_MS) ?? []);
    if (text.length > LARGE) {
      await files.remove(file);
      await appended(files, file, young.map(({ at, limit }) => `${at} ${limit}\n`).join(''));
    }
    return young;
  } catch (error) {
    if (systemCode(error) === null) throw error;
    return null;
  }
}

function lineOf(line: string, from: number): Line | null {
  const [, at = '', limit = ''] = /^(\d{13}) (.{1,200})$/.exec(line) ?? [];
  return Number(at) < from ? null : { at: Number(at), limit };
}

/** Appends to the file, which is created if it is missing. */
async function appended(files: Files, file: string, text: string): Promise<boolean> {
  try {
    const open = await files.append(file).catch((error: unknown) => made(files, file, error));
    try {
      await writeAll(open, Buffer.from(text, 'utf8'));
    } finally {
      await open.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === null) throw error;
    return false;
  }
}

async function made(files: Files, file: string, error: unknown): Promise<OpenFile> {
  if (systemCode(error) !== 'ENOENT') throw error;
  await files.createFolder(path.dirname(file));
  return files.create(file);
}

type Variables = { readonly [name: string]: string | undefined };

/** The file in the user's cache folder, which depends on the system. Null if there is none. */
export function paceFile(variables: Variables, platform: NodeJS.Platform): string | null {
  const folder = cacheFolder(variables, platform);
  return folder === null ? null : path.join(folder, 'hfsync', 'requests');
}

function cacheFolder(variables: Variables, platform: NodeJS.Platform): string | null {
  const xdg = absolute(variables['XDG_CACHE_HOME']);
  if (xdg !== null) return xdg;
  if (platform === 'win32') return absolute(variables['LOCALAPPDATA']);
  const home = absolute(variables['HOME']);
  if (home === null) return null;
  return platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache');
}

function absolute(folder: string | undefined): string | null {
  return folder !== undefined && path.isAbsolute(folder) ? folder : null;
}
