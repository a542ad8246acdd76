import type { RateBudget, Slot } from './rate-budget.ts';
import type { Call, Requester, WireCheck } from './call.ts';
import { createStock, type Held, type Stock } from './stock.ts';
import { createTogether, type Member } from './together.ts';

/**
 * Gets the slots of the rate budget that a call needs.
 *
 * | call                                                  | slots                                                               |
 * | ----------------------------------------------------- | ------------------------------------------------------------------- |
 * | a read that belongs to a check                        | one of those held for the check and its write                       |
 * | a write whose check is recent                         | one; once it is granted, the age of the check is tested again       |
 * | a write whose check is old, or that is sent again     | those for the check and one for the write, together; then it checks |
 * | a write that belongs to a volley                      | one for the list and one for each write, together (`together.ts`)   |
 * | any other                                             | one of each of its budgets                                          |
 *
 * A check and its write get their slots together. So a write cannot wait forever, provided the rate allows two requests within the
 * age limit of a check. No check waits for a slot while it holds another, and checks that share a reading take turns. Otherwise a
 * few writes could hold all slots while each waits for the reading that needs one more.
 */
export interface Entrance {
  enter(call: Call, way: EntryRequest): Promise<readonly Slot[]>;
}

export interface EntryRequest {
  /** Counted from 1. */
  readonly attempt: number;
  readonly patienceMs: number;
  /** The slots that a check holds. Null outside a check. */
  readonly stock: Pick<Stock, 'take'> | null;
}

export interface EntranceOptions {
  readonly budget: RateBudget;
  readonly signal: AbortSignal | undefined;
  readonly over: (stock: Pick<Stock, 'take'>) => Requester;
  readonly limited: (call: Call, afterMs: number) => Error;
  readonly tooSlow: (call: Call) => Error;
}

/** How often a write is checked before it gives up, if every check is too old when the write's turn comes. */
const MOST_CHECKS = 3;

export function createEntrance({ budget, signal, over, limited, tooSlow }: EntranceOptions): Entrance {
  let turn: Promise<unknown> = Promise.resolve();
  const together = createTogether({
    ...{ stockFor, checkOne },
    limited: ({ call }) => limited(call, budget.blockedMs()),
  });
  return { enter };

  async function enter(call: Call, way: EntryRequest): Promise<readonly Slot[]> {
    const held = way.stock?.take();
    if (held) return [held];
    if (call.check) return [await enterByCheck(call, call.check, way)];
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

  async function enterByCheck(call: Call, check: WireCheck, { attempt, patienceMs }: EntryRequest): Promise<Slot> {
    // What was read before a write was sent may no longer be true after it.
    let least = attempt > 1 ? 1 : 0;
    for (let checks = 0; checks < MOST_CHECKS; checks++) {
      const volley = check.volley();
      const hold = (): Promise<Held> => holdByCheck(call, check, least, patienceMs);
      const holding = volley
        ? together.join(volley, { call, check, patienceMs })
        : check.isShared
          ? inTurn(hold)
          : hold();
      const { slot, needed } = await holding;
      if (slot) return slot;
      least = needed;
    }
    throw tooSlow(call);
  }

  async function holdByCheck(call: Call, check: WireCheck, least: number, patienceMs: number): Promise<Held> {
    const cost = Math.max(check.cost(), least);
    const stock = createStock(budget, await acquire(call, budget, cost + 1, patienceMs));
    try {
      return await take({ call, check, patienceMs }, stock, cost > 0);
    } finally {
      stock.giveBack();
    }
  }

  async function take({ call, check, patienceMs }: Member, stock: Stock, looks: boolean): Promise<Held> {
    if (looks) await check.again(over(stock));
    const slot = stock.take() ?? (await acquire(call, budget, 1, patienceMs))[0];
    let isClaimed = false;
    try {
      isClaimed = slot !== undefined && check.claim();
    } finally {
      if (!isClaimed) slot?.giveBack();
    }
    return isClaimed && slot ? { slot, needed: 0 } : { slot: null, needed: Math.max(1, stock.taken() - 1) };
  }

  function checkOne(member: Member, stock: Stock): Promise<Held> {
    return take(member, stock, true).then(({ slot }) => ({ slot, needed: 1 }));
  }

  /** If slots are free for at least half of them, these do not wait for the others. Null if the wait would be too long. */
  async function stockFor(members: readonly Member[]): Promise<Stock | null> {
    const all = members.length + 1;
    const free = budget.free();
    const slots = free < all && free >= all / 2 ? free : all;
    const [first] = members;
    if (!first) throw new Error('a volley has members');
    const granted = await budget.acquire({ slots, orFewer: true, patienceMs: first.patienceMs, signal });
    return granted && createStock(budget, granted);
  }

  async function acquire(call: Call, from: RateBudget, slots: number, patienceMs: number): Promise<readonly Slot[]> {
    const granted = await from.acquire({ slots, patienceMs, signal });
    if (!granted) throw limited(call, from.blockedMs());
    return granted;
  }

  /** Runs one after the other, even after a failure. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }
}
