/**
 * Serves the local page while it is open. In: the choices so far, and what the page shows. Out: how it ended. It is
 * served on 127.0.0.1 only. It ends once it is saved or closed, when nobody uses it, soon after its tab is gone, and on
 * Ctrl-C.
 */
import { randomBytes } from 'node:crypto';
import { UserError } from '../model/error.ts';
import type { PageParts } from '../page/app.ts';
import { jsonLine } from '../report/json-text.ts';
import { escapeText, printable } from '../report/escape.ts';
import { serveOnLoopback, type Handler, type Served } from '../http/serve.ts';
import type { Environment } from './environment.ts';
import { interrupted } from './interrupt.ts';

export interface OpenedPage extends Pick<PageParts, 'session'> {
  readonly data: Omit<PageParts['data'], 'idleMs'>;
}

export interface PageOptions {
  /** 0 stands for any free port. */
  readonly port: number;
  /** How long it stays open if nobody uses it, in ms. */
  readonly idleMs?: number;
  /** How long it stays open without its tab, which may be reloading, in ms. */
  readonly leftMs?: number;
}

const IDLE_MS = 30 * 60_000;
const LEFT_MS = 60_000;

/** Resolves once it is saved or closed. Throws `UserError` if nobody uses it, and on Ctrl-C. */
export async function openPage(
  env: Environment,
  { session, data }: OpenedPage,
  { port, idleMs = IDLE_MS, leftMs = LEFT_MS }: PageOptions,
): Promise<'saved' | 'closed'> {
  const [{ pageApp }, assets] = await Promise.all([import('../page/app.ts'), import('../page/generated/client.ts')]);
  const [token, key] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
  let handler: Handler = () => new Response(null, { status: 503 });
  const server = await listen((request, bindings) => handler(request, bindings), port);
  const over = new AbortController();
  try {
    return await new Promise<'saved' | 'closed'>((resolve, reject) => {
      const idle = idleWatch(env, idleMs, over.signal, reject);
      const app = pageApp({
        door: { origin: server.origin, token, key },
        assets,
        session,
        data: { ...data, idleMs },
        onUse: () => idle.within(idleMs),
        onLeave: () => idle.within(Math.min(idleMs, leftMs)),
        onEnd: resolve,
        onFault: reject,
      });
      handler = (request) => app.fetch(request);
      const stop = env.onInterrupt(() => reject(interrupted()));
      over.signal.addEventListener('abort', stop, { once: true });
      greet(env, `${server.origin}/#${token}`);
    });
  } finally {
    over.abort(new Error('the page has ended'));
    await ended(env, server);
  }
}

async function listen(handler: Handler, port: number): Promise<Served> {
  try {
    return await serveOnLoopback(handler, port);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError('page.port', `The page cannot listen on 127.0.0.1:${port}: ${why}.`, {
      hint: 'Name another port with --port, or leave it out.',
      cause: error,
    });
  }
}

/** The last answer is still sent. A browser that keeps its connection open does not keep hfsync running. */
async function ended(env: Environment, server: Served): Promise<void> {
  const waited = new AbortController();
  const patience = env.clock.sleep(LAST_ANSWER_MS, waited.signal).then(
    () => server.stop(),
    () => undefined,
  );
  await server.finish();
  waited.abort(new Error('all is answered'));
  await patience;
}

const LAST_ANSWER_MS = 500;

function greet(env: Environment, url: string): void {
  if (env.flags.json) return env.out.write(jsonLine({ url }));
  if (env.flags.quiet) return env.out.write(printable`${escapeText(url)}\n`);
  env.out.write(
    printable`Open this page in a browser on this machine. The address works only once:\n\n  ${escapeText(url)}\n\nNothing is written before you save there. Press Ctrl-C to stop.\n`,
  );
}

interface IdleWatch {
  /** Ends the page in this many ms, unless it is used again. */
  within(ms: number): void;
}

function idleWatch(
  env: Environment,
  first: number,
  signal: AbortSignal,
  onIdle: (error: UserError) => void,
): IdleWatch {
  const { clock } = env;
  let due = clock.elapsed() + first;
  let wake = new AbortController();
  const watch = async (): Promise<void> => {
    while (!signal.aborted && clock.elapsed() < due) {
      wake = new AbortController();
      await clock.sleep(due - clock.elapsed(), AbortSignal.any([signal, wake.signal])).catch(() => undefined);
    }
    if (signal.aborted) return;
    onIdle(
      new UserError('page.idle', 'Nobody used the page for a while. Nothing was written.', {
        hint: 'Run the command again.',
      }),
    );
  };
  void watch();
  return {
    within(ms) {
      const sooner = clock.elapsed() + ms < due;
      due = clock.elapsed() + ms;
      // A later end needs no action now: the timer checks again when it fires.
      if (sooner) wake.abort(new Error('sooner'));
    },
  };
}
