import { UserError } from '../model/error.ts';
import type { Want } from '../model/want.ts';
import { gitMedium, type GitOptions } from './git/git.ts';
import { httpMedium, type HttpOptions } from './http/http.ts';
import { localMedium, type LocalOptions } from './local/local.ts';
import type { Medium } from './medium.ts';

/** What the media need from outside. */
export type MediumOptions = LocalOptions & Pick<GitOptions, 'variables'> & Pick<HttpOptions, 'transport'>;

/** The medium that the configuration names. Throws `UserError`: `state.backend-unavailable`, `state.outside`, `state.variable`. */
export function openMedium({ backend, path }: Want['state'], options: MediumOptions): Medium {
  // An empty variable is one that a job leaves unset.
  const own = options.variables['HFSYNC_STATE_PATH'] || null;
  if (backend === 'local') return localMedium(own ?? path, { ...options, isAnywhere: own !== null });
  if (backend === 'git') return gitMedium({ ...options, machine: options.disk.machine });
  if (backend === 'http') return httpMedium({ ...options, machine: options.disk.machine });
  throw new UserError('state.backend-unavailable', `The state backend ${backend} is not available yet.`, {
    hint: 'Use `backend: git`, `backend: http` or `backend: local`.',
  });
}
