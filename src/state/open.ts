import { UserError } from '../model/error.ts';
import type { Want } from '../model/want.ts';
import { localMedium, type LocalOptions } from './local/local.ts';
import type { Medium } from './medium.ts';

/** What the media need from outside. */
export type MediumOptions = LocalOptions;

/** The medium that the configuration names. Throws `UserError`: `state.backend-unavailable`, `state.outside`. */
export function openMedium({ backend, path }: Want['state'], options: MediumOptions): Medium {
  if (backend === 'local') return localMedium(path, options);
  throw new UserError('state.backend-unavailable', `The state backend ${backend} is not available yet.`, {
    hint: 'Use `backend: local`.',
  });
}
