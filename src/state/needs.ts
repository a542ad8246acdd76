import type { Want } from '../model/want.ts';

/** Where a state would be kept, and which variables are missing for it. */
export type Needs = {
  readonly backend: Want['state']['backend'];
  /** The place, for people. */
  readonly where: string;
  /** Names of variables that are not set. */
  readonly missing: readonly string[];
};

type Variables = { readonly [name: string]: string | undefined };

/** Sends no request. It reads only those values that name a place. */
export function needsOf({ backend, path }: Want['state'], variables: Variables): Needs {
  const missing = (names: readonly string[]): readonly string[] => names.filter((name) => !variables[name]);
  switch (backend) {
    case 'git':
      return {
        ...{
          backend,
          where: `${variables['HFSYNC_STATE_GIT_REFS'] || 'refs/hfsync'}/state of the repository's remote`,
        },
        missing: missing(['HFSYNC_STATE_KEY']),
      };
    case 'local':
      return { backend, where: variables['HFSYNC_STATE_PATH'] || path, missing: [] };
    case 'http':
      return {
        ...{ backend, where: addressIn(variables['HFSYNC_STATE_HTTP_ADDRESS']) },
        missing: missing(['HFSYNC_STATE_HTTP_ADDRESS', 'HFSYNC_STATE_KEY']),
      };
    case 'postgres':
      return {
        ...{ backend, where: addressIn(variables['HFSYNC_STATE_POSTGRES_URL']) },
        missing: missing(['HFSYNC_STATE_POSTGRES_URL']),
      };
  }
}

/** An address without its credentials. */
function addressIn(text: string | undefined): string {
  const url = text && URL.canParse(text) ? new URL(text) : null;
  return url ? url.host + url.pathname : 'an address that is not set';
}
