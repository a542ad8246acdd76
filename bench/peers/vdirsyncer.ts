import { execFileSync, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Peer, Sides, Stage } from './peer.ts';
import { run } from './run.ts';
import { wayTo } from './way.ts';

/** Two CardDAV servers with a collection each. */
export const vdirsyncer: Peer = {
  name: 'vdirsyncer',
  driven:
    'cards between two radicale servers, discovered once, with its default settings: a conflict is left to a person; then cards are edited on both sides',
  async version() {
    try {
      const own = execFileSync('vdirsyncer', ['--version'], { encoding: 'utf8', stdio: 'pipe' }).trim();
      const server = execFileSync('radicale', ['--version'], { encoding: 'utf8', stdio: 'pipe' }).trim();
      return `${own.split(' ').at(-1)}, radicale ${server}`;
    } catch {
      return null;
    }
  },
  open,
};

async function open(folder: string, records: number): Promise<Stage> {
  const servers = [await serve(folder, 'a'), await serve(folder, 'b')] as const;
  const ways = [await wayTo(servers[0].url), await wayTo(servers[1].url)] as const;
  for (let n = 0; n < records; n++) await writeFile(cardFile(servers[0].cards, n), card(n, `Kim Allen ${n}`));
  await writeFile(
    path.join(folder, 'config'),
    [
      `[general]\nstatus_path = "${folder}/status/"`,
      '[pair cards]\na = "one"\nb = "two"\ncollections = ["cards"]',
      ...['one', 'two'].map(
        (name, index) =>
          `[storage ${name}]\ntype = "carddav"\nurl = "${ways[index]!.url}/kim/"\nusername = "kim"\npassword = "kim"`,
      ),
      '',
    ].join('\n'),
  );
  const command = (...args: string[]) => ({
    ...{ program: 'vdirsyncer', args: ['-c', path.join(folder, 'config'), ...args], folder, env: {} },
  });
  const discovered = await run(command('discover'));
  if (discovered.code !== 0) throw new Error(`vdirsyncer discover: ${discovered.said}`);
  const sides: Sides = {
    async rename(side, record, name) {
      const file = await fileOf(servers[side].cards, record);
      await writeFile(file, card(record, name));
    },
    async names(side) {
      const files = (await readdir(servers[side].cards)).filter((name) => name.endsWith('.vcf'));
      return Promise.all(
        files.map(async (file) => nameIn(await readFile(path.join(servers[side].cards, file), 'utf8'))),
      );
    },
    async name(side, record) {
      return nameIn(await readFile(await fileOf(servers[side].cards, record), 'utf8'));
    },
  };
  let edits = 0;
  return {
    sync: command('sync'),
    look: null,
    ways,
    async edit(size) {
      edits++;
      for (let n = 0; n < size; n++) await sides.rename(n < size / 2 ? 0 : 1, n, `Kim Allen ${n} v${edits}`);
    },
    sides,
    async stop() {
      for (const way of ways) await way.stop();
      for (const server of servers) server.stop();
    },
  };
}

function card(n: number, name: string): string {
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `UID:card-${n}`,
    `FN:${name}`,
    `N:Allen;Kim;;;`,
    `EMAIL:kim.${n}@company.example`,
  ];
  return [...lines, 'END:VCARD', ''].join('\r\n');
}

function cardFile(folder: string, n: number): string {
  return path.join(folder, `card-${n}.vcf`);
}

function nameIn(text: string): string {
  return /^FN:(.*?)\r?$/m.exec(text)?.[1] ?? '';
}

/** On the other side vdirsyncer chooses the name of the file. */
async function fileOf(folder: string, n: number): Promise<string> {
  const own = cardFile(folder, n);
  const files = await readdir(folder);
  if (files.includes(path.basename(own))) return own;
  for (const file of files.filter((name) => name.endsWith('.vcf'))) {
    const text = await readFile(path.join(folder, file), 'utf8');
    if (text.includes(`UID:card-${n}\r\n`) || text.includes(`UID:card-${n}\n`)) return path.join(folder, file);
  }
  throw new Error(`card ${n} is not in ${folder}`);
}

interface Server {
  readonly url: string;
  /** The folder of its one address book. */
  readonly cards: string;
  stop(): void;
}

async function serve(folder: string, name: string): Promise<Server> {
  const port = await freePort();
  const storage = path.join(folder, name);
  const cards = path.join(storage, 'collection-root/kim/cards');
  await mkdir(cards, { recursive: true });
  await writeFile(path.join(cards, '.Radicale.props'), '{"tag": "VADDRESSBOOK"}');
  const config = path.join(folder, `${name}.ini`);
  await writeFile(
    config,
    `[server]\nhosts = 127.0.0.1:${port}\n[auth]\ntype = none\n[storage]\nfilesystem_folder = ${storage}\n[logging]\nlevel = error\n`,
  );
  const child = spawn('radicale', ['--config', config], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    try {
      await fetch(url, { redirect: 'manual' });
      return { url, cards, stop: () => void child.kill() };
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
