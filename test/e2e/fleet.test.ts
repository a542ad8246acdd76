import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { edit, EXPECTED, isInStep, writes } from './fleet-edits.ts';
import { database, eventually, FILES, QUEUE, SKIPS, type Worker } from './fleet-stage.ts';

const at = database();

describe.skipIf(SKIPS)(`schedules and workers of a fleet, with the queue ${QUEUE}`, () => {
  it('schedules are what the files name: shown first, and those of pairs that are gone are removed', async () => {
    const all = await at.fleet(3, 'of-schedules');
    const every = ['fleet', 'schedule', '--config', FILES, '--every'] as const;
    expect(await all.run(...every, '15m')).toMatchObject({
      ...{ code: 0, err: '' },
      out: `Schedules of the fleet of-schedules in 127.0.0.1/postgres (UTC)
  + 1234567-7654321  8-59/15 * * * *   accounts/00/hfsync.yaml
  + 1234568-7654322  10-59/15 * * * *  accounts/01/hfsync.yaml
  + 1234569-7654323  12-59/15 * * * *  accounts/02/hfsync.yaml

Schedules: 3 added, 0 changed, 0 kept, 0 removed.
`,
    });
    await rm(path.join(all.folder, 'accounts/01'), { recursive: true });
    await writeFile(path.join(all.folder, 'accounts/02/hfsync.yaml'), 'version: 7\n');
    expect(await all.run(...every, '15m')).toMatchObject({ code: 1, out: '' });
    await rm(path.join(all.folder, 'accounts/02'), { recursive: true });
    const { out } = await all.run(...every, '15m');
    expect(out).toContain('  - 1234568-7654322  10-59/15 * * * *  no file names this pair any more\n');
    expect(out).toContain('Schedules: 0 added, 0 changed, 1 kept, 2 removed.\n');
    expect((await all.run(...every, '1h')).out).toContain('0 added, 1 changed, 0 kept, 0 removed.');
    expect((await all.run(...every, 'off')).out).toMatch(
      / switched off\n\nSchedules: 0 added, 0 changed, 0 kept, 1 removed\.\n$/,
    );
  }, 60_000);

  it('a worker says why a job failed, lets the writes of a round finish when it stops, and the next one goes on', async () => {
    const all = await at.fleet(2, 'of-workers');
    const once = ['fleet', 'schedule', '--config', FILES, '--once'] as const;
    expect(await all.run(...once)).toMatchObject({ code: 0 });
    await rm(path.join(all.folder, 'accounts/01'), { recursive: true });
    const [first] = all.pairs;
    const worker = all.worker('--listen', '127.0.0.1:0', '--concurrency', '2');
    await eventually('both jobs were worked on', 60, () =>
      ['round_end', 'diagnostic'].every((type) => worker.lines().some((line) => line['type'] === type)),
    );
    expect(worker.lines().find((line) => line['type'] === 'diagnostic')).toMatchObject({
      pair: '1234568-7654322',
      diagnostic: { code: 'fleet.unknown-pair' },
    });
    const origin = String(worker.lines().find(({ type }) => type === 'listening')?.['origin']);
    await eventually('it is ready', 30, async () => (await fetch(`${origin}/readyz`)).ok);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    expect(metrics).toContain('hfsync_plan_changes{pair="1234567-7654321"} 0\n');
    expect(metrics).toContain('hfsync_rounds_total{result="done"} 1\n');

    await edit(first!);
    first!.sandbox.control.faults.add({
      fault: 'slow',
      side: 'forecast',
      method: 'PUT',
      times: null,
      delayMs: 1_000,
    });
    expect(await all.run(...once)).toMatchObject({ code: 0 });
    await eventually('a write is under way', 60, () => writes(first!).length > 0);
    worker.process.kill('SIGTERM');
    expect(await worker.end).toMatchObject({ code: 130, err: '' });
    expect(worker.lines().at(-1)).toMatchObject({ type: 'round_end', pair: first!.id });
    const next = all.worker('--concurrency', '1');
    await eventually('the next one goes on', 90, () => isInStep(first!));
    expect(writes(first!)).toEqual(EXPECTED);
    next.process.kill('SIGTERM');
    await next.end;
  }, 180_000);

  it('a worker that was stopped for too long finds its job taken back; who has it by now waits for the lock', async () => {
    const all = await at.fleet(1, 'of-two');
    const once = ['fleet', 'schedule', '--config', FILES, '--once'] as const;
    const [pair] = all.pairs;
    const rounds = (worker: Worker): readonly unknown[] =>
      worker
        .lines()
        .filter(({ type }) => type === 'round_end')
        .map(({ result }) => result);
    expect(await all.run(...once)).toMatchObject({ code: 0 });
    const first = all.worker('--concurrency', '1');
    await eventually('it has had a round', 60, () => rounds(first).length === 1);
    await edit(pair!);
    pair!.sandbox.control.faults.add({ fault: 'slow', side: 'forecast', method: 'PUT', times: null, delayMs: 2_000 });
    expect(await all.run(...once)).toMatchObject({ code: 0 });
    await eventually('a write is under way', 60, () => writes(pair!).some((write) => write.startsWith('PUT')));
    first.process.kill('SIGSTOP');
    // What it had sent by then arrives.
    await pause(1_000);
    const sent = writes(pair!);
    const second = all.worker('--concurrency', '1');
    await eventually('another one has its job', 120, () => rounds(second).length > 0);
    expect(rounds(second)[0]).toBe('locked');
    expect(writes(pair!)).toEqual(sent);
    first.process.kill('SIGCONT');
    await eventually('each change is made', 120, () => isInStep(pair!));
    await eventually('the stopped one has noticed', 60, () => rounds(first).includes('interrupted'));
    expect(JSON.stringify(first.lines())).toContain('The queue took this job back');
    expect(writes(pair!)).toEqual(EXPECTED);
    for (const { process: running } of [first, second]) running.kill('SIGTERM');
    for (const { end } of [first, second]) expect(await end).toMatchObject({ err: '' });
  }, 400_000);

  it('a state on one machine is refused before anything happens', async () => {
    const all = await at.fleet(1);
    const file = path.join(all.folder, 'accounts/00/hfsync.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('backend: postgres', 'backend: local'));
    for (const args of [['work'], ['schedule', '--once']]) {
      const { code, err } = await all.run('fleet', ...args, '--config', FILES);
      expect(code).toBe(1);
      expect(err).toContain('fleet.local-state');
      expect(err).toContain('accounts/00/hfsync.yaml');
    }
    expect(all.pairs[0]!.sandbox.requests).toEqual([]);
  }, 60_000);
});
