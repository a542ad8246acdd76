import { systemCode, UserError } from '../../model/error.ts';
import { NOT_A_FILE } from '../../files/files.ts';

/** Runs something that reads `path`. Errors of the system become a `UserError`. */
export async function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    const code = systemCode(error);
    if (code === null) throw error;
    if (code === 'ELOOP')
      throw new UserError('state.symlink', `${path} is a symbolic link, and hfsync does not follow it.`, {
        hint: 'Name the real file in `state.path`.',
        cause: error,
      });
    throw new UserError('state.unreadable', `${path} cannot be read (${code}).`, {
      hint:
        code === NOT_A_FILE
          ? 'Something else is where hfsync keeps a file. Move it away, or choose another `state.path`.'
          : 'Make sure that the user who runs hfsync can read it and that the disk works. Then run again.',
      cause: error,
    });
  });
}

/** Runs something that writes `path`. Errors of the system become a `UserError`. */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    const code = systemCode(error) ?? (error instanceof Error ? error.message : String(error));
    throw new UserError('state.unwritable', `${path} cannot be written (${code}).`, {
      hint: WAY_ON[code] ?? 'hfsync must be able to write in the folder of the state. Fix that, then run again.',
      cause: error,
    });
  });
}

const FULL = 'The disk is full. Free some space, then run again.';
const FORBIDDEN =
  'hfsync must be able to write in the folder of the state. Give it permission, or choose another `state.path`.';

/** What to do about each error of the system. */
const WAY_ON: { readonly [code: string]: string } = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: FORBIDDEN,
  EIO: 'The disk reports an error. Check it, then run again.',
};
