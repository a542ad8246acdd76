export interface Share {
  /** How many requests a window may have now. */
  at(now: number): number;
  /** The service refused a request. Nothing is sent before `from`. */
  shrink(from: number): void;
}

/**
 * The part of the limit that is ours. The budget alone never exceeds the limit, so a refusal means that something else
 * at this address uses it. We then leave half of our part to it, and take it back in steps of a tenth of the limit per
 * window.
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
