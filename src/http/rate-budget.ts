import type { Clock } from '../model/ports.ts';
import { createShare } from './share.ts';

/**
 * The rate budget of one account. In: who wants to send. Out: slots, first come first served, so that the service never sees more
 * than `requests` in any window of `seconds`.
 *
 * A slot is free again one window after the *response* of the request that used it. Counted from the sending, network jitter would
 * let the service see more than the limit; a token bucket lets it see nearly twice as much. The proof: the service sees request
 * n + limit no earlier than it is sent, which is a window after the response to n, which is after the service saw n.
 */
export interface RateBudget {
  readonly windowMs: number;
  /**
   * Waits for `slots` (1) that are free at once, at most as many as a window has; null as soon as the service's own limit
   * (`block`) would last longer than `patienceMs`. Keeping the pace has no such end. Rejects with the signal's reason.
   */
  acquire(options: SlotRequest): Promise<readonly Slot[] | null>;
  /** The service says that the window is full: nothing is sent for `ms`. */
  block(ms: number): void;
  /** Ms that a block still lasts. */
  blockedMs(): number;
}

export interface SlotRequest {
  readonly slots?: number;
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Slot {
  /** The response is here, or there will be none. */
  release(): void;
  /** Nothing was sent on it. */
  giveBack(): void;
}

export interface BudgetOptions {
  readonly requests: number;
  readonly seconds: number;
  readonly clock: Clock;
  /** Called when requests start to wait, with the ms until the next one goes out. */
  readonly onWait?: (ms: number, reason: 'pace' | 'limited') => void;
  /** How many ms ago the answers came that an earlier run got. */
  readonly before?: readonly number[];
  /** A slot got its response. */
  readonly onUsed?: () => void;
  /** The service refused what this budget allowed: from here on it allows so many requests, for a while. */
  readonly onCrowded?: (requests: number) => void;
}

interface Waiter {
  readonly slots: number;
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

  function enqueue(slots: number, { patienceMs, signal }: SlotRequest): Promise<readonly Slot[] | null> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        slots,
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

  /** Ms until so many slots are free; Infinity while only a response can free them. */
  function untilFree(slots: number): number {
    const now = clock.elapsed();
    while (used.length > 0 && now - (used[0] ?? now) > windowMs) used.shift();
    if (blockedUntil > now) return blockedUntil - now;
    const room = share.at(now);
    const missing = inFlight + used.length + Math.min(slots, room) - room;
    if (missing <= 0) return 0;
    const last = used[missing - 1];
    // One ms more than the window: a service that counts both ends of it must not see the limit passed.
    return last === undefined ? Infinity : last + windowMs - now + 1;
  }

  /** Grants what can be granted, then sleeps until the next slot; each call replaces the sleep before. */
  function pump(): void {
    timer?.abort();
    timer = null;
    turnAway();
    for (let first = queue[0]; first; first = queue[0]) {
      const wait = untilFree(first.slots);
      if (wait === Infinity) return;
      if (wait > 0) return sleep(wait);
      queue.shift();
      first.resolve(Array.from({ length: first.slots }, createSlot));
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
      // Those that were under way meet the same refusal.
      if (blockedUntil <= now) share.shrink(now + ms);
      blockedUntil = Math.max(blockedUntil, now + ms);
      pump();
    },
    blockedMs,
  };
}
