import type { RequestEvent } from '../http/requester.ts';
import { show, told } from '../report/show.ts';
import type { Environment } from './environment.ts';

// Shorter waits than this are over before anybody has read about them.
const LONG_WAIT_MS = 1000;

/** One request, for `--verbose`; a long wait for the progress line too. */
export function follow(env: Environment, event: RequestEvent): void {
  if (event.type === 'waiting') {
    const text = told`${show(event.service)}: ${show(WAITS[event.reason])}, waiting ${Math.ceil(event.ms / 1000)} s`;
    if (event.ms >= LONG_WAIT_MS) env.progress(told`${text} …`);
    if (env.flags.verbose) env.err.write(told`${text}\n`);
    return;
  }
  if (!env.flags.verbose) return;
  const { service, method, path, status, problem, ms, attempt } = event;
  const again = attempt > 1 ? told` (attempt ${attempt})` : told``;
  const answer = status ?? show(problem ?? 'no answer');
  const asked = told`${show(service)}: ${show(method)} ${show(path)}`;
  env.err.write(told`${asked} → ${answer}, ${Math.round(ms)} ms${again}\n`);
}

const WAITS = {
  pace: 'staying below the rate limit',
  limited: 'the rate limit is used up',
  retry: 'a temporary failure',
} as const satisfies Record<(RequestEvent & { type: 'waiting' })['reason'], string>;
