import type { Side } from '../../src/model/side.ts';

const WINDOW_MS = 15_000;

/** P19, the rate law: what one run may send, as the service sees it. All times in ms; answers what is wrong. */
export interface RateLaw {
  sends(side: Side, at: number): readonly string[];
  arrives(side: Side, at: number): readonly string[];
  /** The run heard that it has to wait. */
  blocked(side: Side, at: number, seconds: number): void;
}

export function createRateLaw(requests: number): RateLaw {
  const arrivals = { harvest: [] as number[], forecast: [] as number[] };
  const until = { harvest: -Infinity, forecast: -Infinity };
  return {
    sends: (side, at) => (at < until[side] ? [`P19 rate law: ${side} was asked before its Retry-After`] : []),
    arrives(side, at) {
      const seen = arrivals[side];
      seen.push(at);
      const first = seen.at(-1 - requests);
      return first !== undefined && at - first < WINDOW_MS
        ? [`P19 rate law: ${requests + 1} requests to ${side} in ${Math.round(at - first)} ms`]
        : [];
    },
    blocked: (side, at, seconds) => void (until[side] = Math.max(until[side], at + seconds * 1000)),
  };
}
