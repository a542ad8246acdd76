import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/** Real processes that want one lock, from every side from which a kernel lets them come. */
let tools: string;
let script: string;
let folder: string;
let path: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  tools = await mkdtemp(join(tmpdir(), 'hfsync-holder-'));
  script = join(tools, 'holder.mjs');
  await build({
    stdin: { contents: HOLDER, resolveDir: join(import.meta.dirname, '../../..'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    logLevel: 'error',
  });
});

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'hfsync-lock-')));
  path = join(folder, 'state.json');
});

afterEach(async () => {
  for (const child of children.splice(0)) await end(child);
  await rm(folder, { recursive: true });
});

afterAll(() => rm(tools, { recursive: true }));

interface Contender {
  readonly child: ChildProcess;
  /** The line it prints: `held PID`, or the code of its error. */
  readonly says: string;
}

/** Starts a process that wants the lock. `around`: a command that runs it. */
async function contend(at = path, around: readonly string[] = []): Promise<Contender> {
  const [command = process.execPath, ...args] = [...around, process.execPath, script, at];
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [says] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, says };
}

/** In namespaces of its own, where all else is equal. `before`: what it does there first. */
function unshared(flags: readonly string[], before = ':'): readonly string[] {
  return ['unshare', ...flags, 'sh', '-c', `${before} && exec "$@"`, 'sh'];
}

/** Why namespaces cannot be tried here, or null. */
function missing(flags: readonly string[]): string | null {
  try {
    execFileSync('unshare', [...flags, 'true'], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGCONT');
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe.runIf(process.platform !== 'win32')('P16 K15: two applies on one kernel', () => {
  it('exactly one of several holds', async () => {
    const said = (await Promise.all([contend(), contend(), contend()])).map(({ says }) => says);
    expect(said.filter((says) => says === 'held')).toHaveLength(1);
    expect(said.filter((says) => says === 'state.locked')).toHaveLength(2);
  });

  it('K17 kill -9 of the holder frees the lock at once, and leaves nothing for good', async () => {
    const first = await contend();
    expect(first.says).toBe('held');
    expect((await contend()).says).toBe('state.locked');
    await end(first.child);
    const second = await contend();
    expect(second.says).toBe('held');
    second.child.stdin?.end('release\n');
    await once(second.child, 'exit');
    expect(await readdir(folder)).toEqual([]);
  });

  it('one that is stopped holds, whom the file names', async () => {
    const first = await contend();
    first.child.kill('SIGSTOP');
    expect((await contend()).says).toBe('state.locked');
    first.child.kill('SIGCONT');
    expect((await contend()).says).toBe('state.locked');
  });

  it('several at once on the socket of a dead one: one holds, round after round', async () => {
    for (let round = 0; round < 4; round += 1) {
      await end((await contend()).child);
      const four = await Promise.all([contend(), contend(), contend(), contend()]);
      expect(four.map(({ says }) => says).sort()).toEqual(['held', 'state.locked', 'state.locked', 'state.locked']);
      await Promise.all(four.map(({ child }) => end(child)));
    }
  }, 60_000);

  it('a symbolic link to the folder', async () => {
    const link = join(tools, `link-${Date.now()}`);
    await symlink(folder, link);
    await contend();
    expect((await contend(join(link, 'state.json'))).says).toBe('state.locked');
  });
});

const ALL = ['-n', '-m', '-u', '-i', '-p', '-f', '--kill-child', '--mount-proc'] as const;

const NAMESPACES: readonly (readonly [string, readonly string[]])[] = [
  ['network', ['-n']],
  ['mount', ['-m']],
  ['host name', ['-u']],
  ['process', ['-p', '-f', '--kill-child', '--mount-proc']],
  ['all of them', ALL],
];

describe.runIf(process.platform === 'linux')('P16 K15: from other namespaces', () => {
  it.for(NAMESPACES)('%s', async ([, flags], { skip }) => {
    skipWithout(flags, skip);
    const around = unshared(flags);
    const inside = await contend(path, around);
    expect(inside.says).toBe('held');
    expect((await contend()).says).toBe('state.locked');
    expect((await contend(path, around)).says).toBe('state.locked');
  });

  it('another mount of the folder, another host name, and a boot id that was made up', async ({ skip }) => {
    const flags = [...ALL];
    skipWithout(flags, skip);
    const [mount, boot] = [join(tools, 'mount'), join(tools, 'boot')];
    await mkdir(mount, { recursive: true });
    await writeFile(boot, '00000000-0000-4000-8000-000000000000\n');
    const around = unshared(
      flags,
      `mount --bind ${folder} ${mount} && mount --bind ${boot} /proc/sys/kernel/random/boot_id && hostname elsewhere`,
    );
    expect((await contend()).says).toBe('held');
    expect((await contend(join(mount, 'state.json'), around)).says).toBe('state.locked');
  });

  it('without /proc: through a short link, however long the path', async ({ skip }) => {
    const flags = ['-m'];
    skipWithout(flags, skip);
    const deep = join(folder, 'x'.repeat(120), 'y'.repeat(120));
    await mkdir(deep, { recursive: true });
    const at = join(deep, 'state.json');
    const around = unshared(flags, 'mount -t tmpfs none /proc');
    const first = await contend(at, around);
    expect(first.says).toBe('held');
    expect((await contend(at)).says).toBe('state.locked');
    expect((await contend(at, around)).says).toBe('state.locked');
    await end(first.child);
    expect((await contend(at)).says).toBe('held');
  });
});

/** A test that cannot run here says why. */
function skipWithout(flags: readonly string[], skip: (why: string) => void): void {
  const why = missing(flags);
  if (why !== null) skip(`unshare ${flags.join(' ')} is not allowed here: ${why}`);
}

it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)('a folder that may not be written', async () => {
  await chmod(folder, 0o500);
  expect((await contend()).says).toBe('state.unwritable');
  await chmod(folder, 0o700);
});

/** Takes the lock, says so and waits until it is killed or told to release it. */
const HOLDER = `
import { takeLock } from './src/state/take-lock.ts';
import { tryLock } from './src/state/local/lock.ts';
import { nodeDisk } from './src/state/local/disk.ts';
import { createWatch } from './src/state/lease.ts';
import { hostname } from 'node:os';

const clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep: async () => undefined };
const random = { fraction: () => 0, uuid: () => crypto.randomUUID() };
const holder = { pid: process.pid, host: hostname(), user: 'kim' };
try {
  const seat = { path: process.argv[2]!, clock, random, holder, lease: 120, watch: createWatch(clock), ...nodeDisk };
  const lock = await takeLock({ where: seat.path, tryLock: (by) => tryLock(seat, by) }, clock, 'apply', 0);
  console.log('held');
  process.stdin.on('data', () => void lock.release());
} catch (error) {
  console.log((error as { code: string }).code ?? String(error));
}
process.stdin.resume();
process.stdin.on('end', () => undefined);
`;
