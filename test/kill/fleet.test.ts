import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { edit, EXPECTED, isInStep, writes } from '../e2e/fleet-edits.ts';
import { database, eventually, FILES, QUEUE, SKIPS, type Stage, type Worker } from '../e2e/fleet-stage.ts';

/** `HFSYNC_TEST_FLEET=2x8`: so many workers, and so many pairs of accounts. */
const [WORKERS = 4, PAIRS = 40] = (process.env['HFSYNC_TEST_FLEET'] ?? '').split('x').filter(Boolean).map(Number);

const at = database();

/** No job waits or is worked on. */
async function isIdle(all: Stage): Promise<boolean> {
  const { created = 0, retry = 0, active = 0 } = await all.jobs();
  return created + retry + active === 0;
}

describe.skipIf(SKIPS)(`a fleet of workers, with its queue ${QUEUE}`, () => {
  it(`${WORKERS} workers keep ${PAIRS} pairs in step, though they are killed and the database goes away`, async () => {
    const all = await at.fleet(PAIRS);
    const once = ['fleet', 'schedule', '--config', FILES, '--once'] as const;
    expect(await all.run(...once)).toMatchObject({ code: 0, out: `${PAIRS} jobs put into the queue.\n` });
    const workers: Worker[] = Array.from({ length: WORKERS }, () => all.worker());
    await eventually('each pair has had a round', 120, () => isIdle(all));
    expect(all.pairs.flatMap(writes)).toEqual([]);

    for (const each of all.pairs) {
      await edit(each);
      // Long enough that a kill finds some of them under way.
      each.sandbox.control.faults.add({ fault: 'slow', side: 'forecast', times: null, delayMs: 150 });
    }
    expect(await all.run(...once)).toMatchObject({ code: 0 });
    let kills = 0;
    const kill = async (): Promise<void> => {
      const place = kills++ % WORKERS;
      workers[place]!.process.kill('SIGKILL');
      await workers[place]!.end;
      workers[place] = all.worker();
    };
    for (let round = 0; round < 2 * WORKERS; round += 1) {
      await pause(700 + 350 * (round % 3));
      await kill();
    }
    const stopped = workers[WORKERS - 1]!.process;
    stopped.kill('SIGSTOP');
    await at.crash();
    await pause(5_000);
    await kill();
    await pause(5_000);
    await at.start();
    await kill();
    // Longer than its heartbeats allow: another worker has its jobs by now, if it had any.
    await pause(12_000);
    stopped.kill('SIGCONT');
    // What the killed ones left is taken over; who comes too early finds the state locked, and tries again.
    await eventually('nothing is left to do', 300, () => isIdle(all));
    expect(await all.run(...once)).toMatchObject({ code: 0 });
    await eventually('a last round', 120, () => isIdle(all));

    expect((await all.jobs()).again).toBeGreaterThan(0);
    expect(all.pairs.filter((each) => !isInStep(each)).map(({ id }) => id)).toEqual([]);
    for (const each of all.pairs) expect([each.id, ...writes(each)]).toEqual([each.id, ...EXPECTED]);
    const plan = await all.run('plan', '--config', FILES, '--detailed-exitcode');
    expect(plan.code, plan.out.slice(-2_000)).toBe(0);
    for (const { process: running } of workers) running.kill('SIGTERM');
    for (const { end } of workers) expect(await end).toMatchObject({ code: 0, err: '' });
  }, 900_000);
});
