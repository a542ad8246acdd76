import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { realPorts } from '../../src/app/environment.ts';
import { runFleet, type SeveralFiles } from '../../src/app/fleet.ts';
import { plan } from '../../src/app/plan.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { TOKEN } from '../support/canary.ts';
import { world, type Ran, type Setup, type World } from './world.ts';

interface Fleet {
  /** The accounts of `berlin`, and of `oslo`. */
  readonly berlin: World;
  readonly oslo: World;
  plan(setup?: Setup, several?: SeveralFiles, flags?: object): Promise<Ran>;
  apply(setup?: Setup): Promise<Ran>;
}

/** Two agencies, each in a sandbox of its own, and a folder for each; requests with Oslo's token go to Oslo's sandbox. */
async function fleet(): Promise<Fleet> {
  const [berlin, oslo] = [await world(), await world()];
  const text = await berlin.read('hfsync.yaml');
  for (const name of ['berlin', 'oslo']) await mkdir(path.join(berlin.folder, 'accounts', name), { recursive: true });
  await berlin.write('accounts/berlin/hfsync.yaml', text);
  await berlin.write('accounts/oslo/hfsync.yaml', text.replaceAll(/\$\{(\w+)_TOKEN\}/g, '${$1_OSLO_TOKEN}'));
  const transport: Setup['transport'] = async (options) => {
    const real = await realPorts.transport(options);
    const to = (url: string, variable: string): string =>
      variable.includes('OSLO')
        ? url
            .replace(berlin.sandbox.urls.harvest, oslo.sandbox.urls.harvest)
            .replace(berlin.sandbox.urls.forecast, oslo.sandbox.urls.forecast)
        : url;
    return {
      send: (request, signal) => real.send({ ...request, url: to(request.url, request.token?.variable ?? '') }, signal),
      close: () => real.close(),
    };
  };
  const withBoth = (setup: Setup): Setup => ({
    transport,
    ...setup,
    flags: { config: 'accounts/*/hfsync.yaml', ...setup.flags },
    variables: { HARVEST_OSLO_TOKEN: TOKEN, FORECAST_OSLO_TOKEN: TOKEN, ...setup.variables },
  });
  return {
    ...{ berlin, oslo },
    plan: (setup = {}, several = {}, flags = {}) =>
      berlin.run(
        (env) => runFleet(env, { several, flags }, (each) => plan(each, { ...PLAN, detailedExitCode: true })),
        withBoth(setup),
      ),
    apply: (setup = {}) =>
      berlin.run(
        (env) => runFleet(env, { several: {}, flags: {} }, (each) => apply(each, { ...APPLY, allow: ['first_sync'] })),
        withBoth(setup),
      ),
  };
}

const rename = (to: World, name: string): unknown =>
  to.control.edit({ side: 'harvest', kind: 'project', id: 14_308_069, values: { name } });

