import { symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { folderOf, isInstalled, PACKAGES } from './installed.ts';
import type { Peer, Stage } from './peer.ts';
import { wayTo } from './way.ts';

/** A custom resource as its guide writes one, and a program that wants so many of them. */
const PROGRAM = `import { readFileSync } from 'node:fs';
import alchemy, { Resource } from 'alchemy';

const at = (key) => \`\${process.env.STORE}/records/\${key}\`;
const Record = Resource('bench::Record', async function (_id, { key, name }) {
  if (this.phase === 'delete') {
    await fetch(at(key), { method: 'DELETE' });
    return this.destroy();
  }
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(at(key), { method: 'PUT', headers, body: JSON.stringify({ name }) });
  if (!answer.ok) throw new Error(\`PUT \${key}: \${answer.status}\`);
  return { key, name };
});

const app = await alchemy('bench', { stage: 'bench', quiet: true, noTrack: true });
const records = JSON.parse(readFileSync('records.json', 'utf8'));
await Promise.all(records.map(({ key, name }) => Record(\`record-\${key}\`, { key, name })));
await app.finalize();
`;

/** A file, and a server that keeps what it is given. */
export function alchemy(root: string): Peer {
  return {
    name: 'alchemy',
    driven:
      'one custom resource for each record, all at once, with its state in local files; then records are edited in the program alone. It compares with its state and does not read the server',
    version: async () => (isInstalled(root, 'alchemy') ? PACKAGES.alchemy : null),
    open,
  };

  async function open(folder: string, records: number): Promise<Stage> {
    const kept = new Map<string, string>();
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        if (request.method === 'PUT') kept.set(request.url ?? '', body);
        if (request.method === 'DELETE') kept.delete(request.url ?? '');
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const way = await wayTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await symlink(path.join(folderOf(root, 'alchemy'), 'node_modules'), path.join(folder, 'node_modules'), 'dir');
    await writeFile(path.join(folder, 'alchemy.run.mjs'), PROGRAM);
    const names = Array.from({ length: records }, (_, n) => `Website ${n}`);
    const write = () =>
      writeFile(path.join(folder, 'records.json'), JSON.stringify(names.map((name, key) => ({ key, name }))));
    await write();
    let edits = 0;
    return {
      sync: {
        ...{ program: process.execPath, args: ['alchemy.run.mjs'], folder },
        env: { STORE: way.url, DO_NOT_TRACK: '1' },
      },
      look: null,
      ways: [way],
      async edit(size) {
        edits++;
        for (let n = 0; n < size; n++) names[n] = `Website ${n}, ${edits}`;
        await write();
      },
      sides: null,
      async stop() {
        await way.stop();
        server.close();
        server.closeAllConnections();
      },
    };
  }
}
