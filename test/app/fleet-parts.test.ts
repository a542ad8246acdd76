import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/app/environment.ts';
import { cronOf, intervalOf } from '../../src/app/fleet/cron.ts';
import { createInterrupts } from '../../src/app/fleet/interrupts.ts';
import { interruptible } from '../../src/app/interrupt.ts';
import { openLog } from '../../src/app/fleet/log.ts';
import { pairById, pairsOf } from '../../src/app/fleet/pairs.ts';
import { checkNode } from '../../src/app/fleet/queue.ts';
import { EXIT, UserError } from '../../src/model/error.ts';
import { printable, type Printable } from '../../src/report/escape.ts';
import { errorEvent } from '../../src/report/events.ts';
import { jobResult, roundJson } from '../../src/report/rounds.ts';
import { world, type World } from './world.ts';

describe('the interval of a schedule', () => {
  it.each([
    ['1m', 1],
    ['15m', 15],
    ['1h', 60],
    ['24h', 1440],
  ])('%s', (text, minutes) => expect(intervalOf(text)).toBe(minutes));

  it.each(['7m', '60m', '0m', '5h', '48h', '15', '15 m', '1d', 'm', ''])('%j: cron cannot tell it', (text) =>
    expect(() => intervalOf(text)).toThrow(UserError),
  );

  it('pairs keep their minute, and spread over the interval', () => {
    expect(cronOf(15, '1234567-7654321')).toBe('8-59/15 * * * *');
    expect(cronOf(60, '1234567-7654321')).toMatch(/^\d+ 0-23\/1 \* \* \*$/);
    expect(cronOf(120, '1234567-7654321')).toBe('53 0-23/2 * * *');
    expect(cronOf(1440, '1234567-7654321')).toMatch(/^\d+ \d+ \* \* \*$/);
    const minutes = new Set(Array.from({ length: 200 }, (_, index) => cronOf(15, `${index}-${index}`)));
    expect(minutes.size).toBe(15);
  });
});

describe('the Node of workers', () => {
  it.each(['20.20.2', '21.7.0', '22.11.0'])('%s is refused by name', (version) =>
    expect(() => checkNode(version)).toThrow(`this is Node ${version}`),
  );
  it.each(['22.12.0', '22.23.3', '24.0.0', '26.10.0'])('%s will do', (version) =>
    expect(checkNode(version)).toBeUndefined(),
  );
});

/** Files of a fleet, each the sample's with another text. */
async function files(texts: { readonly [name: string]: (sample: string) => string }): Promise<World> {
  const at = await world();
  const sample = `${await at.read('hfsync.yaml')}\nstate: { backend: postgres }\n`;
  for (const [name, change] of Object.entries(texts)) {
    await mkdir(path.join(at.folder, 'accounts', name), { recursive: true });
    await at.write(`accounts/${name}/hfsync.yaml`, change(sample));
  }
  return at;
}

async function pairsAt(at: World) {
  let found: Awaited<ReturnType<typeof pairsOf>> | null = null;
  const ran = await at.run(
    async (env) => {
      found = await pairsOf(env);
      return 0;
    },
    // Neither tokens nor addresses are needed.
    { flags: { config: 'accounts/*/hfsync.yaml' }, variables: { HARVEST_TOKEN: '', FORECAST_TOKEN: '' } },
  );
  return { ...ran, found: found as Awaited<ReturnType<typeof pairsOf>> | null };
}

const other = (sample: string): string => sample.replace('account: 1234567', 'account: 7');

describe('the pairs of a fleet', () => {
  it('are what the files name; a file with faults is told, and the others count', async () => {
    const { found } = await pairsAt(
      await files({ berlin: (sample) => sample, lisbon: () => 'version: 7\n', oslo: other }),
    );
    expect(found?.pairs).toEqual([
      {
        id: '1234567-7654321',
        config: 'accounts/berlin/hfsync.yaml',
        accounts: { harvest: 1234567, forecast: 7654321 },
      },
      { id: '7-7654321', config: 'accounts/oslo/hfsync.yaml', accounts: { harvest: 7, forecast: 7654321 } },
    ]);
    expect(found?.unusable.map(({ config, error }) => [config, error.code])).toEqual([
      ['accounts/lisbon/hfsync.yaml', 'config.invalid'],
    ]);
  });

  it('two files for one pair are refused', async () => {
    const { code, err } = await pairsAt(await files({ berlin: (sample) => sample, oslo: (sample) => sample }));
    expect(code).toBe(1);
    expect(err.replace(/[│\s]+/g, ' ')).toContain(
      'accounts/berlin/hfsync.yaml and accounts/oslo/hfsync.yaml name the same pair of accounts, 1234567-7654321.',
    );
  });

  it('a pair is found again after its file has moved, and a fault of its file is told as such', async () => {
    const at = await files({ berlin: (sample) => sample, oslo: other });
    const known = new Map([['1234567-7654321', 'accounts/berlin/hfsync.yaml']]);
    const look = (id: string): Promise<string> =>
      new Promise((resolve) => {
        void at.run(
          async (env) => {
            resolve(
              await pairById(env, known, id).then(
                ({ config }) => config,
                (error: UserError) => error.code,
              ),
            );
            return 0;
          },
          { flags: { config: 'accounts/*/hfsync.yaml' } },
        );
      });
    expect(await look('1234567-7654321')).toBe('accounts/berlin/hfsync.yaml');
    await rename(path.join(at.folder, 'accounts/berlin'), path.join(at.folder, 'accounts/de'));
    expect(await look('1234567-7654321')).toBe('accounts/de/hfsync.yaml');
    expect(known.get('7-7654321')).toBe('accounts/oslo/hfsync.yaml');
    await at.write('accounts/de/hfsync.yaml', 'version: 7\n');
    expect(await look('1234567-7654321')).toBe('config.invalid');
    expect(await look('8-9')).toBe('fleet.unknown-pair');
  });

  it('a state on this machine is refused by name', async () => {
    const { found } = await pairsAt(
      await files({ berlin: (sample) => sample.replace('backend: postgres', 'backend: local'), oslo: other }),
    );
    expect(found?.unusable[0]).toMatchObject({
      config: 'accounts/berlin/hfsync.yaml',
      error: { code: 'fleet.local-state' },
    });
  });
});