describe('a command over many pairs of accounts', () => {
  it('plans each, in the order of their names, and ends with a table and one exit code', async () => {
    const both = await fleet();
    await rename(both.oslo, 'Website Oslo');
    const { code, out, err } = await both.plan();
    expect(err).toBe('');
    expect(code).toBe(2);
    expect(out).toMatch(
      /^== accounts\/berlin\/hfsync.yaml\n\n[^]*No changes\.[^]*\n== accounts\/oslo\/hfsync.yaml\n\n[^]*Website Oslo/,
    );
    expect(out.slice(out.indexOf('2 pairs of accounts'))).toBe(`2 pairs of accounts
  to sync  manual  conflicts  result                configuration
        0       0          0  done                  accounts/berlin/hfsync.yaml
        1       0          0  with changes          accounts/oslo/hfsync.yaml

1 done, 1 with changes.
`);
  });

  it('applies each to its own accounts, and then none has anything left', async () => {
    const both = await fleet();
    await rename(both.oslo, 'Website Oslo');
    await rename(both.berlin, 'Website Berlin');
    expect((await both.apply()).code).toBe(0);
    expect(both.oslo.control.get({ side: 'forecast', kind: 'project', id: 2001 })).toMatchObject({
      name: 'Website Oslo',
    });
    expect(both.berlin.control.get({ side: 'forecast', kind: 'project', id: 2001 })).toMatchObject({
      name: 'Website Berlin',
    });
    expect((await both.plan()).code).toBe(0);
  });

  it('one that fails is a row, and the others go on', async () => {
    const both = await fleet();
    await both.berlin.write('accounts/berlin/hfsync.yaml', 'version: 7\n');
    await rename(both.oslo, 'Website Oslo');
    const { code, out, err } = await both.apply();
    expect(code).toBe(1);
    expect(err).toMatch(/^== accounts\/berlin\/hfsync.yaml\n\n[^]*version/);
    expect(out).toContain('        -       -          -  error                 accounts/berlin/hfsync.yaml\n');
    expect(both.oslo.control.get({ side: 'forecast', kind: 'project', id: 2001 })).toMatchObject({
      name: 'Website Oslo',
    });
  });

  it('says the same as JSON, one value a pair', async () => {
    const both = await fleet();
    const { out, code } = await both.apply({ flags: { json: true } });
    const { pairs, exit_code: exit } = JSON.parse(out) as {
      pairs: { config: string; output: { type: string }[] }[];
      exit_code: number;
    };
    expect(exit).toBe(code);
    expect(pairs.map(({ config }) => config)).toEqual(['accounts/berlin/hfsync.yaml', 'accounts/oslo/hfsync.yaml']);
    for (const { output } of pairs) expect(output.at(-1)).toMatchObject({ type: 'change_summary' });
  });

  it('shares the rate budget of one address', async () => {
    const both = await fleet();
    for (const name of ['berlin', 'oslo']) {
      const file = `accounts/${name}/hfsync.yaml`;
      const text = await both.berlin.read(file);
      await both.berlin.write(
        file,
        text.replace('account: 1234567', 'account: 1234567\n  rate: { requests: 9, seconds: 15 }'),
      );
    }
    let skipped = 0;
    const waits: number[] = [];
    const clock: NonNullable<Setup['clock']> = {
      elapsed: () => performance.now() + skipped,
      now: () => Date.now() + skipped,
      sleep: async (ms) => {
        if (ms > 1000) waits.push(ms);
        skipped += ms;
      },
    };
    expect((await both.plan({ clock, flags: { config: 'accounts/ber*/hfsync.yaml' } })).code).toBe(0);
    expect(waits).toEqual([]);
    expect((await both.plan({ clock })).code).toBe(0);
    expect(waits.length).toBeGreaterThan(0);
  });

  it('keeps each state where the environment says, under the ids of its accounts', async () => {
    const both = await fleet();
    await rename(both.berlin, 'Website Berlin');
    const variables = { HFSYNC_STATE_PATH: path.join(both.berlin.folder, 'states/{harvest}-{forecast}.json') };
    const { code } = await both.apply({ variables, flags: { config: 'accounts/ber*/hfsync.yaml' } });
    expect(code).toBe(0);
    expect(JSON.parse(await both.berlin.read('states/1234567-7654321.json'))).toMatchObject({
      format: 'hfsync-state/1',
    });
  });

  it('Ctrl-C starts nothing more', async () => {
    const both = await fleet();
    const { code, out } = await both.plan({ onInterrupt: (interrupt) => interrupt() });
    expect(code).toBe(130);
    expect(out).toContain('2 interrupted.');
    expect(both.oslo.control.requests()).toEqual([]);
  });

  it('refuses what belongs to one file, and a pattern that names none', async () => {
    const both = await fleet();
    expect((await both.plan({}, { refuses: ['out'] }, { out: 'plan.json' })).err).toContain(
      '--out belongs to one file',
    );
    expect((await both.plan({}, { needs: 'auto-approve' }, { 'auto-approve': false })).err).toContain(
      '--auto-approve is needed',
    );
    expect((await both.plan({ flags: { config: 'nowhere/*.yaml' } })).err).toContain('No configuration file matches');
  });
});
