import { createHash } from 'node:crypto';
import { UserError } from '../../model/error.ts';

/** Intervals that divide an hour or a day evenly: cron knows no others. */
const MINUTES = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30];
const HOURS = [1, 2, 3, 4, 6, 8, 12, 24];
const DAY = 24 * 60;

/** The interval in minutes, from `15m` or `2h`. Throws `UserError` for a time that cron cannot express. */
export function intervalOf(every: string): number {
  const [, count = '', unit] = /^(\d{1,2})([mh])$/.exec(every) ?? [];
  if (unit === 'm' && MINUTES.includes(Number(count))) return Number(count);
  if (unit === 'h' && HOURS.includes(Number(count))) return Number(count) * 60;
  throw new UserError('fleet.every', `A schedule cannot run every ${every}.`, {
    hint: `--every takes ${MINUTES.join(', ')}m, or ${HOURS.join(', ')}h: what divides an hour or a day evenly.`,
  });
}

/**
 * When a pair's rounds begin (UTC). The minute comes from its name, so that pairs spread over the interval and keep
 * their place.
 */
export function cronOf(minutes: number, pair: string): string {
  const start = createHash('sha256').update(pair).digest().readUInt32BE() % minutes;
  if (minutes < 60) return `${start}-59/${minutes} * * * *`;
  const hour = Math.floor(start / 60);
  const hours = minutes === DAY ? String(hour) : `${hour}-23/${minutes / 60}`;
  return `${start % 60} ${hours} * * *`;
}
