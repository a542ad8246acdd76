import type { Side } from '../model/side.ts';

/**
 * The lanes to an account: so many changes have requests under way at the same time, enough to use the rate limit in spite of slow
 * answers. The next ones get ready meanwhile: their intents are on the disk when a lane is free, so that no request waits for it.
 */
export const LANES = 4;

/** Changes that may get ready while all lanes are taken. One for each lane keeps them busy. */
export const AHEAD = 4;

/** The lane of one change. */
export interface Lane {
  /** Whether the change would have to wait. */
  isTaken(): boolean;
  /** Waits for a lane. Throws `Withheld` if something speaks against sending by then. */
  enter(): Promise<void>;
  /** The requests of the change are over, or there will be none. */
  leave(): void;
}

/** The change was ready, and is not sent any more. The message says why. */
export class Withheld extends Error {}

export interface LaneOptions {
  readonly side: Side;
  /** The writes of a volley leave together, so they share a lane. */
  readonly isVolleyed: boolean;
  /** Why nothing may be sent. Null: nothing speaks against it. */
  readonly whyBlocked: () => string | null;
}

export function createLanes(): (options: LaneOptions) => Lane {
  const taken = { harvest: 0, forecast: 0 };
  const waiting: { readonly [S in Side]: (() => void)[] } = { harvest: [], forecast: [] };

  return ({ side, isVolleyed, whyBlocked }) => {
    const isTaken = (): boolean => !isVolleyed && taken[side] >= LANES;
    let isInside = false;
    return {
      isTaken,
      async enter() {
        if (isTaken()) await new Promise<void>((resolve) => waiting[side].push(resolve));
        else taken[side]++;
        isInside = true;
        const reason = whyBlocked();
        if (reason !== null) throw new Withheld(reason);
      },
      leave() {
        if (!isInside) return;
        isInside = false;
        const next = taken[side] <= LANES ? waiting[side].shift() : undefined;
        // Whoever waited has the lane from now on.
        if (next) next();
        else taken[side]--;
      },
    };
  };
}
