import { UserError } from '../model/error.ts';
import type { Medium } from './medium.ts';

/**
 * Codes of a medium whose holder may not write any more. Then nothing more is sent, and what the run knows is saved
 * elsewhere.
 */
const LOST: readonly string[] = ['state.gone', 'state.lost'];

export function isLost(error: unknown): error is UserError {
  return error instanceof UserError && LOST.includes(error.code);
}

/** The error if the state is not the one that this run knows. What somebody else put there is not overwritten. */
export function changedError({ state, journal }: Medium['names']): UserError {
  return new UserError('state.moved', `${state} was changed by something else while this run held its lock.`, {
    hint: `The file stays as it is. What this run did is in ${journal}.`,
  });
}

/** What names the place depends on the backend. */
export const OTHER_PLACE =
  'Correct the accounts in the configuration, or give them a place of their own: `state.path`, or the variable that names the place ' +
  '(HFSYNC_STATE_GIT_REFS, HFSYNC_STATE_HTTP_ADDRESS, HFSYNC_STATE_POSTGRES_NAME).';
