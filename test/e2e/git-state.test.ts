import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { serveGit } from '../state/media/git-server.ts';
import { ended, until } from './program.ts';
import { APPLY, named, PROJECTS, rename, runners, runnersShare, writes, type SharedPlace } from './runners.ts';

async function bareRepository(): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'hfsync-bare-'));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
  const bare = path.join(root, 'bare.git');
  execFileSync('git', ['init', '-q', '--bare', '--template=', bare]);
  execFileSync('git', ['-C', bare, 'config', 'http.receivepack', 'true']);
  return bare;
}

function placeAt(url: string): SharedPlace {
  return {
    ...{ backend: 'git', variables: {} },
    prepare(folder) {
      execFileSync('git', ['init', '-q', '--template=', folder]);
      execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', url]);
    },
  };
}

runnersShare('git', async () => placeAt(`file://${await bareRepository()}`));

it.runIf(process.platform === 'linux')(
  'a runner that is killed in the middle of a push, with its git, leaves nothing behind that the next one trips over',
  async () => {
    const pushes: string[] = [];
    let late = 0;
    const url = await serveGit(await bareRepository(), undefined, async (request) => {
      if (!request.url?.endsWith('/git-receive-pack')) return;
      pushes.push(request.method ?? '');
      const wait = late;
      late = 0;
      await sleep(wait);
    });
    const all = await runners(async () => placeAt(url));
    expect(await all.run(...APPLY)).toMatchObject({ code: 0 });
    await rename(all);
    const before = pushes.length;
    late = 2_000;
    const killed = await all.start(...APPLY);
    const end = ended(killed);
    await until('a push arrived', () => pushes.length > before);
    const children = childrenOf(killed.pid!);
    killed.kill('SIGKILL');
    for (const pid of children) process.kill(-pid, 'SIGKILL');
    await end;
    expect(children.length).toBeGreaterThan(0);
    const next = await all.run(...APPLY, '--lock-timeout', '60');
    expect({ code: next.code, err: next.err }).toMatchObject({ code: 0 });
    await sleep(1_000);
    expect(named(all)).toBe(PROJECTS.length);
    expect(writes(all)).toHaveLength(PROJECTS.length);
    expect((await all.run('plan', '--detailed-exitcode')).code).toBe(0);
  },
  60_000,
);

/** Each leads a group of its own. */
function childrenOf(pid: number): readonly number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((each) => parentOf(each) === pid);
}

function parentOf(pid: number): number | null {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return null;
  }
}
