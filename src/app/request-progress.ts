import type { RequestEvent } from '../http/requester.ts';
import { counted } from '../report/count.ts';
import { escapeText, printable, type Printable } from '../report/escape.ts';
import type { Environment } from './environment.ts';

// Shorter waits are over before anybody could read about them.
const LONG_WAIT_MS = 1000;

/** After this long, a service that does not answer is reported, even without a progress line. */
const SILENCE_MS = 3000;

/** So is a request that is on its way for this long. The transport gives up much later. */
const SLOW_MS = 5000;

interface Silence {
  /** When the first of several failed requests in a row was sent. Null if the last one was answered. */
  since: number | null;
  told: boolean;
  /** What is on its way, and how to say no more about it. */
  readonly onTheirWay: { readonly what: string; readonly cancel: () => void }[];
}

/**
 * Reports requests as they happen: with `--verbose` each of them. Long waits and services that do not answer also
 * appear on the progress line.
 */
export function requestProgress(env: Environment): (event: RequestEvent) => void {
  const silences = new Map<string, Silence>();
  const crowded = new Set<string>();
  return (event) => {
    if (event.type === 'pause') return tellWait(env, event);
    if (event.type === 'crowded') return tellCrowded(env, event, crowded);
    const silence = silences.get(event.service) ?? { since: null, told: false, onTheirWay: [] };
    silences.set(event.service, silence);
    if (event.type === 'sent') return watch(env, event, silence);
    const arrived = silence.onTheirWay.findIndex(({ what }) => what === whatOf(event));
    if (arrived >= 0) silence.onTheirWay.splice(arrived, 1)[0]?.cancel();
    tellSilence(env, event, silence);
    if (env.flags.verbose) tellRequest(env, event);
  };
}

type Pause = RequestEvent & { readonly type: 'pause' };
type Crowded = RequestEvent & { readonly type: 'crowded' };
type Sent = RequestEvent & { readonly type: 'sent' };
type Answered = RequestEvent & { readonly type: 'answered' };

/** Once per run and service, but every time with `--verbose`. */
function tellCrowded(env: Environment, { service, requests, seconds }: Crowded, told: Set<string>): void {
  if (env.flags.quiet || (told.has(service) && !env.flags.verbose)) return;
  told.add(service);
  const because = printable`something else behind this address uses the limit`;
  env.err.write(
    printable`${escapeText(service)} refused a request (429) although hfsync stayed below the limit: ${because}. For now, hfsync sends at most ${counted(requests, 'request')} in ${seconds} s.\n`,
  );
}

function tellWait(env: Environment, { service, reason, ms }: Pause): void {
  const text = printable`${escapeText(service)}: ${escapeText(WAITS[reason])}, waiting ${Math.ceil(ms / 1000)} s`;
  // A service that does not answer was already reported with the attempt before.
  if (ms >= LONG_WAIT_MS && reason !== 'retry') env.progress(printable`${text} …`);
  if (env.flags.verbose) env.err.write(printable`${text}\n`);
}

function whatOf({ method, path }: Sent | Answered): string {
  return `${method} ${path}`;
}

function watch(env: Environment, event: Sent, silence: Silence): void {
  const what = whatOf(event);
  const tell = (): void => {
    const text = printable`${escapeText(event.service)} has not answered ${escapeText(what)} for ${SLOW_MS / 1000} s. Still waiting …`;
    env.progress(text);
    tellOnce(env, silence, text);
  };
  silence.onTheirWay.push({ what, cancel: env.later(SLOW_MS, tell) });
}

function tellOnce(env: Environment, silence: Silence, text: Printable): void {
  if (silence.told || env.flags.verbose || env.flags.quiet || env.flags.json) return;
  silence.told = true;
  env.err.write(printable`${text}\n`);
}

/** Reports which service is being tried, and why it takes so long. */
function tellSilence(env: Environment, event: Answered, silence: Silence): void {
  const { service, status, problem, ms, attempt } = event;
  if (status !== null && status < 500) {
    silence.since = null;
    return;
  }
  const now = env.clock.elapsed();
  silence.since ??= now - ms;
  const what = printable`${escapeText(service)} does not answer (${status ?? escapeText(problem ?? 'no answer')})`;
  env.progress(printable`${what}. Trying again after ${counted(attempt, 'try', 'tries')} …`);
  if (now - silence.since >= SILENCE_MS) tellOnce(env, silence, printable`${what}. Trying again …`);
}

function tellRequest(env: Environment, { service, method, path, status, problem, ms, attempt }: Answered): void {
  const again = attempt > 1 ? printable` (attempt ${attempt})` : printable``;
  const asked = printable`${escapeText(service)}: ${escapeText(method)} ${escapeText(path)}`;
  env.err.write(printable`${asked} → ${status ?? escapeText(problem ?? 'no answer')}, ${Math.round(ms)} ms${again}\n`);
}

const WAITS = {
  pace: 'staying below the rate limit',
  limited: 'the rate limit is used up',
  retry: 'a temporary failure',
} as const satisfies Record<Pause['reason'], string>;
