import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plan } from '../../src/app/plan.ts';
import { openPace, paceFile } from '../../src/app/pace.ts';
import { nodeFiles } from '../../src/files/node.ts';
import { PLAN } from '../support/options.ts';
import { world } from './world.ts';

const LIMIT = 'https://api.harvestapp.com';
const NOW = 1_760_000_000_000;
let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hfsync-pace-'));
  file = path.join(folder, 'cache', 'requests');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (now: number) => openPace(file, { files: nodeFiles, clock: { now: () => now } as never });

describe('what a run sent is known to the next', () => {
  it('by limit, and only while it counts', async () => {
    const first = await at(NOW);
    first.answered(LIMIT);
    first.answered('https://api.forecastapp.com');
    first.answered(LIMIT);
    await first.written();
    const second = await at(NOW + 4_000);
    expect(second.lately(LIMIT, 15_000)).toEqual([4_000, 4_000]);
    expect(second.lately(`${LIMIT} reports`, 15_000)).toEqual([]);
    expect((await at(NOW + 15_001)).lately(LIMIT, 15_000)).toEqual([]);
    // The clock was put back.
    expect((await at(NOW - 1)).lately(LIMIT, 15_000)).toEqual([]);
  });

  it('two runs at once add their lines', async () => {
    const [one, other] = [await at(NOW), await at(NOW)];
    one.answered(LIMIT);
    await one.written();
    other.answered(LIMIT);
    await other.written();
    expect((await at(NOW)).lately(LIMIT, 15_000)).toEqual([0, 0]);
  });

  it('a long file loses its old lines', async () => {
    await (await at(NOW)).written();
    const made = await at(NOW);
    made.answered(LIMIT);
    await made.written();
    await writeFile(file, `${NOW - 3_600_000} ${LIMIT}\n`.repeat(2_000) + `${NOW} ${LIMIT}\nnonsense\n`);
    expect((await at(NOW)).lately(LIMIT, 15_000)).toEqual([0]);
    expect(await readFile(file, 'utf8')).toBe(`${NOW} ${LIMIT}\n`);
  });

  it('a mistake of our own is not taken for a disk that cannot be read', async () => {
    const files = { ...nodeFiles, read: () => Promise.reject(new TypeError('a bug')) };
    await expect(openPace(file, { files, clock: { now: () => NOW } as never })).rejects.toThrow('a bug');
  });

  it('a place that cannot be written is done without; a symbolic link is not followed', async () => {
    const target = path.join(folder, 'precious');
    await writeFile(target, 'keep');
    file = path.join(folder, 'link');
    await symlink(target, file);
    const linked = await at(NOW);
    linked.answered(LIMIT);
    await linked.written();
    expect(await readFile(target, 'utf8')).toBe('keep');
    file = path.join(target, 'below', 'a', 'file');
    const blocked = await at(NOW);
    blocked.answered(LIMIT);
    await blocked.written();
    expect(blocked.lately(LIMIT, 15_000)).toEqual([]);
  });
});

it.each([
  [{ XDG_CACHE_HOME: '/c', HOME: '/h' }, 'linux', '/c/hfsync/requests'],
  [{ HOME: '/h' }, 'linux', '/h/.cache/hfsync/requests'],
  [{ HOME: '/h' }, 'darwin', '/h/Library/Caches/hfsync/requests'],
  [{ XDG_CACHE_HOME: 'relative' }, 'linux', null],
] as const)('the folder of %j on %s', (variables, platform, expected) => {
  expect(paceFile(variables, platform)).toBe(expected);
});

it('a second plan right after the first keeps below the limit that both share', async () => {
  let skipped = 0;
  const clock = {
    now: () => Date.now() + skipped,
    elapsed: () => performance.now() + skipped,
    // Nobody waits in a test: the clock of the sandbox moves on instead.
    sleep: async (ms: number) => void (skipped += ms),
  };
  const here = await world({ rate: { requests: 8, seconds: 15 }, clock });
  const file8 = (await here.read('hfsync.yaml')).replaceAll(
    /(account: \d+)/g,
    '$1\n  rate: { requests: 8, seconds: 15 }',
  );
  await here.write('hfsync.yaml', file8);
  const run = () =>
    here.run((env) => plan({ ...env, pace: () => openPace(file, { files: nodeFiles, clock: env.clock }) }, PLAN), {
      flags: { verbose: true },
      clock,
    });
  const [first, second] = [await run(), await run()];
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(first.err).not.toContain('staying below');
  expect(second.err).toContain('staying below the rate limit');
  expect(here.requests.filter(({ status }) => status === 429)).toEqual([]);
});

it('something else uses the limit: the run says so once, and goes on', async () => {
  const here = await world();
  here.control.faults.add({ fault: 'limit', side: 'harvest', method: 'GET', path: '/roles', seconds: 1, times: 2 });
  const { code, err } = await here.run((env) => plan(env, PLAN), { clock: { sleep: async () => undefined } });
  expect(code).toBe(0);
  expect(err.match(/something else behind this address uses the limit/g)).toHaveLength(1);
});
