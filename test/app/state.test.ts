import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import type { Environment } from '../../src/app/environment.ts';
import { explain } from '../../src/app/explain.ts';
import { plan } from '../../src/app/plan.ts';
import { stateRestore, stateSeal } from '../../src/app/state-files.ts';
import { stateList, stateRm, stateShow } from '../../src/app/state.ts';
import { verify } from '../../src/app/verify.ts';
import type { ExitCode } from '../../src/model/error.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { impatient, world, type World } from './world.ts';

const WEBSITE = 'project:14308069/2001';
const STATE = '.hfsync/state.json';
const key = { variables: { HFSYNC_STATE_KEY: randomBytes(32).toString('base64') } };
const flat = (text: string) => text.replace(/\s+/g, ' ');
const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET');

/** Every command that reads the state. */
const READERS: readonly (readonly [string, (env: Environment) => Promise<ExitCode>])[] = [
  ['plan', (env) => plan(env, PLAN)],
  ['apply', (env) => apply(env, APPLY)],
  ['verify', (env) => verify(env, { maxWait: 5 })],
  ['explain', (env) => explain(env, { about: WEBSITE, maxWait: 5 })],
  ['state list', stateList],
  ['state show', (env) => stateShow(env, WEBSITE)],
];

/** Two generations of the state, and an edit in Forecast that waits to be synced. */
async function edited(): Promise<World> {
  const at = await world();
  const name = (values: { name: string }) => at.control.edit({ side: 'forecast', kind: 'project', id: 2001, values });
  expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
  await name({ name: 'Second' });
  expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
  await name({ name: 'Third' });
  at.control.resetRequests();
  return at;
}

describe('a state that is missing beside its backup', () => {
  it.each(READERS)('A7 stops %s, which says how to restore it', async (_name, useCase) => {
    const at = await edited();
    await rm(path.join(at.folder, STATE));
    const ran = await at.run(useCase);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(flat(ran.err)).toContain(`${STATE} is missing, and ${STATE}.backup is still there`);
    expect(ran.err).toContain('hfsync state restore');
    expect(writes(at)).toEqual([]);
  });

  it('A7 is restored, and no edit is lost', async () => {
    const at = await edited();
    await rm(path.join(at.folder, STATE));
    const restored = await at.run(stateRestore);
    expect(restored).toMatchObject({ code: 0, err: '' });
    expect(flat(restored.out)).toContain(`Restored ${STATE} from its backup: 18 records, serial 1`);
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    // The backup is a generation old: both names changed since, which is a conflict and no reason to overwrite either.
    expect(writes(at)).toEqual([]);
    expect((await at.run((env) => verify(env, { maxWait: 5 }))).out).toContain('1 conflict');
  });
});

describe('a plain state where HFSYNC_STATE_KEY is set', () => {
  it.each(READERS)('A8 stops %s', async (_name, useCase) => {
    const at = await edited();
    const ran = await at.run(useCase, key);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain('state.not-sealed');
    expect(ran.err).toContain('hfsync state seal');
    expect(writes(at)).toEqual([]);
  });

  it('A8 is sealed once, and everything goes on from there', async () => {
    const at = await edited();
    const sealed = await at.run(stateSeal, key);
    expect(sealed).toMatchObject({ code: 0, out: `Encrypted ${STATE}.backup, ${STATE}.\n` });
    for (const file of [STATE, `${STATE}.backup`]) {
      expect(await at.read(file)).not.toContain('Website');
      expect(((await stat(path.join(at.folder, file))).mode & 0o777).toString(8)).toBe('600');
    }
    expect(await at.run((env) => apply(env, APPLY), key)).toMatchObject({ code: 0 });
    expect(at.sandbox.world().harvest.projects.find(({ id }) => id === 14308069)?.name).toBe('Third');
    expect((await at.run(stateSeal, key)).out).toContain('Nothing to encrypt');
  });

  it('A8 does not seal without a key', async () => {
    const ran = await (await edited()).run(stateSeal);
    expect(ran.code).toBe(1);
    expect(flat(ran.err)).toContain('HFSYNC_STATE_KEY is not set');
  });
});

describe('state rm', () => {
  it('A3 forgets one pair and no other: what differs there is a first sync', async () => {
    const at = await edited();
    const rm = (address: string) => at.run((env) => stateRm(env, address));
    expect(await rm('project:1/2')).toMatchObject({ code: 1, out: '' });
    expect(await rm('Website')).toMatchObject({ code: 1, out: '' });
    const removed = await rm(WEBSITE);
    expect(removed).toMatchObject({ code: 0, err: '' });
    expect(removed.out).toBe(`Forgot ${WEBSITE}: the next plan treats it as new.\n`);
    const listed = (await at.run(stateList)).out;
    expect(listed).not.toContain(WEBSITE);
    expect(listed).toContain('17 records');
    expect(await rm(WEBSITE)).toMatchObject({ code: 1 });
    const ran = await at.run((env) => apply(env, APPLY));
    expect(ran).toMatchObject({ code: 4 });
    expect(flat(ran.err)).toContain('first_sync');
    expect(writes(at)).toEqual([]);
  });

  it('forgets what became of an interrupted write, too', async () => {
    const at = await edited();
    const fault = { fault: 'status', side: 'harvest', status: 500 } as const;
    at.control.faults.add({ ...fault, method: 'PATCH', applied: true });
    at.control.faults.add({ ...fault, method: 'GET', path: '/projects/14308069', times: null });
    const clock = impatient(() => undefined);
    expect(await at.run((env) => apply(env, APPLY), { clock })).toMatchObject({ code: 6 });
    at.control.faults.clear();
    expect(await at.run((env) => stateRm(env, WEBSITE))).toMatchObject({ code: 0, err: '' });
    await at.control.edit({ side: 'forecast', kind: 'project', id: 2001, values: { name: 'Fourth' } });
    const ran = await at.run((env) => apply(env, APPLY), { clock });
    expect(ran).toMatchObject({ code: 4 });
    expect(flat(ran.err)).toContain('first_sync');
  });
});
