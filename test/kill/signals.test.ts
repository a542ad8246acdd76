import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { APPLY, openBench, until, type Bench, type Ended, type Running } from './bench.ts';
import { SCENARIOS } from './scenarios.ts';
import { goOn, originsOf, rehearse, type Rehearsal } from './sweep.ts';

/** The real program and what an operating system does to it: signals, closed pipes, no memory, and others of its kind. */
// Each test starts several programs, which takes as long as the machine lets it.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let bench: Bench;
let rehearsal: Rehearsal;
let lockFile: string;

beforeAll(async () => {
  bench = await openBench();
  lockFile = path.join(bench.stateFolder, 'state.json.lock');
  const scenario = SCENARIOS.find(({ name }) => name === 'projects renamed on both sides');
  if (!scenario) throw new Error('the scenario is gone');
  rehearsal = await rehearse(bench, scenario, await originsOf(bench));
});

const started: Running[] = [];

beforeEach(() => bench.putBack(rehearsal.start));
afterEach(async () => {
  // A test that failed must not leave its program to the next one.
  for (const { child, end } of started.splice(0)) {
    child.kill('SIGKILL');
    await end;
  }
  bench.sandbox.control.faults.clear();
});
afterAll(() => bench.stop());

const said = ({ out, err }: Ended): string => `${out}${err}`.replaceAll(/[\s│]+/g, ' ');

interface Middle extends Running {
  /** Lets the write that arrived have its effect and its answer. */
  letGo(): void;
}

/** An apply whose first write to Forecast has arrived, and waits. */
async function inTheMiddle(args: readonly string[] = APPLY): Promise<Middle> {
  const letGo = bench.hold();
  const running = bench.start(args, { hurry: 1 });
  started.push(running);
  await until('a write arrived', () => bench.sandbox.requests.some(({ method }) => method === 'PUT'));
  return { ...running, letGo };
}

/** Returns once it has said so. */
async function hears({ child }: Running, words: string): Promise<void> {
  let heard = '';
  child.stderr?.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await until(`it says ${words}`, () => heard.includes(words));
}

describe('K3: signals, and a reader that goes away', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: what runs is finished and recorded, 130, the rest later',
    async (signal) => {
      const running = await inTheMiddle();
      running.child.kill(signal);
      await hears(running, 'Interrupted: waiting for running requests, starting nothing new.');
      running.letGo();
      expect(await running.end).toMatchObject({ code: 130 });
      expect(await bench.names()).not.toContain('state.json.journal');
      expect(await goOn(bench, rehearsal)).toEqual([]);
    },
  );

  it('a second SIGINT ends it at once; the next run settles what was running', async () => {
    const running = await inTheMiddle();
    running.child.kill('SIGINT');
    await hears(running, 'Interrupted');
    running.child.kill('SIGINT');
    const ended = await running.end;
    expect(ended.code).toBe(130);
    expect(ended.err).toContain('Stopped at once. The next run checks what was still running.');
    expect(await bench.names()).toContain('state.json.journal');
    bench.sandbox.control.faults.clear();
    // The write on its way was never answered, and never arrives: nobody lets it go.
    expect(await bench.run(APPLY)).toMatchObject({ code: 0 });
    expect((await bench.verify()).code).toBe(0);
  });

  it('stdout and stderr closed from the start: it goes on to the end', async () => {
    const { child, end } = bench.start(APPLY);
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect(await end).toMatchObject({ code: 0 });
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });
});

describe('K4: a fault of the program itself', () => {
  // Not the last ones: what is written at the same time goes to the disk at once, so a run may make a few calls fewer.
  const points = (): readonly number[] => {
    const all = rehearsal.points.filter(({ when, label }) => when === 'before' && /^(PUT|PATCH|rename) /.test(label));
    return [0.1, 0.5, 0.8].map((part) => all[Math.floor(all.length * part)]?.point ?? 0);
  };

  it('a rejection that nobody handles: not 0, and the next run goes on', async () => {
    for (const point of points()) {
      await bench.putBack(rehearsal.start);
      const ended = await bench.run(APPLY, { kill: { point, when: 'reject' } });
      expect(ended.code).toBe(1);
      expect(ended.err).toContain('nobody handles this');
      expect(await goOn(bench, rehearsal), `point ${point}`).toEqual([]);
    }
  });

  it('out of memory: not 0, and the next run goes on', async () => {
    bench.variables = { NODE_OPTIONS: '--max-old-space-size=64' };
    for (const point of points()) {
      await bench.putBack(rehearsal.start);
      const ended = await bench.run(APPLY, { kill: { point, when: 'memory' } });
      expect(ended).toMatchObject({ signal: 'SIGABRT' });
      expect(await goOn(bench, rehearsal), `point ${point}`).toEqual([]);
    }
    bench.variables = {};
  });
});

describe('K15, K17: two applies on one machine', () => {
  it('exactly one runs; the other is told who, where and since when, and writes nothing', async () => {
    const { child, end, letGo } = await inTheMiddle();
    const second = await bench.run(APPLY);
    letGo();
    expect(second.code).toBe(7);
    expect(said(second)).toMatch(
      new RegExp(
        `is locked by process ${child.pid} of .* on ${hostname()}, apply since 20\\d\\d-.*Z.*--lock-timeout.*state unlock`,
      ),
    );
    expect(await end).toMatchObject({ code: 0 });
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });

  it('started at the same moment: one runs, one is refused, and each write comes once', async () => {
    const letGo = bench.hold();
    const both = [bench.run(APPLY), bench.run(APPLY)];
    // The one that runs waits with its first write until the other one has ended.
    await Promise.race(both);
    letGo();
    const ended = await Promise.all(both);
    expect(ended.map(({ code }) => code).sort()).toEqual([0, 7]);
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });

  it('--lock-timeout waits for the other one to end', async () => {
    const first = await inTheMiddle();
    const second = bench.start([...APPLY, '--lock-timeout', '600']);
    started.push(second);
    first.letGo();
    const order: string[] = [];
    await Promise.all([
      first.end.then(() => order.push('first')),
      second.end.then((ended) => order.push(`second ${ended.code}`)),
    ]);
    expect(order).toEqual(['first', 'second 0']);
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });

  it('the holder killed: the lock is free at once', async () => {
    const { child, end, letGo } = await inTheMiddle();
    child.kill('SIGKILL');
    await end;
    letGo();
    await bench.moment();
    expect(await bench.names()).toContain('state.json.lock');
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });

  it('state unlock: not while its holder lives, nor by another id; and one of another machine goes', async () => {
    const { end, letGo } = await inTheMiddle();
    const { id } = JSON.parse(await readFile(lockFile, 'utf8')) as { id: string };
    expect(await bench.run(['state', 'unlock', id])).toMatchObject({ code: 7 });
    letGo();
    await end;
    const elsewhere = { id: 'elsewhere-1', operation: 'apply', since: '2026-01-01T00:00:00.000Z' };
    await writeFile(lockFile, JSON.stringify({ ...elsewhere, pid: 7, host: 'other-machine', user: 'kim' }));
    const refused = await bench.run(APPLY);
    expect(refused.code).toBe(7);
    expect(said(refused)).toContain('process 7 of kim on other-machine, apply since 2026-01-01T00:00:00.000Z');
    expect(said(refused)).toContain('hfsync state unlock elsewhere-1');
    expect(await bench.run(['state', 'unlock', id])).toMatchObject({ code: 1 });
    expect(await bench.run(['state', 'unlock', 'elsewhere-1'])).toMatchObject({ code: 0 });
    expect(await goOn(bench, rehearsal)).toEqual([]);
  });
});
