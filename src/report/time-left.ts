import { counted } from './count.ts';
import { escapeText, type Escaped } from './escape.ts';

/** How far an apply is. Times in seconds since it began to write. */
export interface Pace {
  readonly finished: number;
  readonly total: number;
  readonly seconds: number;
  /** What the rate limits allow at best (`Plan.cost`). */
  readonly atLeast: number;
}

/** Less is not worth a word, and earlier there is nothing to go by. */
const LEAST_S = 10;
const LEAST_FINISHED = 5;

/**
 * About how long an apply still takes. Null: too short to tell, or too early. The rate limits let many writes through
 * at once and then none for a while, so the pace so far may promise too much. The larger estimate counts.
 */
export function timeLeft({ finished, total, seconds, atLeast }: Pace): Escaped | null {
  if (finished < LEAST_FINISHED) return null;
  const left = Math.max((seconds / finished) * (total - finished), atLeast - seconds);
  if (left < LEAST_S) return null;
  if (left < 90) return escapeText(`about ${Math.ceil(left / 10) * 10} s left`);
  return escapeText(`about ${counted(Math.round(left / 60), 'minute')} left`);
}
