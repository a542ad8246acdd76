/**
 * What `hfsync run` and workers report in addition to the events of their rounds. Each report is one line of JSON, in
 * the form of `events.ts`.
 */
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

/** Where health and metrics are served. Null if they are not. */
export function listeningJson(origin: string | null, timestamp: string): Printable {
  const message = origin === null ? 'Serves no metrics.' : `Serves /healthz, /readyz and /metrics on ${origin}`;
  return line(message, timestamp, { type: 'listening', origin });
}

/**
 * `seconds.took` is how long the round took, and `seconds.next` how long until the next one begins. Null if there is no
 * next one, and missing if a queue decides.
 */
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

/** The result of a job that ran a round. `error` is what ended it. Null if nothing did. */
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
