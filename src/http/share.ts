export interface Share {
  /** How many requests a window may have now. */
  at(now: number): number;
  /** The service refused one; nothing is sent before `from`. */
  shrink(from: number): void;
}

/**
 * How much of the limit is ours. The budget never passes the limit by itself, so a refusal means that something else at this
 * address uses it: half of what we took is left to it, and comes back in steps of a tenth of the limit, one per window.
 */
export function createShare(requests: number, windowMs: number, onShrunk?: (requests: number) => void): Share {
  const step = Math.ceil(requests / 10);
  let room = requests;
  let since = 0;
  return {
    at(now) {
      while (room < requests && now - since >= windowMs) {
        room = Math.min(requests, room + step);
        since += windowMs;
      }
      return room;
    },
    shrink(from) {
      room = Math.max(step, Math.floor(room / 2));
      since = from;
      onShrunk?.(room);
    },
  };
}
