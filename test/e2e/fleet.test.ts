import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newerNode } from '../support/newer-node.ts';
import { startBouncer, startPostgres, WAY, type Bouncer, type Postgres } from '../support/postgres.ts';
import { eventually, FILES, stage, type Pair, type Stage, type Worker } from './fleet-stage.ts';

/** `HFSYNC_TEST_FLEET=2x8`: so many workers, and so many pairs of accounts. */
const [WORKERS = 4, PAIRS = 40] = (process.env['HFSYNC_TEST_FLEET'] ?? '').split('x').filter(Boolean).map(Number);

const PROJECTS = [14308069, 14307913, 14308070, 14308071] as const;
const TWIN = { 14308069: 2001, 14307913: 2002, 14308070: 2003, 14308071: 2004 } as const;

const { node, why } = newerNode();
let at: Postgres;
let bouncer: Bouncer | null;
let url: string;

beforeAll(async () => {
  at = await startPostgres();
  bouncer = await startBouncer(at);
  url = bouncer?.url() ?? at.url();
}, 60_000);

afterAll(async () => {
  await bouncer?.stop();
  await at.stop();
});

/** What people do in Harvest: each edit is one write in Forecast, and the role one create. */
async function edit({ sandbox: { control } }: Pair): Promise<void> {
  for (const id of PROJECTS)
    await control.edit({ side: 'harvest', kind: 'project', id, values: { name: `New ${id}` } });
  await control.create({ side: 'harvest', kind: 'role', values: { name: 'Gardener' } });
  // Long enough that a kill finds some of them under way.
  control.faults.add({ fault: 'slow', side: 'forecast', times: null, delayMs: 150 });
}

function isInStep({ sandbox }: Pair): boolean {
  const { projects, roles } = sandbox.world().forecast;
  return (
    PROJECTS.every((id) => projects.find((project) => project.id === TWIN[id])?.name === `New ${id}`) &&
    roles.filter(({ name }) => name === 'Gardener').length === 1
  );
}

const writes = ({ sandbox }: Pair): readonly string[] =>
  sandbox.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

/** No job waits or is worked on. */
async function isIdle(all: Stage): Promise<boolean> {
  const { created = 0, retry = 0, active = 0 } = await all.jobs();
  return created + retry + active === 0;
}

describe.skipIf(node === null)(
  `a fleet of workers, with its queue on PostgreSQL ${WAY}${why === null ? '' : ` (skipped: ${why})`}`,
  () => {
    const SHORT = { HFSYNC_STATE_LEASE: '40' };

    it(`${WORKERS} workers keep ${PAIRS} pairs in step, though they are killed and the database goes away`, async () => {
      const all = await stage({ node: node!, at, url, pairs: PAIRS, variables: SHORT });
      const once = ['fleet', 'schedule', '--config', FILES, '--once'] as const;
      expect(await all.run(...once)).toMatchObject({ code: 0, out: `${PAIRS} jobs put into the queue.\n` });
      const workers: Worker[] = Array.from({ length: WORKERS }, () => all.worker());
      await eventually('each pair has had a round', 120, () => isIdle(all));
      expect(all.pairs.flatMap(writes)).toEqual([]);

      for (const each of all.pairs) await edit(each);
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
      for (const each of all.pairs) expect([each.id, ...writes(each)].sort()).toEqual([each.id, ...EXPECTED].sort());
      const plan = await all.run('plan', '--config', FILES, '--detailed-exitcode');
      expect(plan.code, plan.out.slice(-2_000)).toBe(0);
      for (const { process: running } of workers) running.kill('SIGTERM');
      for (const { end } of workers) expect(await end).toMatchObject({ code: 0, err: '' });
    }, 900_000);

    it('schedules are what the files name: shown first, and those of pairs that are gone are removed', async () => {
      const all = await stage({
        node: node!,
        at,
        url,
        pairs: 3,
        variables: { ...SHORT, HFSYNC_FLEET_NAME: 'of-schedules' },
      });
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
      expect((await all.run(...every, 'off')).out).toContain('0 added, 0 changed, 0 kept, 1 removed.');
    }, 60_000);

    it('a worker says why a job failed, lets the writes of a round finish when it stops, and the next one goes on', async () => {
      const all = await stage({
        node: node!,
        at,
        url,
        pairs: 2,
        variables: { ...SHORT, HFSYNC_FLEET_NAME: 'of-workers' },
      });
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
      expect([...writes(first!)].sort()).toEqual([...EXPECTED].sort());
      next.process.kill('SIGTERM');
      await next.end;
    }, 180_000);

    it('a state on one machine is refused before anything happens', async () => {
      const all = await stage({ node: node!, at, url, pairs: 1 });
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
  },
);

const EXPECTED = ['POST /roles', ...Object.values(TWIN).map((id) => `PUT /projects/${id}`)];
