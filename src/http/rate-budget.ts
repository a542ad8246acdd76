import type { Clock } from '../model/ports.ts';
import { createShare } from './share.ts';

/**
 * The rate budget of one account. In: requests that want to be sent. Out: slots, first come first served, so that the
 * service never sees more than `requests` in any window of `seconds`.
 *
 * A slot becomes free one window after the *response* to the request that used it. Counted from the sending, network jitter could
 * make the service see more than the limit, and a token bucket could make it see nearly twice as many. The proof: the service sees
 * request n + limit no earlier than it is sent. That is a window after the response to n, so more than a window after it saw n.
 */
export interface RateBudget {
  readonly windowMs: number;
  /**
   * Waits until `slots` (by default 1, at most a window's worth) are free at the same time. Null as soon as the
   * service's own limit (`block`) would last longer than `patienceMs`; waiting for the pace has no such end. Rejects
   * with the signal's reason.
   */
  acquire(options: SlotRequest): Promise<readonly Slot[] | null>;
  /** The service says that its limit is reached: nothing is sent for `ms`. */
  block(ms: number): void;
  /** How many slots are free now. 0 while somebody waits for one. */
  free(): number;
  /** How long a block still lasts, in ms. */
  blockedMs(): number;
}

export interface SlotRequest {
  readonly slots?: number;
  /** After a refusal, as many as a window may have now are enough, but at least two: a reading and a write. */
  readonly orFewer?: boolean;
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Slot {
  /** The response has arrived, or there will be none. */
  release(): void;
  /** The slot was not used. */
  giveBack(): void;
}

export interface BudgetOptions {
  readonly requests: number;
  readonly seconds: number;
  readonly clock: Clock;
  /** Called when requests start to wait, with the time until the next one is sent, in ms. */
  readonly onWait?: (ms: number, reason: 'pace' | 'limited') => void;
  /** How many ms ago the answers to earlier runs arrived. */
  readonly before?: readonly number[];
  /** Called when a slot gets its response. */
  readonly onUsed?: () => void;
  /**
   * Called when the service refuses what this budget allowed, with the lower number of requests that it allows for a
   * while.
   */
  readonly onCrowded?: (requests: number) => void;
}

interface Waiter {
  readonly slots: number;
  readonly orFewer: boolean;
  readonly patienceMs: number;
  readonly resolve: (slots: readonly Slot[] | null) => void;
}

export function createRateBudget(options: BudgetOptions): RateBudget {
  const { requests, seconds, clock, onWait } = options;
  const windowMs = seconds * 1_000;
  const share = createShare(requests, windowMs, options.onCrowded);
  let queue: Waiter[] = [];
  /** When each used slot got its response, oldest first. */
  const used = (options.before ?? []).map((ago) => clock.elapsed() - ago).sort((one, other) => one - other);
  let inFlight = 0;
  let blockedUntil = -Infinity;
  let timer: AbortController | null = null;

  function enqueue(
    slots: number,
    { orFewer = false, patienceMs, signal }: SlotRequest,
  ): Promise<readonly Slot[] | null> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        slots,
        orFewer,
        patienceMs,
        resolve(granted) {
          signal?.removeEventListener('abort', giveUp);
          resolve(granted);
        },
      };
      function giveUp(): void {
        queue = queue.filter((other) => other !== waiter);
        reject(signal?.reason as Error);
        pump();
      }
      signal?.addEventListener('abort', giveUp, { once: true });
      queue.push(waiter);
      pump();
    });
  }

  function createSlot(): Slot {
    inFlight++;
    let ended = false;
    function end(isUsed: boolean): void {
      if (ended) return;
      ended = true;
      inFlight--;
      if (isUsed) {
        used.push(clock.elapsed());
        options.onUsed?.();
      }
      pump();
    }
    return { release: () => end(true), giveBack: () => end(false) };
  }

  /** How long until this many slots are free, in ms. Infinity while only a response can free them. */
  function untilFree(slots: number): number {
    const now = clock.elapsed();
    while (used.length > 0 && now - (used[0] ?? now) > windowMs) used.shift();
    if (blockedUntil > now) return blockedUntil - now;
    const room = share.at(now);
    const missing = inFlight + used.length + Math.min(slots, room) - room;
    if (missing <= 0) return 0;
    const last = used[missing - 1];
    // One ms more than the window, in case the service counts both ends of it.
    return last === undefined ? Infinity : last + windowMs - now + 1;
  }

  /** Grants all slots that are free, then sleeps until the next one is. Each call replaces the earlier sleep. */
  function pump(): void {
    timer?.abort();
    timer = null;
    turnAway();
    for (let first = queue[0]; first; first = queue[0]) {
      const wait = untilFree(first.slots);
      if (wait === Infinity) return;
      if (wait > 0) return sleep(wait);
      queue.shift();
      const most = first.orFewer ? Math.max(2, share.at(clock.elapsed())) : first.slots;
      first.resolve(Array.from({ length: Math.min(first.slots, most) }, createSlot));
    }
  }

  function turnAway(): void {
    const blocked = blockedMs();
    const impatient = queue.filter((waiter) => waiter.patienceMs < blocked);
    queue = queue.filter((waiter) => waiter.patienceMs >= blocked);
    for (const waiter of impatient) waiter.resolve(null);
  }

  function blockedMs(): number {
    return Math.max(0, blockedUntil - clock.elapsed());
  }

  function sleep(ms: number): void {
    const mine = new AbortController();
    timer = mine;
    clock.sleep(ms, mine.signal).then(
      () => {
        if (timer === mine) pump();
      },
      (error: unknown) => {
        if (!mine.signal.aborted) throw error;
      },
    );
  }

  return {
    windowMs,
    async acquire(wish) {
      wish.signal?.throwIfAborted();
      const slots = Math.min(wish.slots ?? 1, requests);
      const wait = queue.length === 0 ? untilFree(slots) : 0;
      if (wait > 0 && wait !== Infinity) onWait?.(wait, blockedUntil > clock.elapsed() ? 'limited' : 'pace');
      return enqueue(slots, wish);
    },
    block(ms) {
      const now = clock.elapsed();
      // Only the first refusal counts: requests already under way get the same one.
      if (blockedUntil <= now) share.shrink(now + ms);
      blockedUntil = Math.max(blockedUntil, now + ms);
      pump();
    },
    free() {
      if (queue.length > 0 || untilFree(1) > 0) return 0;
      return share.at(clock.elapsed()) - inFlight - used.length;
    },
    blockedMs,
  };
}
