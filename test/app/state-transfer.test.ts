import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { stateMigrate, statePull, statePush } from '../../src/app/state-files.ts';
import { stateList, stateMv, stateShow } from '../../src/app/state.ts';
import { validate } from '../../src/app/validate.ts';
import { verify } from '../../src/app/verify.ts';
import { APPLY } from '../support/options.ts';
import { world, type World } from './world.ts';

const STATE = '.hfsync/state.json';
const flat = (text: string): string => text.replace(/\s+/g, ' ');
const push =
  (file: string, isForced = false) =>
  (env: Parameters<typeof statePush>[0]) =>
    statePush(env, file, isForced);

/** A world that was applied once. */
async function applied(): Promise<World> {
  const at = await world();
  expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
  return at;
}

/** One more generation of the state. */
async function edit(at: World, name: string): Promise<void> {
  await at.control.edit({ side: 'forecast', kind: 'project', id: 2001, values: { name } });
  expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
}

describe('state pull and push', () => {
  it('give a state out and take it back, byte for byte', async () => {
    const at = await applied();
    const { out } = await at.run(statePull);
    expect(out).toBe(await at.read(STATE));
    await at.write('copy.json', out);
    await rm(path.join(at.folder, '.hfsync'), { recursive: true });
    expect(await at.run(statePull)).toMatchObject({
      code: 1,
      err: expect.stringContaining('state.no-state') as string,
    });
    expect(await at.run(push('copy.json'))).toMatchObject({ code: 0, err: '' });
    expect(await at.read(STATE)).toBe(out);
    expect((await at.run(push('copy.json'))).out).toContain('already holds this state');
  });

  it('refuse an older one, and one of another history, unless forced; a forced one is the newest', async () => {
    const at = await applied();
    await at.write('old.json', await at.read(STATE));
    await edit(at, 'Second');
    const now = await at.read(STATE);
    const refused = await at.run(push('old.json'));
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(flat(refused.err)).toContain('old.json is older: serial 1, and .hfsync/state.json has 2');
    expect(await at.read(STATE)).toBe(now);
    const other = now.replace(/"lineage":\s*"[^"]+"/, '"lineage": "other"').replace(/,\s+"checksum":\s*"[^"]+"/, '');
    await at.write('other.json', other);
    expect((await at.run(push('other.json'))).err).toContain('state.other-lineage');
    const twin = now.replace('Second', 'Twin').replace(/,\s+"checksum":\s*"[^"]+"/, '');
    await at.write('twin.json', twin);
    expect((await at.run(push('twin.json'))).err).toContain('state.older');
    expect(await at.read(STATE)).toBe(now);
    expect(await at.run(push('old.json', true))).toMatchObject({ code: 0 });
    expect(JSON.parse(await at.read(STATE))).toMatchObject({ serial: 3 });
    expect(await at.read(`${STATE}.backup`)).toBe(now);
  });

  it('leave what an interrupted run wrote to the next apply', async () => {
    const at = await applied();
    await at.write('copy.json', await at.read(STATE));
    const { lineage } = JSON.parse(await at.read(STATE)) as { lineage: string };
    const { formatJournal } = await import('../../src/state/journal.ts');
    const { intentOf } = await import('../state/parts.ts');
    const header = { lineage, serial: 1, accounts: { harvest: 1234567, forecast: 7654321 } };
    await at.write(`${STATE}.journal`, formatJournal(header, [{ kind: 'intent', intent: intentOf('a') }], null));
    for (const work of [push('copy.json', true), (env: Parameters<typeof statePush>[0]) => stateMigrate(env, 'git')]) {
      const ran = await at.run(work, { variables: { HFSYNC_STATE_KEY: undefined } });
      expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('state.unsettled') as string });
    }
  });

  it('take nothing that is not a state of these accounts', async () => {
    const at = await applied();
    await at.write('broken.json', '{}');
    expect((await at.run(push('broken.json'))).err).toContain('state.damaged');
    await at.write(
      'foreign.json',
      (await at.read(STATE)).replace('1234567', '1').replace(/,\s+"checksum":\s*"[^"]+"/, ''),
    );
    expect((await at.run(push('foreign.json', true))).err).toContain('state.other-accounts');
    expect((await at.run(push('nowhere.json'))).err).toContain('nowhere.json cannot be read (ENOENT)');
  });
});

