/** The page over HTTP. `wire.ts` lists the requests and answers, `access.ts` decides who may send them. */
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { UserError } from '../model/error.ts';
import { doorkeeper, HEADERS, refusedFrom, refusedKey, type Door, type Refused } from './access.ts';
import type { Session } from './session.ts';
import { readChange, readRevision, type Input } from './input.ts';
import type { PageData, Problem } from './wire.ts';

/** What a browser loads first. It contains nobody's data. */
export interface Assets {
  readonly MARKUP: string;
  readonly SCRIPT: string;
  readonly STYLE: string;
  readonly ICON: string;
}

export interface PageParts {
  readonly door: Door;
  readonly assets: Assets;
  readonly session: Session;
  /** The data of the page that does not change. */
  readonly data: Omit<PageData, 'choices' | 'draft'>;
  /** Called at every request with the key, so the page is not idle. */
  readonly onUse: () => void;
  /** The tab was closed or reloaded. */
  readonly onLeave: () => void;
  /** Called before the answer is sent. */
  readonly onEnd: (how: 'saved' | 'closed') => void;
  /** Receives bugs in hfsync. */
  readonly onFault: (error: Error) => void;
}

const MOST_BYTES = 8 * 1024 * 1024;

export function pageApp(parts: PageParts): Hono {
  const { door, assets, onUse, onFault } = parts;
  const app = new Hono();
  app.onError((error, call) => {
    if (error instanceof UserError) return answer(call, { status: 409, code: error.code, message: wordsOf(error) });
    onFault(error);
    return answer(call, FAULT);
  });
  app.notFound((call) => answer(call, NOTHING));
  app.use(async (call, next) => {
    const refused = refusedFrom(door, call.req.method, (name) => call.req.header(name));
    if (refused) call.res = answer(call, refused);
    else await next();
    for (const [name, value] of Object.entries(HEADERS)) call.res.headers.set(name, value);
  });
  app.get('/', (call) => call.html(assets.MARKUP));
  app.get('/page.js', (call) => call.body(assets.SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/page.css', (call) => call.body(assets.STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/icon.svg', (call) => call.body(assets.ICON, 200, { 'content-type': 'image/svg+xml' }));

  app.use('/api/*', bodyLimit({ maxSize: MOST_BYTES, onError: (call) => answer(call, TOO_LONG) }));
  const exchange = doorkeeper(door);
  app.post('/api/session', async (call) => {
    const found = exchange((await input(call))['token']);
    if ('status' in found) return answer(call, found);
    onUse();
    return call.json(found);
  });
  app.use('/api/*', async (call, next) => {
    const refused = refusedKey(door, (name) => call.req.header(name));
    if (refused) return answer(call, refused);
    onUse();
    return next();
  });
  addCalls(app, parts);
  return app;
}

/** The requests that need the key. */
function addCalls(app: Hono, { session, data, onLeave, onEnd }: PageParts): void {
  app.get('/api/page', (call) =>
    call.json({ ...data, choices: session.choices(), draft: session.draft() } satisfies PageData),
  );
  app.post('/api/choices', async (call) => {
    const change = readChange(await input(call));
    return change ? call.json(await session.change(change)) : answer(call, UNKNOWN);
  });
  app.post('/api/save', async (call) => {
    const revision = readRevision(await input(call));
    if (revision === null) return answer(call, UNKNOWN);
    const saved = await session.save(revision);
    if (!saved) return answer(call, OUTDATED);
    onEnd('saved');
    return call.json(saved);
  });
  app.post('/api/use', (call) => call.json({}));
  app.post('/api/leave', (call) => {
    onLeave();
    return call.json({});
  });
  app.post('/api/close', (call) => {
    onEnd('closed');
    return call.json({});
  });
}

function wordsOf({ message, hint }: UserError): string {
  return hint === null ? message : `${message} ${hint}`;
}

interface Answer extends Problem {
  readonly status: Refused['status'] | 400 | 404 | 409 | 413 | 500;
}

const FAULT: Answer = {
  ...{
    status: 500,
    code: 'page.fault',
    message: 'This is a bug in hfsync. The terminal says more. Nothing was written.',
  },
};

const UNKNOWN: Answer = {
  ...{ status: 400, code: 'page.input', message: 'The page sent something that hfsync does not know.' },
};
const TOO_LONG: Answer = { status: 413, code: 'page.input', message: 'The page sent more than hfsync takes.' };
const NOTHING: Answer = { status: 404, code: 'page.path', message: 'There is nothing here.' };
const OUTDATED: Answer = {
  ...{ status: 409, code: 'page.revision' },
  message: 'The files are not as this page shows them: it is open in another tab too. Load it again, look, then save.',
};

function answer(call: Pick<Context, 'json'>, { status, code, message }: Answer): Response {
  return call.json({ code, message } satisfies Problem, status);
}

/** The body as an object. Anything else becomes an empty object. */
async function input(call: Context): Promise<Input> {
  const text = await call.req.text();
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Input) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
