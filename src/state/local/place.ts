import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { UserError } from '../../model/error.ts';
import type { Random } from '../../model/ports.ts';
import type { TextName } from '../medium.ts';
import { reading } from './refused.ts';
import type { Files } from '../../files/files.ts';

/** Where the files of a state are. */
export interface Place {
  /** The path of the state itself. The other paths begin with it. */
  readonly path: string;
  readonly paths: { readonly [T in TextName]: string };
  /** The path as the configuration has it, for messages. */
  readonly shown: string;
  readonly names: { readonly [T in TextName]: string };
  readonly folder: string;
  /** The folder that the path must stay inside. Null if it may be anywhere. */
  readonly root: string | null;
  readonly files: Files;
  readonly random: Random;
}

interface PlaceOptions {
  readonly folder: string;
  readonly disk: { readonly files: Files };
  readonly random: Random;
  /** Whether the environment named the path, and not a file that a pull request can change. */
  readonly isAnywhere?: boolean;
}

/** Throws `UserError` `state.outside`. */
export function placeOf(shown: string, { folder, disk, random, isAnywhere = false }: PlaceOptions): Place {
  const path = resolve(folder, shown);
  if (!isAnywhere && !isInside(resolve(folder), path)) throw outside(shown);
  return {
    path,
    shown,
    names: filesOf(shown),
    paths: filesOf(path),
    folder: dirname(path),
    root: isAnywhere ? null : resolve(folder),
    files: disk.files,
    random,
  };
}

function filesOf(path: string): Place['paths'] {
  return { state: path, backup: `${path}.backup`, journal: `${path}.journal` };
}

/**
 * Checks the path with its symbolic links resolved, so that a link in the repository cannot lead the state elsewhere.
 * Throws as `placeOf` does.
 */
export async function checkInside(place: Place): Promise<void> {
  const limit = place.root;
  if (limit === null) return;
  const [root, actual] = await reading(place.folder, () =>
    Promise.all([place.files.realPath(limit), place.files.realPath(place.folder)]),
  );
  if (root !== actual && !isInside(root, actual)) throw outside(place.shown);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(shown: string): UserError {
  return new UserError('state.outside', `The state's path ${shown} is outside the folder of the configuration.`, {
    hint: 'Choose a path inside it, such as .hfsync/state.json. Only the environment can put it elsewhere: HFSYNC_STATE_PATH=/var/lib/hfsync/state.json',
  });
}
