import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { folderOf, isInstalled, PACKAGES } from './installed.ts';
import type { Peer, Stage } from './peer.ts';
import { wayTo } from './way.ts';

interface Application {
  readonly client_id: string;
  readonly name: string;
}

/** A file of applications, and a server that answers for applications as Auth0's Management API does. */
export function auth0(root: string): Peer {
  return {
    name: 'auth0-deploy-cli',
    driven:
      'applications of one tenant in one file, and no other kind (`AUTH0_INCLUDED_ONLY`), imported with `--dry_run --apply`, which writes only if it finds a change; then applications are edited in the file alone. The server answers for applications only. The tool sends at most eight requests a second by itself',
    version: async () => (isInstalled(root, 'auth0-deploy-cli') && hasOpenssl() ? PACKAGES['auth0-deploy-cli'] : null),
    open,
  };

  async function open(folder: string, records: number): Promise<Stage> {
    const tenant = await serveTenant();
    const pem = path.join(folder, 'cert.pem');
    const way = await wayTo(tenant.url, await certificate(folder, pem));
    const names = Array.from({ length: records }, (_, n) => `Website ${n}`);
    const texts = names.map(() => 'first');
    const write = () =>
      writeFile(
        path.join(folder, 'tenant.yaml'),
        `clients:\n${names.map((name, n) => `  - name: ${name}\n    app_type: spa\n    description: ${texts[n]}\n`).join('')}`,
      );
    await write();
    const config = {
      AUTH0_DOMAIN: new URL(way.url).host,
      AUTH0_ACCESS_TOKEN: 'bench',
      AUTH0_INCLUDED_ONLY: ['clients'],
    };
    await writeFile(path.join(folder, 'config.json'), JSON.stringify(config));
    const bin = path.join(folderOf(root, 'auth0-deploy-cli'), 'node_modules/auth0-deploy-cli/lib/index.js');
    const command = (...flags: string[]) => ({
      program: process.execPath,
      args: [bin, 'import', '--config_file', 'config.json', '--input_file', 'tenant.yaml', '--dry_run', ...flags],
      folder,
      env: { NODE_EXTRA_CA_CERTS: pem },
    });
    let edits = 0;
    return {
      sync: command('--apply'),
      look: command(),
      ways: [way],
      async edit(size) {
        edits++;
        // The name is the tool's key, so the description is what somebody edits.
        for (let n = 0; n < size; n++) texts[n] = `edit ${edits}`;
        await write();
      },
      sides: null,
      async stop() {
        await way.stop();
        tenant.stop();
      },
    };
  }
}

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** For this machine alone, and for a day. */
async function certificate(folder: string, pem: string): Promise<{ key: string; cert: string }> {
  const key = path.join(folder, 'key.pem');
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', key, '-out', pem, ...names];
  execFileSync('openssl', args, { stdio: 'ignore' });
  return { key: await readFile(key, 'utf8'), cert: await readFile(pem, 'utf8') };
}

/** Lists applications page by page with their total, makes them, and changes them. */
async function serveTenant(): Promise<{ readonly url: string; stop(): void }> {
  const kept = new Map<string, Application>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? '', 'http://tenant.example');
    const asked = /^\/api\/v2\/clients(?:\/([^/]+))?$/.exec(url.pathname);
    const send = (status: number, content: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(content));
    };
    if (!asked) return send(404, { message: 'only applications here' });
    if (request.method === 'GET') {
      const limit = Number(url.searchParams.get('per_page') ?? 50);
      const start = Number(url.searchParams.get('page') ?? 0) * limit;
      const clients = [...kept.values()].slice(start, start + limit);
      return send(200, { start, limit, total: kept.size, clients });
    }
    const sent = JSON.parse(body) as Application;
    const application =
      request.method === 'POST' ? { ...sent, client_id: `c${kept.size}` } : { ...kept.get(asked[1]!), ...sent };
    kept.set(application.client_id, application);
    send(request.method === 'POST' ? 201 : 200, application);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
