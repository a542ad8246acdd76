import type { RateBudget, Slot } from './rate-budget.ts';

/** Slots that are held for one or more checks and their writes. */
export interface Stock {
  /** Null once they are used up, or if the service has asked to wait since. */
  take(): Slot | null;
  /** How many slots were asked for so far. */
  taken(): number;
  left(): number;
  giveBack(): void;
}

/** What a check gets for its write. */
export interface Held {
  /** Null if the check is too old by now. */
  readonly slot: Slot | null;
  /** How many requests the check took this time. */
  readonly needed: number;
}

export function createStock(budget: RateBudget, slots: readonly Slot[]): Stock {
  let left = [...slots];
  let taken = 0;
  function giveBack(): void {
    for (const slot of left) slot.giveBack();
    left = [];
  }
  return {
    take() {
      taken++;
      if (budget.blockedMs() > 0) giveBack();
      return left.shift() ?? null;
    },
    taken: () => taken,
    left: () => left.length,
    giveBack,
  };
}
