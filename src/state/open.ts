import type { Want } from '../model/want.ts';
import { gitMedium, type GitOptions } from './git/git.ts';
import { leaseOf } from './lease.ts';
import { httpMedium, type HttpOptions } from './http/http.ts';
import { localMedium, type LocalOptions } from './local/local.ts';
import type { Medium } from './medium.ts';
import { postgresMedium, type PostgresOptions } from './postgres/postgres.ts';

/** What the media need from outside. */
export type MediumOptions = LocalOptions &
  Pick<GitOptions, 'variables'> &
  Pick<HttpOptions, 'transport'> &
  Pick<PostgresOptions, 'accounts'>;

/** The medium that the configuration names. Throws `UserError`: `state.outside`, `state.variable`. */
export function openMedium({ backend, path }: Want['state'], options: MediumOptions): Medium {
  const { machine, files } = options.disk;
  // A job that leaves a variable unset may pass it as an empty one.
  const own = options.variables['HFSYNC_STATE_PATH'] || null;
  switch (backend) {
    case 'local':
      return localMedium(own ?? path, { ...options, isAnywhere: own !== null, lease: leaseOf(options.variables) });
    case 'git':
      return gitMedium({ ...options, machine });
    case 'http':
      return httpMedium({ ...options, machine });
    case 'postgres':
      return postgresMedium({ ...options, machine, files });
  }
}
