import { counted } from './count.ts';
import { escapeText, type Escaped } from './escape.ts';

/** How far an apply has come. Times are in seconds since it began to write. */
export interface Pace {
  readonly finished: number;
  readonly total: number;
  readonly seconds: number;
  /** What the rate limits allow at best (`Plan.cost`). */
  readonly atLeast: number;
}

/** An estimate of less than `LEAST_S` is not shown. Before `LEAST_FINISHED` writes, there is too little to estimate from. */
const LEAST_S = 10;
const LEAST_FINISHED = 5;

/**
 * About how long an apply still takes. Null if the estimate is short, or if it is too early for one. The rate limits let
 * many writes through at once and then none for a while, so the pace so far may be too optimistic. The larger of the two
 * estimates counts.
 */
export function timeLeft({ finished, total, seconds, atLeast }: Pace): Escaped | null {
  if (finished < LEAST_FINISHED) return null;
  const left = Math.max((seconds / finished) * (total - finished), atLeast - seconds);
  if (left < LEAST_S) return null;
  if (left < 90) return escapeText(`about ${Math.ceil(left / 10) * 10} s left`);
  return escapeText(`about ${counted(Math.round(left / 60), 'minute')} left`);
}
