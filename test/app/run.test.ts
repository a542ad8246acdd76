import { describe, expect, it } from 'vitest';
import { durationOf, nextIn, runEvery, type RunOptions } from '../../src/app/run.ts';
import { world, type Ran, type World } from './world.ts';

const OPTIONS: RunOptions = {
  every: '15m',
  listen: '127.0.0.1:0',
  allow: ['first_sync'],
  select: { only: [], except: [] },
  maxWait: 5,
  lockTimeout: 0,
};

interface Seen {
  readonly health: number;
  readonly ready: number;
  readonly metrics: { readonly [name: string]: number };
  /** The wait that was asked for, in seconds. */
  readonly wait: number;
}

/** Runs until `between` has been called in the waits after so many rounds; then a signal comes. */
async function rounds(
  at: World,
  count: number,
  between: (round: number) => unknown = () => undefined,
): Promise<Ran & { readonly seen: readonly Seen[]; readonly lines: readonly { readonly type?: string }[] }> {
  const listeners: (() => void)[] = [];
  const seen: Seen[] = [];
  let origin = '';
  const linesOf = (out: string): { type?: string; origin?: string }[] =>
    out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { type?: string }]));
  const ran = await at.run(
    (env) =>
      runEvery(
        {
          ...env,
          out: {
            ...env.out,
            write(text) {
              origin ||= linesOf(text)[0]?.origin ?? '';
              env.out.write(text);
            },
          },
        },
        OPTIONS,
      ),
    {
      onInterrupt: (interrupt) => listeners.push(interrupt),
      clock: {
        async sleep(ms, signal) {
          if (ms < 60_000) return;
          seen.push({ ...(await look(origin)), wait: ms / 1000 });
          await between(seen.length);
          if (seen.length === count) listeners[0]?.();
          signal?.throwIfAborted();
        },
      },
    },
  );
  return { ...ran, seen, lines: linesOf(ran.out) };
}

async function look(origin: string): Promise<Omit<Seen, 'wait'>> {
  const [health, ready, metrics] = await Promise.all(
    ['healthz', 'readyz', 'metrics'].map((page) => fetch(`${origin}/${page}`)),
  );
  const lines = (await metrics!.text()).split('\n').filter((line) => line.startsWith('hfsync_'));
  const values = lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]);
  return { health: health!.status, ready: ready!.status, metrics: Object.fromEntries(values) };
}

const PROJECT = { side: 'harvest', kind: 'project', id: 14_308_069 } as const;

describe('hfsync run', () => {
  it('applies what people edit between its rounds, leaves the rest to them, and counts both', async () => {
    const at = await world();
    const { code, err, seen, lines } = await rounds(at, 3, async (round) => {
      if (round === 1) await at.control.edit({ ...PROJECT, values: { name: 'Website 2027' } });
      if (round === 2)
        await at.control.create({ side: 'harvest', kind: 'project', values: { name: 'New', client_id: 5_735_776 } });
    });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(at.control.get({ side: 'forecast', kind: 'project', id: 2001 })).toMatchObject({ name: 'Website 2027' });
    expect(seen.map(({ health, ready }) => [health, ready])).toEqual([
      [200, 200],
      [200, 200],
      [200, 200],
    ]);
    expect(seen.map(({ metrics }) => metrics['hfsync_changes_total{result="done"}'])).toEqual([0, 1, 1]);
    expect(seen.map(({ metrics }) => metrics['hfsync_plan_manual_items'])).toEqual([0, 0, 1]);
    expect(seen[2]!.metrics).toMatchObject({
      'hfsync_rounds_total{result="done"}': 3,
      'hfsync_rounds_total{result="error"}': 0,
      hfsync_plan_changes: 0,
      hfsync_plan_conflicts: 0,
      hfsync_round_duration_seconds_count: 3,
    });
    expect(lines.filter(({ type }) => type === 'round_end')).toHaveLength(3);
    expect(lines.filter(({ type }) => type === 'apply_complete')).toHaveLength(1);
  });

  it('waits longer after each failure, is not ready meanwhile, and goes on once the cause is gone', async () => {
    const at = await world();
    const good = await at.read('hfsync.yaml');
    await at.write('hfsync.yaml', 'version: 7\n');
    const { code, seen } = await rounds(at, 3, async (round) => {
      if (round === 2) await at.write('hfsync.yaml', good);
    });
    expect(code).toBe(0);
    expect(seen.map(({ health, ready, wait }) => [health, ready, wait])).toEqual([
      [200, 503, 1800],
      [200, 503, 3600],
      [200, 200, 900],
    ]);
    expect(seen[2]!.metrics['hfsync_rounds_total{result="error"}']).toBe(2);
  });

  it('is stopped by a guard, says so, and keeps its pace', async () => {
    const at = await world();
    await at.write('hfsync.yaml', `${await at.read('hfsync.yaml')}\nguards: { max_changes: 0 }\n`);
    await at.control.edit({ ...PROJECT, values: { name: 'Website 2027' } });
    const { seen } = await rounds(at, 1);
    expect(seen[0]).toMatchObject({ ready: 200, wait: 900 });
    expect(seen[0]!.metrics['hfsync_rounds_total{result="guard"}']).toBe(1);
    expect(at.control.get({ side: 'forecast', kind: 'project', id: 2001 })).toMatchObject({ name: 'Website' });
  });

  it('a signal within a round ends it as it ends an apply', async () => {
    const at = await world();
    const { code, out } = await at.run((env) => runEvery(env, { ...OPTIONS, listen: null }), {
      onInterrupt: (interrupt) => queueMicrotask(interrupt),
    });
    expect(code).toBe(130);
    expect(out).toContain('"result":"interrupted"');
  });

  it('refuses a time or an address that is none', async () => {
    const at = await world();
    const tried = (options: Partial<RunOptions>) => at.run((env) => runEvery(env, { ...OPTIONS, ...options }));
    expect((await tried({ every: '15' })).err).toContain('--every takes a time');
    expect((await tried({ every: '1s' })).err).toContain('--every takes a time');
    expect((await tried({ listen: 'here' })).err).toContain('--listen takes HOST:PORT');
  });

  it('jitter is a tenth at most, and a failure waits an hour or the interval at most', () => {
    expect(durationOf('15m')).toBe(900_000);
    expect([nextIn(1000, 0, 0), nextIn(1000, 0, 1), nextIn(1000, 3, 0.5)]).toEqual([900, 1100, 8000]);
    expect(nextIn(1000, 60, 0.5)).toBe(3_600_000);
    expect(nextIn(7_200_000, 5, 0.5)).toBe(7_200_000);
  });
});
