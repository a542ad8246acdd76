import type { Budget, Slot } from './budget.ts';
import type { Call, Requester, WireLook } from './call.ts';

/**
 * From a call to the slots that it is sent on.
 *
 * | call                                        | slots |
 * | ------------------------------------------- | ----- |
 * | a read of a last look                       | one of those that are held for the look and its write |
 * | a write that goes by what is young          | one; with it in hand, the age is judged again |
 * | a write that goes by what is old, or is sent again | those of the look and its own, free at once; then it looks |
 * | any other                                   | one of each of its budgets |
 *
 * A look and its write have their slots together, so no rate that allows two requests in the age limit can keep a write waiting
 * for ever. Nobody waits for a slot with another one in hand, and looks that share a reading take turns: else a few writes could
 * hold all slots, each waiting for the reading that needs one more.
 */
export interface Entrance {
  enter(call: Call, way: Way): Promise<readonly Slot[]>;
}

export interface Way {
  /** From 1. */
  readonly attempt: number;
  readonly patienceMs: number;
  /** What a last look holds; null outside of one. */
  readonly stock: Stock | null;
}

/** Slots that are held for one look and its write. */
export interface Stock {
  /** null once they are used up, or the service has said to wait since. */
  take(): Slot | null;
}

export interface EntranceOptions {
  readonly budget: Budget;
  readonly signal: AbortSignal | undefined;
  readonly over: (stock: Stock) => Requester;
  readonly limited: (call: Call, afterMs: number) => Error;
  readonly tooSlow: (call: Call) => Error;
}

/** How often a write looks until it gives up, where each look is old when the write's turn comes. */
const MOST_LOOKS = 3;

export function createEntrance({ budget, signal, over, limited, tooSlow }: EntranceOptions): Entrance {
  let turn: Promise<unknown> = Promise.resolve();
  return { enter };

  async function enter(call: Call, way: Way): Promise<readonly Slot[]> {
    const held = way.stock?.take();
    if (held) return [held];
    if (call.look) return [await enterByLook(call, call.look, way)];
    const slots: Slot[] = [];
    try {
      for (const each of call.budget ? [call.budget, budget] : [budget])
        slots.push(...(await acquire(call, each, 1, way.patienceMs)));
      return slots;
    } catch (error) {
      for (const slot of slots) slot.giveBack();
      throw error;
    }
  }

  async function enterByLook(call: Call, look: WireLook, { attempt, patienceMs }: Way): Promise<Slot> {
    // What was seen before a write was sent says nothing after it.
    let least = attempt > 1 ? 1 : 0;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const hold = (): Promise<Held> => holdByLook(call, look, least, patienceMs);
      const { slot, needed } = await (look.isShared ? inTurn(hold) : hold());
      if (slot) return slot;
      least = needed;
    }
    throw tooSlow(call);
  }

  async function holdByLook(call: Call, look: WireLook, least: number, patienceMs: number): Promise<Held> {
    const cost = Math.max(look.cost(), least);
    const stock = createStock(budget, await acquire(call, budget, cost + 1, patienceMs));
    try {
      if (cost > 0) await look.again(over(stock));
      const slot = stock.take() ?? (await acquire(call, budget, 1, patienceMs))[0];
      if (slot && look.claim()) return { slot, needed: 0 };
      slot?.giveBack();
      return { slot: null, needed: Math.max(1, stock.taken() - 1) };
    } finally {
      stock.giveBack();
    }
  }

  async function acquire(call: Call, from: Budget, slots: number, patienceMs: number): Promise<readonly Slot[]> {
    const granted = await from.acquire({ slots, patienceMs, signal });
    if (!granted) throw limited(call, from.blockedMs());
    return granted;
  }

  /** One after the other, whatever became of the one before. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }
}

interface Held {
  /** null: what was seen is too old by now. */
  readonly slot: Slot | null;
  /** How many requests the look takes, as this one showed. */
  readonly needed: number;
}

function createStock(budget: Budget, slots: readonly Slot[]): Stock & { taken(): number; giveBack(): void } {
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
    giveBack,
  };
}
