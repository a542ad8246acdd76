import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { gitMedium, type GitOptions } from '../../../src/state/git/git.ts';
import type { TextName } from '../../../src/state/medium.ts';
import { FAKE_MACHINE } from '../parts.ts';
import { serveGit } from './git-server.ts';
import type { MediumUnderTest } from './under-test.ts';

/** A bare repository, and clones of it: what a hosted runner has. */
export interface Repository {
  /** The bare repository's folder. */
  readonly bare: string;
  /** A clone of it, where the configuration would be. */
  readonly clone: string;
  git(folder: string, ...args: readonly string[]): string;
  /** git as a stranger runs it in the bare repository. */
  bareGit(...args: readonly string[]): string;
  text(name: TextName | 'lock' | 'beat'): string | null;
}

const ENV = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };

export async function repository(): Promise<Repository> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-git-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const bare = path.join(folder, 'bare.git');
  const clone = path.join(folder, 'clone');
  const git = (where: string, ...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: where, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  git(folder, 'init', '--quiet', '--bare', '--template=', bare);
  git(bare, 'config', 'receive.denyNonFastForwards', 'true');
  git(bare, 'config', 'http.receivepack', 'true');
  git(folder, 'init', '--quiet', '--template=', clone);
  git(clone, 'remote', 'add', 'origin', `file://${bare}`);
  const bareGit = (...args: readonly string[]): string => git(bare, ...args);
  return {
    ...{ bare, clone, git, bareGit },
    text(name) {
      const ref = `refs/hfsync/${name}`;
      if (!bareGit('for-each-ref', ref)) return null;
      return execFileSync('git', ['cat-file', 'blob', ref], { cwd: bare, encoding: 'utf8' });
    },
  };
}

/** The options of a process in the clone; `pid` tells it from others. */
export function gitOptions({ clone }: Pick<Repository, 'clone'>, more: Partial<GitOptions> = {}): GitOptions {
  return {
    folder: clone,
    clock: {
      now: () => Date.now(),
      elapsed: () => performance.now(),
      sleep: async (ms, signal) => void (await sleep(ms, undefined, { ...(signal && { signal }), ref: false })),
    },
    random: { fraction: () => 0.5, uuid: () => randomUUID() },
    holder: { pid: 1, host: 'here', user: 'kim' },
    machine: FAKE_MACHINE,
    variables: ENV,
    ...more,
  };
}

/** The state in a bare repository on this disk, or behind git's smart HTTP. */
export async function gitRefs(transport: 'file' | 'http' = 'file'): Promise<MediumUnderTest> {
  const at = await repository();
  if (transport === 'http') at.git(at.clone, 'remote', 'set-url', 'origin', await serveGit(at.bare));
  const dead = new Set<number>();
  let pids = 0;
  return {
    ...{ leases: true, recallsLoss: true },
    open: (user = 'kim') =>
      gitMedium(
        gitOptions(at, {
          holder: { pid: (pids += 1), host: 'here', user },
          machine: { ...FAKE_MACHINE, isAlive: (pid) => !dead.has(pid) },
        }),
      ),
    kill: async () => {
      for (let pid = 1; pid <= pids; pid += 1) dead.add(pid);
    },
    text: async (name) => at.text(name),
    async put(name, content) {
      const ref = `refs/hfsync/${name}`;
      if (content === null) return void at.bareGit('update-ref', '-d', ref);
      const id = execFileSync('git', ['hash-object', '-w', '--stdin'], {
        cwd: at.bare,
        input: content,
        encoding: 'utf8',
      });
      at.bareGit('update-ref', ref, id.trim());
    },
  };
}
