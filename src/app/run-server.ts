import { UserError } from '../model/error.ts';
import { serve, type Served } from '../http/serve.ts';
import type { Health } from './run-metrics.ts';

/** Serves health, readiness and metrics. In: `HOST:PORT`. Throws `UserError` if that is not an address, or is taken. */
export async function serveMetrics(listen: string, metrics: Health): Promise<Served> {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(listen) ?? [];
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (bare === '' || Number(port) > 65_535)
    throw new UserError('usage.listen', `--listen takes HOST:PORT, not ${listen}.`, {
      hint: 'Such as 127.0.0.1:9464, or 0.0.0.0:9464 in a container. "off" serves nothing.',
    });
  try {
    return await serve((request) => answer(request, metrics), { host: bare, port: Number(port) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError('usage.listen', `hfsync cannot listen on ${listen}: ${why}.`, {
      hint: 'Name another port with --listen, or "off".',
      cause: error,
    });
  }
}

async function answer(request: Request, metrics: Health): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'method not allowed');
  switch (pathname) {
    case '/healthz':
      return metrics.isAlive() ? text(200, 'ok') : text(503, 'nothing has happened for too long');
    case '/readyz':
      return metrics.isReady() ? text(200, 'ok') : text(503, metrics.unready);
    case '/metrics': {
      const { text: body, type } = await metrics.exposed();
      return new Response(body, { headers: { 'content-type': type } });
    }
    default:
      return text(404, 'not found');
  }
}

function text(status: number, body: string): Response {
  return new Response(`${body}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
