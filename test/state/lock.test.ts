import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/state/files.ts';
import { abstractSocket, breakLock, isProcessAlive, takeLock, type LockSeat } from '../../src/state/lock.ts';
import { createFakeClock, createFakeRandom } from '../support/fake-clock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'hfsync-lock-')));
  path = join(folder, 'state.json');
});

afterEach(() => rm(folder, { recursive: true }));

function seat(more: Partial<LockSeat> = {}): LockSeat {
  return {
    path,
    files: nodeFiles,
    clock: createFakeClock(),
    random: createFakeRandom(),
    holder: { pid: process.pid, host: 'here', user: 'kim' },
    exclusive: null,
    isAlive: () => true,
    ...more,
  };
}

function infoOf(more: object): string {
  return JSON.stringify({ id: 'x', operation: 'apply', since: 'then', pid: 4711, host: 'here', user: 'ann', ...more });
}

const refused = (message: RegExp) => ({
  code: 'state.locked',
  exitCode: 7,
  message: expect.stringMatching(message) as string,
});

describe.each([
  ['by a kernel name', process.platform === 'linux' ? abstractSocket : undefined],
  ['by the file', null],
])('the lock %s', (_how, exclusive) => {
  it.skipIf(exclusive === undefined)('has one holder, whom the loser names', async () => {
    const mine = seat({ exclusive: exclusive ?? null });
    const lock = await takeLock(mine, 'apply', 0);
    await expect(takeLock(mine, 'plan', 0)).rejects.toMatchObject(refused(/of kim on here, apply since 2026-01-01/));
    await lock.release();
    await (await takeLock(mine, 'apply', 0)).release();
  });

  it.skipIf(exclusive === undefined)(
    'waits 1 s, then twice as long, up to 16 s, and no longer than asked',
    async () => {
      const clock = createFakeClock();
      const mine = seat({ exclusive: exclusive ?? null, clock });
      const lock = await takeLock(mine, 'apply', 0);
      await expect(takeLock(mine, 'apply', 60_000)).rejects.toMatchObject({ exitCode: 7 });
      expect(clock.slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 13_000]);
      await lock.release();
    },
  );

  it.skipIf(exclusive === undefined)('is refused while a process of another machine may hold it', async () => {
    await writeFile(`${path}.lock`, infoOf({ host: 'there' }));
    const mine = seat({ exclusive: exclusive ?? null, isAlive: () => false });
    await expect(takeLock(mine, 'apply', 0)).rejects.toMatchObject(refused(/of ann on there/));
    await expect(breakLock(mine, 'y')).rejects.toMatchObject({ code: 'state.lock-id' });
    expect(await breakLock(mine, 'x')).toMatchObject({ user: 'ann' });
    await (await takeLock(mine, 'apply', 0)).release();
    await expect(breakLock(mine, 'x')).rejects.toMatchObject({ code: 'state.not-locked' });
  });
});

describe('the lock by the file', () => {
  it('K17 is taken over only once its process is proven dead', async () => {
    await writeFile(`${path}.lock`, infoOf({}));
    await expect(takeLock(seat({ isAlive: () => true }), 'apply', 0)).rejects.toMatchObject(refused(/process 4711/));
    await expect(breakLock(seat(), 'x')).rejects.toMatchObject({ code: 'state.locked' });
    const lock = await takeLock(seat({ isAlive: (pid) => pid !== 4711 }), 'apply', 0);
    expect(await readFile(`${path}.lock`, 'utf8')).toContain('kim');
    await lock.release();
  });

  it('has one winner when many take over at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      await writeFile(`${path}.lock`, infoOf({ id: `dead-${round}` }));
      const contenders = Array.from({ length: 8 }, (_, index) =>
        takeLock(seat({ random: createFakeRandom(`r${round}-${index}`), isAlive: (pid) => pid !== 4711 }), 'apply', 0),
      );
      const locks = (await Promise.allSettled(contenders)).filter((result) => result.status === 'fulfilled');
      expect(locks).toHaveLength(1);
      await locks[0]!.value.release();
    }
  });

  it('that says nothing yet holds too', async () => {
    await writeFile(`${path}.lock`, '');
    await expect(takeLock(seat(), 'apply', 0)).rejects.toMatchObject(refused(/another process/));
  });

  it('K18 is not released by somebody who lost it', async () => {
    const lock = await takeLock(seat(), 'apply', 0);
    await writeFile(`${path}.lock`, infoOf({ id: 'theirs' }));
    await lock.release();
    expect(await readFile(`${path}.lock`, 'utf8')).toContain('theirs');
  });
});

it('a process that ended is not alive, and no id can prove that for a group', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(isProcessAlive(child.pid!)).toBe(false);
  expect(isProcessAlive(process.pid)).toBe(true);
  expect(isProcessAlive(-1)).toBe(true);
});

describe.runIf(process.platform === 'linux')('two real processes', () => {
  let tools: string;
  let script: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    tools = await mkdtemp(join(tmpdir(), 'hfsync-holder-'));
    script = join(tools, 'holder.mjs');
    await build({
      stdin: { contents: HOLDER, resolveDir: join(import.meta.dirname, '../..'), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
      logLevel: 'error',
    });
  });

  afterEach(async () => {
    for (const child of children.splice(0)) await end(child, 'SIGKILL');
  });

  afterAll(() => rm(tools, { recursive: true }));

  /** Starts a process that wants the lock; answers the line it prints. */
  async function contend(): Promise<{ child: ChildProcess; says: string }> {
    const child = spawn(process.execPath, [script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const [says] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return { child, says };
  }

  it('P16 K15 exactly one holds', async () => {
    const said = (await Promise.all([contend(), contend(), contend()])).map(({ says }) => says);
    expect(said.filter((says) => says === 'held')).toHaveLength(1);
    expect(said.filter((says) => says === 'state.locked')).toHaveLength(2);
  });

  it('K17 kill -9 of the holder frees the lock at once', async () => {
    const first = await contend();
    expect(first.says).toBe('held');
    expect((await contend()).says).toBe('state.locked');
    await end(first.child, 'SIGKILL');
    expect((await contend()).says).toBe('held');
  });
});

async function end(child: ChildProcess, signal: 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** Takes the lock, says so and waits until it is killed or its input ends. */
const HOLDER = `
import { abstractSocket, isProcessAlive, takeLock } from './src/state/lock.ts';
import { nodeFiles } from './src/state/files.ts';

const clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep: async () => undefined };
const random = { fraction: () => 0, uuid: () => String(process.pid) + '-' + String(process.hrtime.bigint()) };
const holder = { pid: process.pid, host: 'here', user: 'kim' };
process.stdin.resume();
process.stdin.on('end', () => process.exit());
try {
  await takeLock({ path: process.argv[2]!, files: nodeFiles, clock, random, holder, exclusive: abstractSocket, isAlive: isProcessAlive }, 'apply', 0);
  console.log('held');
} catch (error) {
  console.log((error as { code: string }).code);
}
`;
