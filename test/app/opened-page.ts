import { request } from 'node:http';
import type { Environment } from '../../src/app/environment.ts';
import { settleOnPage, type SettlePageOptions } from '../../src/app/settle-page.ts';
import type { SettleOptions } from '../../src/app/settle.ts';
import type { ExitCode } from '../../src/model/error.ts';
import type { Change, Choice, Draft, PageData, Session } from '../../src/page/wire.ts';
import type { Ran, Setup, World } from './world.ts';

/** A page that runs in this process. */
export interface OpenedPage {
  /** As hfsync printed it, the token included. */
  readonly url: string;
  readonly origin: string;
  readonly token: string;
  /** Ctrl-C. */
  interrupt(): void;
  /** When hfsync has ended. */
  readonly ended: Promise<Ran>;
}

/** What `settle` is told if nothing else is. */
export const SETTLE: SettleOptions = {
  ...{ address: null, rule: null, exact: false, way: null, id: null, dryRun: false, yes: false, maxWait: 30 },
};
const OPTIONS: SettlePageOptions = { ...SETTLE, port: 0, idleMs: 60_000, leftMs: 10_000 };

export function openedPage(
  at: Pick<World, 'run'>,
  options: Partial<SettlePageOptions> = {},
  setup: Setup = {},
): Promise<OpenedPage> {
  return openedBy(at, (env) => settleOnPage(env, { ...OPTIONS, ...options }), setup);
}

/** Runs a use case until it prints an address, or ends. */
export function openedBy(
  at: Pick<World, 'run'>,
  useCase: (env: Environment) => Promise<ExitCode>,
  setup: Setup = {},
): Promise<OpenedPage> {
  let interrupt = (): void => undefined;
  return new Promise((resolve, reject) => {
    const ended = at.run(
      (env) => {
        const write: Environment['out']['write'] = (text) => {
          env.out.write(text);
          const [url, origin, token] = /(http:\/\/127\.0\.0\.1:\d+)\/#([\w-]{43})/.exec(text) ?? [];
          if (url) resolve({ url, origin: origin!, token: token!, interrupt: () => interrupt(), ended });
        };
        return useCase({ ...env, out: { ...env.out, write } });
      },
      { ...setup, onInterrupt: (call) => (interrupt = call) },
    );
    ended.then(({ err }) => reject(new Error(`hfsync ended before there was a page: ${err}`)), reject);
  });
}

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** What the page's own script can ask. */
export interface Visitor {
  call<T>(path: string, body?: object): Promise<Answer<T>>;
  data(): Promise<PageData>;
  change(change: Partial<Change>): Promise<Draft>;
  take(...choices: Choice[]): Promise<Draft>;
}

/** Comes in with the token. */
export async function visit({ origin, token }: OpenedPage): Promise<Visitor> {
  const { body } = await ask<Session>(origin, '/api/session', { method: 'POST', body: { token } });
  const call = <T>(path: string, input?: object): Promise<Answer<T>> =>
    ask<T>(origin, path, {
      headers: { authorization: `Bearer ${body.key}` },
      ...(input && { method: 'POST', body: input }),
    });
  const change = async (some: Partial<Change>): Promise<Draft> =>
    (await call<Draft>('/api/choices', { drop: [], take: [], ...some })).body;
  return {
    call,
    change,
    data: async () => (await call<PageData>('/api/page')).body,
    take: (...take) => change({ take }),
  };
}

export interface Asked {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: object;
}

/** As a browser would send it, unless the headers say otherwise; `fetch` would not let `host` be forged. */
export function ask<T = unknown>(origin: string, path: string, asked: Asked = {}): Promise<Answer<T>> {
  const { method = 'GET', body } = asked;
  const headers = { ...(method === 'POST' && { origin }), 'content-type': 'application/json', ...asked.headers };
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        const isJson = answer.headers['content-type']?.startsWith('application/json');
        const all = new Headers(Object.entries(answer.headers) as [string, string][]);
        resolve({ status: answer.statusCode ?? 0, headers: all, body: (isJson ? JSON.parse(text) : text) as T });
      });
    });
    sent.on('error', reject);
    sent.end(body ? JSON.stringify(body) : undefined);
  });
}
