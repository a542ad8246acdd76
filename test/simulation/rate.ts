import type { Side } from '../../src/model/side.ts';

const WINDOW_MS = 15_000;

/** P19, the rate law: what one run may send, as the service sees it. All times in ms; answers what is wrong. */
export interface RateLaw {
  sends(gates: readonly Gate[], at: number): readonly string[];
  arrives(side: Side, at: number): readonly string[];
  /** The run heard that it has to wait. */
  blocked(gate: Gate, at: number, seconds: number): void;
}

/** What a service may close: an account, or Harvest's reports, which have a limit of their own (Harvest API, "Rate limiting"). */
export type Gate = Side | 'reports';

/** The gates on the way of a request, the one first that a 429 closes. */
export function gatesOf(side: Side, path: string): readonly [Gate, ...Gate[]] {
  return path.includes('/reports/') ? ['reports', side] : [side];
}

export function createRateLaw(requests: number): RateLaw {
  const arrivals = { harvest: [] as number[], forecast: [] as number[] };
  const until = { harvest: -Infinity, forecast: -Infinity, reports: -Infinity };
  return {
    sends: (gates, at) =>
      gates.filter((gate) => at < until[gate]).map((gate) => `P19 rate law: ${gate} was asked before its Retry-After`),
    arrives(side, at) {
      const seen = arrivals[side];
      seen.push(at);
      const first = seen.at(-1 - requests);
      return first !== undefined && at - first < WINDOW_MS
        ? [`P19 rate law: ${requests + 1} requests to ${side} in ${Math.round(at - first)} ms`]
        : [];
    },
    blocked: (gate, at, seconds) => void (until[gate] = Math.max(until[gate], at + seconds * 1000)),
  };
}
