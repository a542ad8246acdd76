/** What `hfsync run` tells between the events of its rounds: one JSON object a line, in the form of `events.ts`. */
import type { ExitCode } from '../model/error.ts';
import { jsonLine } from './json-text.ts';
import type { Printable } from './escape.ts';

/** How a round ended, as metrics and log lines call it. */
export const ROUND_RESULTS = {
  0: 'done',
  1: 'error',
  2: 'done',
  3: 'done',
  4: 'guard',
  5: 'stale',
  6: 'partly',
  7: 'locked',
  130: 'interrupted',
} as const satisfies { readonly [E in ExitCode]: string };

export type RoundResult = (typeof ROUND_RESULTS)[ExitCode];

/** Where its health and its metrics are served; null: nowhere. */
export function listeningJson(origin: string | null, timestamp: string): Printable {
  const message = origin === null ? 'Serves no metrics.' : `Serves /healthz, /readyz and /metrics on ${origin}`;
  return line(message, timestamp, { type: 'listening', origin });
}

/** `seconds`: how long it took, and how long until the next one begins; null: there is no next one. */
export function roundJson(
  result: RoundResult,
  seconds: { readonly took: number; readonly next: number | null },
  timestamp: string,
): Printable {
  const next = seconds.next === null ? 'Stopped.' : `The next round begins in ${seconds.next} s.`;
  return line(`Round ended: ${result}. ${next}`, timestamp, {
    type: 'round_end',
    result,
    seconds: seconds.took,
    next_in_seconds: seconds.next,
  });
}

function line(
  message: string,
  timestamp: string,
  more: { readonly type: string; readonly [key: string]: unknown },
): Printable {
  return jsonLine({ '@level': 'info', '@message': message, '@timestamp': timestamp, ...more });
}
