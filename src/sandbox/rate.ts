import type { Clock } from '../model/ports.ts';

export interface Rate {
  readonly requests: number;
  readonly seconds: number;
}

/** Harvest's documented limits. Forecast's are not documented, and clients assume the same. */
export const DOCUMENTED_RATE: Rate = { requests: 100, seconds: 15 };
export const DOCUMENTED_REPORT_RATE: Rate = { requests: 100, seconds: 900 };

/** A sliding window over the requests that were let through: never more than `requests` in any `seconds`. */
export interface Limiter {
  /** Lets a request through (null), or returns the whole seconds until the next one may pass. */
  take(): number | null;
}

export function limiter(rate: Rate, clock: Clock): Limiter {
  let passed: number[] = [];
  return {
    take() {
      const now = clock.elapsed();
      passed = passed.filter((at) => now - at < rate.seconds * 1000);
      const oldest = passed[passed.length - rate.requests];
      if (oldest === undefined) {
        passed.push(now);
        return null;
      }
      return Math.max(1, Math.ceil((oldest + rate.seconds * 1000 - now) / 1000));
    },
  };
}

/** Harvest's 429 is a page of HTML with `Retry-After` (recorded 2020). */
export function harvestTooMany(seconds: number): Response {
  const html =
    '<!DOCTYPE html>\n<html><head><title>Throttled</title></head><body><h1>Too many requests</h1></body></html>\n';
  return new Response(html, {
    status: 429,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Retry-After': String(seconds) },
  });
}

/** How Forecast answers is not known. Clients honour `Retry-After` if it is present. */
export function forecastTooMany(seconds: number): Response {
  return Response.json({ errors: ['Too many requests'] }, { status: 429, headers: { 'Retry-After': String(seconds) } });
}
