import type { Side } from '../../src/model/side.ts';
import type { Scheduler } from './scheduler.ts';

/** A service that answers from a copy of the account which is behind, as one with several databases may. */
export interface Lag {
  readonly sides: readonly Side[];
  readonly ms: number;
  /**
   * `lists`: the company, and a record that is asked for by its id, are as they are now. `all`: they are behind as well, but for what
   * has no date: nobody could tell it from one that somebody edited.
   */
  readonly of: 'lists' | 'all';
  /** Each reading comes from the copy, or every other one by chance. */
  readonly always: boolean;
}

/** Single records without a date: the company on either side, and a role of Forecast. */
const UNDATED: { readonly [S in Side]: readonly string[] } = {
  harvest: ['/company'],
  forecast: ['/accounts', '/account', '/roles'],
};

/** What of a request matters here. `path` without the version prefix. */
interface Asked {
  readonly side: Side;
  readonly method: string;
  readonly path: string;
}

/**
 * A create without a clear answer is looked for, for 20 s. Together with a request that arrives late, this is the most by which a list
 * may be behind so that nobody makes the record twice.
 */
export const MOST_FOR_CREATES_MS = 4_000;

/** When the account was as this request of one run sees it. In: ms since the start; out: the same, or earlier. */
export type Sight = (asked: Asked, now: number) => number;

export function createSight(lag: Lag | null, { random }: Pick<Scheduler, 'random'>): Sight {
  // The pages of one list come from one place.
  const lists = new Map<string, boolean>();
  return ({ side, method, path }, now) => {
    if (!lag || method !== 'GET' || !lag.sides.includes(side)) return now;
    const [, list = '', rest = ''] = /^(\/[a-z_]+)(.*)$/.exec(path) ?? [];
    const isList = !rest.startsWith('/') && list !== '/company';
    const isUndated = UNDATED[side].includes(list) && !isList;
    if (isUndated || (lag.of === 'lists' && !isList)) return now;
    const key = `${side} ${list}`;
    const isLater = path.includes('cursor=');
    const isBehind = (isLater ? lists.get(key) : undefined) ?? (lag.always || random.chance(0.5));
    lists.set(key, isBehind);
    return isBehind ? Math.max(0, now - lag.ms) : now;
  };
}
