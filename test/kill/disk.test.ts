import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPLY, openBench, type Bench, type Ended, type Refusal } from './bench.ts';
import { SCENARIOS } from './scenarios.ts';
import { goOn, originsOf, rehearse, type Rehearsal } from './sweep.ts';

/**
 * The real program on a disk that is full, breaks, lies, or holds something else than hfsync left there. Each time: nothing is
 * lost, nothing is sent that the journal does not know, the message says what to do, and the next run goes on.
 */
let bench: Bench;
let rehearsal: Rehearsal;
let state: string;

beforeAll(async () => {
  bench = await openBench();
  state = path.join(bench.stateFolder, 'state.json');
  const scenario = SCENARIOS.find(({ name }) => name === 'projects renamed on both sides');
  if (!scenario) throw new Error('the scenario is gone');
  rehearsal = await rehearse(bench, scenario, await originsOf(bench));
}, 60_000);

afterAll(() => bench.stop());

const writesSent = (): number => bench.sandbox.requests.filter(({ method }) => method !== 'GET').length;
const everySaid = ({ out, err }: Ended): string => `${out}${err}`.replaceAll(/[\s│]+/g, ' ');

/**
 * Runs `apply` from the rehearsal's start on a disk that refuses. It waits in real time, so that the lock's beat, which may fail once,
 * does not come into it.
 */
async function onDisk(...refuse: readonly Refusal[]): Promise<Ended> {
  await bench.putBack(rehearsal.start);
  return bench.run(APPLY, { refuse, hurry: 1 });
}

/** How often the refusal can strike: points of the undisturbed run that begin so. */
function times(match: string): readonly number[] {
  const all = rehearsal.points.filter(({ when, label }) => when === 'before' && label.startsWith(match));
  return all.map((_, index) => index + 1);
}

/** What is written at the same time goes to the disk at once, so a run may end before its n-th call of a kind. */
function isStruck({ points }: Ended, match: string, nth: number): boolean {
  return points.filter((label) => label.startsWith(match)).length >= nth;
}

/** Before a request changes an account, its intent is durable. Intents that come together are written at once. */
async function expectSentIsKnown(): Promise<void> {
  const journal = await readFile(`${state}.journal`, 'utf8').catch(() => '');
  const lines = journal.split('\n').slice(0, -1);
  expect(writesSent()).toBeLessThanOrEqual(lines.filter((line) => line.includes('"entry":{"intent":')).length);
}

describe('K5: a disk that fills up at any write, and stays full', () => {
  it(
    'sends nothing more, tells the way on, and finds everything once there is space',
    { timeout: 120_000 },
    async () => {
      let inTheMiddle = 0;
      for (const nth of times('write ')) {
        const run = await onDisk({ match: 'write ', code: 'ENOSPC', nth });
        if (!isStruck(run, 'write ', nth)) continue;
        const sent = writesSent();
        expect([nth, run.code]).toEqual([nth, sent === 0 && run.code === 1 ? 1 : 6]);
        expect(everySaid(run)).toContain('The disk is full. Free some space, then run again.');
        await expectSentIsKnown();
        if (sent > 0) inTheMiddle += 1;
        expect(await goOn(bench, rehearsal), `write ${nth}`).toEqual([]);
      }
      expect(inTheMiddle).toBeGreaterThan(1);
    },
  );
});

describe('K6: fsync fails once, of a file or of the folder', () => {
  it('takes it for not written, stops, and goes on with the next run', { timeout: 180_000 }, async () => {
    let struck = 0;
    for (const nth of times('sync ')) {
      const run = await onDisk({ match: 'sync ', code: 'EIO', nth, times: 1 });
      if (!isStruck(run, 'sync ', nth)) continue;
      struck += 1;
      expect([nth, run.code]).toEqual([nth, writesSent() === 0 && run.code === 1 ? 1 : 6]);
      expect(everySaid(run)).toContain('The disk reports an error. Check it, then run again.');
      expect(await goOn(bench, rehearsal), `sync ${nth}`).toEqual([]);
    }
    expect(struck).toBeGreaterThan(3);
  });
});

describe('K7: writes that take half of the bytes', () => {
  it('are gone on with until all is written', async () => {
    const run = await onDisk({ match: 'write ', code: 'short' });
    expect(run.code).toBe(0);
    expect(run.points.filter((label) => label.startsWith('write ')).length).toBeGreaterThan(50);
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });
});

describe('K8: a folder that cannot be written', () => {
  it.each(['EROFS', 'EACCES'])('%s is found before the first request', async (code) => {
    const run = await onDisk({ match: 'open ', code });
    expect(run).toMatchObject({ code: 1 });
    expect(everySaid(run)).toContain(
      `cannot be written (${code}). state.unwritable hfsync must be able to write in the folder of the state`,
    );
    expect(bench.sandbox.requests).toEqual([]);
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });

  it('plan does not need to write', async () => {
    await bench.putBack(rehearsal.start);
    const refuse = ['open ', 'mkdir ', 'rename ', 'rm '].map((match) => ({ match, code: 'EROFS' }));
    expect(await bench.run(['plan', '--detailed-exitcode'], { refuse })).toMatchObject({ code: 2 });
  });

  it('a state that is read-only itself is replaced like any other', async () => {
    await bench.putBack(rehearsal.start);
    await chmod(state, 0o444);
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });
});

