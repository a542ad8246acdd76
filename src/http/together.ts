import type { Call, WireCheck } from './call.ts';
import type { Held, Stock } from './stock.ts';

/** One write of a volley. */
export interface Member {
  readonly call: Call;
  readonly check: WireCheck;
  readonly patienceMs: number;
}

export interface TogetherOptions {
  /**
   * Gets slots for the list and for the writes, or for as many of the writes as slots are free. Null if the rate limit
   * would last too long.
   */
  readonly stockFor: (members: readonly Member[]) => Promise<Stock | null>;
  /** What each write is told then. */
  readonly limited: (member: Member) => Error;
  /** Checks one write and gives it its slot. */
  readonly checkOne: (member: Member, stock: Stock) => Promise<Held>;
}

interface Waiting extends Member {
  readonly resolve: (held: Held) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Checks the writes of a volley together (`PreWriteCheck.volley`). In: writes and their volleys. Out: a slot for each
 * write. All slots are held before the list is requested, so each write can leave as soon as the list arrives. Writes
 * for which no slot was free are checked by another list afterwards.
 */
export function createTogether({ stockFor, limited, checkOne }: TogetherOptions) {
  const volleys = new Map<object, Waiting[]>();

  /** Writes that arrive in the same turn of the event loop are checked together. */
  function join(volley: object, member: Member): Promise<Held> {
    return new Promise((resolve, reject) => {
      const waiting = volleys.get(volley) ?? [];
      waiting.push({ ...member, resolve, reject });
      if (waiting.length > 1) return;
      volleys.set(volley, waiting);
      setImmediate(() => {
        volleys.delete(volley);
        void checkAll(waiting);
      });
    });
  }

  async function checkAll(members: readonly Waiting[]): Promise<void> {
    for (let left = members; left.length > 0;) {
      const going = await checkSome(left);
      left = left.slice(going);
    }
  }

  /** Returns how many of them have their answer, a slot or an error. */
  async function checkSome(members: readonly Waiting[]): Promise<number> {
    try {
      const stock = await stockFor(members);
      if (!stock) {
        for (const member of members) member.reject(limited(member));
        return members.length;
      }
      const going = members.slice(0, Math.max(1, stock.left() - 1));
      await Promise.all(going.map((member) => checkOne(member, stock).then(member.resolve, member.reject)));
      stock.giveBack();
      return going.length;
    } catch (error) {
      for (const { reject } of members) reject(error);
      return members.length;
    }
  }

  return { join };
}