describe('what interrupts a round', () => {
  interface Heard {
    calls: number;
    /** With what it was called. */
    readonly whys: (string | undefined)[];
    readonly exits: number[];
    signal(): void;
    lose(): void;
  }

  function listening(): Heard {
    const exits: number[] = [];
    let signal = (): void => undefined;
    const job = new AbortController();
    const env: Pick<Environment, 'onInterrupt' | 'exit'> = {
      onInterrupt(listener) {
        signal = listener;
        return () => undefined;
      },
      exit: (code) => void exits.push(code),
    };
    const heard: Heard = { calls: 0, whys: [], exits, signal: () => signal(), lose: () => job.abort() };
    createInterrupts(env as Environment).listen((why) => {
      heard.calls += 1;
      heard.whys.push(why);
    }, job.signal);
    return heard;
  }

  it('a signal calls it, a second one calls again and ends the process', () => {
    const heard = listening();
    heard.signal();
    expect([heard.calls, heard.exits]).toEqual([1, []]);
    heard.signal();
    expect([heard.calls, heard.exits]).toEqual([2, [130]]);
  });

  it('a lost job calls it once, and the first signal after that is not a second one', () => {
    const heard = listening();
    heard.lose();
    heard.signal();
    expect([heard.calls, heard.exits, heard.whys]).toEqual([1, [], ['lost']]);
  });

  it('a lost job is said as such, without a key that nobody can press', async () => {
    const at = await world();
    const said = async (why?: 'lost'): Promise<string> => {
      const onInterrupt: Environment['onInterrupt'] = (listener) => {
        listener(why);
        return () => undefined;
      };
      return (await at.run((env) => interruptible({ ...env, onInterrupt }, async () => EXIT.done))).err;
    };
    expect(await said()).toContain('Press Ctrl-C again');
    expect(await said('lost')).toBe(
      'The queue took this job back: waiting for running requests, starting nothing new.\n',
    );
  });

  it('a job that is lost while the worker stops is not a request to hurry', () => {
    const heard = listening();
    heard.signal();
    heard.lose();
    expect(heard.calls).toBe(1);
  });
});

describe('the lines of a worker', () => {
  async function lines(say: (env: Environment) => void): Promise<readonly { [key: string]: unknown }[]> {
    const at = await world();
    const { out, err } = await at.run(async (env) => {
      say(env);
      return 0;
    });
    expect(err).toBe('');
    return out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { [key: string]: unknown });
  }

  const whose = { pair: '7-8', config: 'accounts/oslo/hfsync.yaml' };
  const broken = new UserError('config.invalid', 'It has 1 problem.', { hint: 'Mend it.' });

  it('each names its pair; a notice becomes one of them; the error that ended the round is known', async () => {
    let ended: unknown = null;
    const said = await lines((env) => {
      const round = openLog(env).of(whose, () => undefined);
      const text = errorEvent(broken, '2026-12-01T00:00:00.000Z');
      // In pieces, as a long plan comes.
      round.out.write(text.slice(0, 40) as Printable);
      round.out.write(text.slice(40) as Printable);
      round.err.write(printable`Interrupted: wait.\n`);
      round.out.write(roundJson('error', { took: 2 }, '2026-12-01T00:00:00.000Z'));
      ended = round.error();
    });
    expect(said).toHaveLength(3);
    for (const each of said) expect(each).toMatchObject(whose);
    expect(said[0]).toMatchObject({ diagnostic: { code: 'config.invalid' } });
    expect(said[1]).toMatchObject({ '@level': 'warn', '@message': 'Interrupted: wait.' });
    expect(said[2]).toMatchObject({ type: 'round_end', result: 'error', seconds: 2 });
    expect(said[2]).not.toHaveProperty('next_in_seconds');
    expect(ended).toEqual({ code: 'config.invalid', summary: 'It has 1 problem.' });
  });

  it('what the queue says again and again is said once a minute', async () => {
    const said = await lines((env) => {
      let now = 0;
      const log = openLog({ ...env, clock: { ...env.clock, elapsed: () => now } });
      for (now = 0; now <= 60_000; now += 2_000) log.queueError('connect ECONNREFUSED');
      log.queueError('something else');
    });
    expect(said.map((each) => each['@message'])).toEqual([
      'connect ECONNREFUSED',
      'connect ECONNREFUSED',
      'something else',
    ]);
  });

  it.each([
    [0, 'completed'],
    [2, 'completed'],
    [3, 'completed'],
    [4, 'completed'],
    [1, 'failed'],
    [5, 'failed'],
    [6, 'failed'],
    [7, 'failed'],
    [130, 'failed'],
  ] as const)('a round with exit code %i: its job is %s', (exit, status) =>
    expect(jobResult(exit, null, null).status).toBe(status),
  );
});