describe('state migrate', () => {
  it('copies a local state into the repository, where the next apply goes on', async () => {
    const at = await world();
    const bare = await mkdtemp(path.join(tmpdir(), 'hfsync-bare-'));
    onTestFinished(() => rm(bare, { recursive: true, force: true }));
    execFileSync('git', ['init', '-q', '--bare', '--template=', bare]);
    execFileSync('git', ['init', '-q', '--template=', at.folder]);
    execFileSync('git', ['-C', at.folder, 'remote', 'add', 'origin', bare]);
    const setup = { variables: { HFSYNC_STATE_KEY: randomBytes(32).toString('base64'), PATH: process.env['PATH'] } };
    expect(await at.run((env) => apply(env, APPLY), setup)).toMatchObject({ code: 0 });
    expect((await at.run((env) => stateMigrate(env, 'local'), setup)).err).toContain('state.same-place');
    const migrated = await at.run((env) => stateMigrate(env, 'git'), setup);
    expect(migrated).toMatchObject({ code: 0, err: '' });
    expect(flat(migrated.out)).toContain('Copied .hfsync/state.json to refs/hfsync/state: 18 records, serial 1.');
    expect(migrated.out).toContain('  state: { backend: git }');
    await rm(path.join(at.folder, '.hfsync'), { recursive: true });
    await at.write('hfsync.yaml', `${await at.read('hfsync.yaml')}state: { backend: git }\n`);
    expect((await at.run(stateList, setup)).out).toContain('18 records, serial 1');
    await at.control.edit({ side: 'forecast', kind: 'project', id: 2001, values: { name: 'Second' } });
    expect(await at.run((env) => apply(env, APPLY), setup)).toMatchObject({ code: 0 });
    expect(await at.run((env) => verify(env, { maxWait: 5 }), setup)).toMatchObject({ code: 0 });
    expect((await at.run(stateList, setup)).out).toContain('serial 2');
    // Back again: what is there is older, and of the same history.
    const back = await at.run((env) => stateMigrate(env, 'local'), setup);
    expect(back).toMatchObject({ code: 0 });
    expect(JSON.parse(await at.read(STATE))).toMatchObject({ format: 'hfsync-state-encrypted/1' });
  });
});

describe('state mv', () => {
  it('keeps what is known of a pair under a new address', async () => {
    const at = await applied();
    const from = 'client:5735776/1001';
    const to = 'client:5735776/1099';
    const before = (await at.run((env) => stateShow(env, from))).out;
    expect(await at.run((env) => stateMv(env, from, to))).toMatchObject({ code: 0, err: '' });
    expect((await at.run((env) => stateShow(env, to))).out).toBe(before.replace(from, to));
    expect((await at.run((env) => stateShow(env, from))).err).toContain('state.unknown');
    expect((await at.run((env) => stateShow(env, 'project:14308069/2001'))).out).toContain('5735776/1099');
    expect((await at.run((env) => stateMv(env, to, 'project:14308069/2001'))).err).toContain('different');
    expect((await at.run((env) => stateMv(env, 'project:14308069/2001', 'project:14307913/2002'))).err).toContain(
      'state.taken',
    );
  });
});

describe('HFSYNC_STATE_PATH', () => {
  it('puts the state outside of the folder, which the file alone cannot', async () => {
    const at = await world();
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'hfsync-elsewhere-'));
    onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
    const file = path.join(elsewhere, 'deep', 'state.json');
    const setup = { variables: { HFSYNC_STATE_PATH: file } };
    expect(await at.run((env) => apply(env, APPLY), setup)).toMatchObject({ code: 0 });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ serial: 1 });
    await expect(stat(path.join(at.folder, '.hfsync'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await at.run(validate, setup)).out).toContain(`State: local, ${file}.`);
    await at.write('hfsync.yaml', `${await at.read('hfsync.yaml')}state: { path: ${file} }\n`);
    expect((await at.run(stateList)).err).toContain('config.state-path');
  });
});

describe('validate', () => {
  it('says where the state would be, and what the environment lacks for it', async () => {
    const at = await world();
    expect((await at.run(validate)).out).toContain('State: local, .hfsync/state.json.');
    await at.write('hfsync.yaml', `${await at.read('hfsync.yaml')}state: { backend: git }\n`);
    const ran = await at.run(validate);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.out).toContain("State: git, refs/hfsync/state of the repository's remote.");
    expect(ran.out).toContain('  Not set here, and needed for it: HFSYNC_STATE_KEY');
    expect(JSON.parse((await at.run(validate, { flags: { json: true } })).out)).toMatchObject({
      state: { backend: 'git', missing: ['HFSYNC_STATE_KEY'], unusable: null },
    });
  });

  it('shows the place of these accounts, and not the pattern that many share', async () => {
    const at = await world();
    const variables = { HFSYNC_STATE_PATH: '/var/lib/hfsync/{harvest}-{forecast}.json' };
    const ran = await at.run(validate, { variables });
    expect(ran.out).toMatch(/^State: local, \/var\/lib\/hfsync\/\d+-\d+\.json\.$/m);
  });

  it.each([
    [{ HFSYNC_STATE_KEY: 'ab'.repeat(32) }, 'HFSYNC_STATE_KEY is not 32 bytes in base64.'],
    [{ HFSYNC_STATE_LEASE: '2m' }, 'HFSYNC_STATE_LEASE is 2m, which is not a time in seconds.'],
  ])('says what no run could use: %j', async (variables, why) => {
    const at = await world();
    const ran = await at.run(validate, { variables });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.out).toContain(`  Not usable: ${why}`);
    const json = await at.run(validate, { variables, flags: { json: true } });
    expect(JSON.parse(json.out)).toMatchObject({ state: { unusable: why } });
  });
});