/** What somebody, or a failing disk, left in place of the state; the words that tell it. */
const DAMAGES: readonly (readonly [string, (text: Buffer) => Buffer, RegExp])[] = [
  ['cut in the middle', (text) => text.subarray(0, text.length >> 1), /is damaged.*state\.json\.backup/],
  ['cut by one byte and its newline', (text) => text.subarray(0, -2), /is damaged.*state\.json\.backup/],
  ['zero length', () => Buffer.alloc(0), /is damaged.*state\.json\.backup/],
  ['zeros', (text) => Buffer.alloc(text.length), /is damaged.*state\.json\.backup/],
  ['two states, one after the other', (text) => Buffer.concat([text, text]), /is damaged.*state\.json\.backup/],
  ['one bit flipped in a name', (text) => flipped(text, text.indexOf('Website')), /checksum.*state\.json\.backup/],
  ['one bit flipped into no UTF-8', (text) => flipped(text, 30, 0x80), /it is not UTF-8 text.*state\.json\.backup/],
  [
    'a newer format',
    (text) => Buffer.from(text.toString().replace('hfsync-state/1', 'hfsync-state/2')),
    /written by a newer hfsync.*Update hfsync/,
  ],
  [
    'another pair of accounts',
    (text) =>
      Buffer.from(
        text
          .toString()
          .replace(/\n"checksum.*\n/, '\n')
          .replace(/,\n}/, '\n}')
          .replace('"harvest":1234567', '"harvest":1'),
      ),
    /state of Harvest account 1 and/,
  ],
];

function flipped(text: Buffer, at: number, bit = 1): Buffer {
  const changed = Buffer.from(text);
  changed[at] = (changed[at] ?? 0) ^ bit;
  return changed;
}

/** Neither plan nor apply goes on, no account is written, and what lies there stays. */
async function expectRefused(words: RegExp): Promise<void> {
  for (const args of [['plan'], APPLY]) {
    const run = await bench.run(args);
    expect(run.code, args[0]).toBe(1);
    expect(everySaid(run)).toMatch(words);
  }
  expect(bench.sandbox.requests).toEqual([]);
}

describe('K9, K12: a state that is not as hfsync left it', () => {
  it.each(DAMAGES)('%s', async (_what, damage, words) => {
    await bench.putBack(rehearsal.start);
    const damaged = damage(await readFile(state));
    await writeFile(state, damaged);
    await expectRefused(words);
    expect(await readFile(state)).toEqual(damaged);
  });

  it('other line ends are no damage', async () => {
    await bench.putBack(rehearsal.start);
    await writeFile(state, (await readFile(state, 'utf8')).replaceAll('\n', '\r\n'));
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });

  it.each([
    ['a folder', () => mkdir(state), /cannot be read \(not a file\)\. state\.unreadable Something else is where/],
    ['a pipe that nobody writes to', async () => execFileSync('mkfifo', [state]), /cannot be read \(not a file\)/],
    ['a symbolic link', () => symlink('../hfsync.yaml', state), /is a symbolic link.*Name the real file/],
  ])('%s in its place', async (_what, put, words) => {
    await bench.putBack(rehearsal.start);
    await rm(state);
    await put();
    await expectRefused(words);
  });
});

describe('K10: a journal that is not as hfsync left it', () => {
  /** As a run leaves it that was killed after its last intent. */
  async function journalOfKilledRun(): Promise<Buffer> {
    const { point } = rehearsal.points.findLast(({ label }) => /^(PUT|PATCH) /.test(label)) ?? { point: 0 };
    await bench.putBack(rehearsal.start);
    expect(await bench.run(APPLY, { kill: { point, when: 'before' } })).toMatchObject({ signal: 'SIGKILL' });
    bench.sandbox.control.resetRequests();
    return readFile(`${state}.journal`);
  }

  it('torn in its last line: the run goes on', async () => {
    const journal = await journalOfKilledRun();
    await writeFile(`${state}.journal`, journal.subarray(0, -10));
    expect(await bench.run(APPLY)).toMatchObject({ code: 0 });
    expect((await bench.verify()).code).toBe(0);
  });

  it('damaged before that: refused, and what to do', async () => {
    const journal = await journalOfKilledRun();
    const damaged = flipped(journal, journal.indexOf('\n') + 40);
    await writeFile(`${state}.journal`, damaged);
    await expectRefused(/damaged in line 2, and not only at its end.*move the file away/);
    expect(await readFile(`${state}.journal`)).toEqual(damaged);
  });

  it('without its state: refused, and what to do', async () => {
    await journalOfKilledRun();
    await rm(state);
    await expectRefused(/is missing, and .*journal is still there.*Restore the state from your own backup/);
  });
});

describe('K11: a state older than the accounts', () => {
  it('the backup in place of the state: what both sides agree on is learnt again, an edit since is a conflict', async () => {
    await bench.putBack(rehearsal.start);
    expect(await bench.run(APPLY)).toMatchObject({ code: 0 });
    await rename(`${state}.backup`, state);
    await bench.sandbox.control.edit({ side: 'forecast', kind: 'project', id: 2001, values: { name: 'By hand' } });
    bench.sandbox.control.resetRequests();
    expect(await bench.run(APPLY)).toMatchObject({ code: 0 });
    expect(writesSent()).toBe(0);
    const { code, out } = await bench.verify();
    expect([code, out]).toEqual([3, expect.stringContaining('1 conflict')]);
    expect(bench.sandbox.control.get({ side: 'harvest', kind: 'project', id: 14308069 })['name']).toBe('Website 2026');
  });
});
