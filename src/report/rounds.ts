/** What `hfsync run` and workers tell between the events of their rounds: one JSON object a line, in the form of `events.ts`. */
import type { ExitCode } from '../model/error.ts';
import type { Summary } from '../model/plan.ts';
import { counted } from './count.ts';
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

/** `seconds`: how long it took, and how long until the next one begins; null: there is no next one; missing: a queue knows when. */
export function roundJson(
  result: RoundResult,
  seconds: { readonly took: number; readonly next?: number | null },
  timestamp: string,
): Printable {
  const { took, next } = seconds;
  const more = next === undefined ? '' : next === null ? ' Stopped.' : ` The next round begins in ${next} s.`;
  return line(`Round ended: ${result}.${more}`, timestamp, {
    ...{ type: 'round_end', result, seconds: took },
    ...(next !== undefined && { next_in_seconds: next }),
  });
}

/** Which pair of a fleet a line is about. */
export interface Whose {
  readonly pair?: string;
  readonly config?: string;
}

export function withWhose(value: object, whose: Whose): Printable {
  return jsonLine({ ...value, ...whose });
}

/** The first line of a worker. */
export function startedJson(
  worker: { readonly fleet: string; readonly where: string; readonly pairs: number; readonly concurrency: number },
  timestamp: string,
): Printable {
  const { fleet, where, pairs, concurrency } = worker;
  const message = `Works for the fleet ${fleet} in ${where}: ${counted(pairs, 'pair', 'pairs')} here, ${concurrency} at once.`;
  return line(message, timestamp, { type: 'started', ...worker });
}

/** What becomes of the job of a round. `error`: what ended it; null: nothing did. */
export function jobResult(
  exit: ExitCode,
  summary: Summary | null,
  error: object | null,
): { readonly status: 'completed' | 'failed'; readonly output: object } {
  const result = ROUND_RESULTS[exit];
  const status = result === 'done' || result === 'guard' ? 'completed' : 'failed';
  return { status, output: { result, summary, error } };
}

function line(
  message: string,
  timestamp: string,
  more: { readonly type: string; readonly [key: string]: unknown },
): Printable {
  return jsonLine({ '@level': 'info', '@message': message, '@timestamp': timestamp, ...more });
}
