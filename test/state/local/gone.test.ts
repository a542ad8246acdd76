import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/model/error.ts';
import type { LockedStore, Store } from '../../../src/model/store.ts';
import { nodeDisk } from '../../../src/state/local/disk.ts';
import { openStore } from '../../../src/state/store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { ACCOUNTS, intentOf, KEY, memoryOf, noNetwork, outcomeOf, PROJECT, WHERE } from '../parts.ts';

/** The folder of the state goes away under the feet of a run that writes. */
let root: string;
let state: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'hfsync-gone-')));
  state = path.join(root, '.hfsync');
});
afterEach(() => rm(root, { recursive: true, force: true }));

function open(key: Uint8Array | null = null, { folder = root, variables = {} } = {}): Store {
  return openStore(WHERE, {
    ...{ folder, accounts: ACCOUNTS, key, clock: createFakeClock(), variables },
    random: { fraction: () => 0, uuid: () => crypto.randomUUID() },
    holder: { pid: process.pid, host: 'here', user: 'kim' },
    disk: nodeDisk,
    transport: noNetwork,
  });
}

/** One write done and recorded, one on its way. */
async function inTheMiddle(store: Store): Promise<LockedStore> {
  const locked = await store.lock('apply', 0);
  await locked.save(memoryOf('Old'));
  await locked.intent(intentOf('a', 'Three'));
  await locked.outcome(outcomeOf('a', 'Three'));
  await locked.intent(intentOf('b', 'Four'));
  return locked;
}

const caught = (work: Promise<unknown>): Promise<UserError> =>
  work.then(
    () => {
      throw new Error('it went well');
    },
    (error: unknown) => error as UserError,
  );

const WAYS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['deleted', () => rm(state, { recursive: true })],
  ['renamed', () => rename(state, `${state}.old`)],
  ['replaced by an empty one', () => rm(state, { recursive: true }).then(() => mkdir(state))],
  [
    'replaced by a copy',
    () =>
      Promise.resolve(
        execFileSync('sh', ['-c', `cp -a ${state} ${state}.2 && rm -r ${state} && mv ${state}.2 ${state}`]),
      ),
  ],
  ['without its journal', () => rm(path.join(state, 'state.json.journal'))],
];

describe.each([
  ['plain', null],
  ['sealed', KEY],
])('D28 the folder of a %s state', (_form, key) => {
  it.each(WAYS)('%s: no intent passes, and what is known is saved beside the configuration', async (_what, happens) => {
    const locked = await inTheMiddle(open(key));
    await happens();
    expect(await caught(locked.intent(intentOf('c')))).toMatchObject({ code: 'state.gone' });
    expect(await caught(locked.outcome(outcomeOf('b', 'Four')))).toMatchObject({ code: 'state.gone' });
    const { code, hint } = await caught(locked.save(memoryOf('Four')));
    expect(code).toBe('state.gone');
    const [name = ''] = (await readdir(root)).filter((each) => /^hfsync-rescued-.*json$/.test(each));
    const file = path.join(root, name);
    expect(hint).toContain(file);
    for (const each of [file, `${file}.journal`]) {
      expect((await stat(each)).mode & 0o777).toBe(0o600);
      expect((await readFile(each, 'utf8')).includes('Four')).toBe(key === null);
    }
    await locked.release();

    // As it says.
    await rm(state, { recursive: true, force: true });
    execFileSync('sh', ['-c', hint?.split('\n').at(-1) ?? '']);
    const { last, open: left } = await open(key).read();
    expect(last?.baseline[PROJECT]).toMatchObject({ name: 'Four' });
    expect(left).toMatchObject([{ id: 'b' }]);
    const next = await open(key).lock('apply', 0);
    await next.outcome(outcomeOf('b', 'Four'));
    await next.save(memoryOf('Four'));
    await next.release();
    expect(await readdir(root)).not.toContain(name);
  });
});

it('D28 with the configuration gone too: in the folder for temporary files', async () => {
  const locked = await inTheMiddle(open());
  await rm(root, { recursive: true });
  const { hint } = await caught(locked.save(memoryOf('Four')));
  expect(hint).toContain('Copy it to a safe place now');
  const file = /in (\S+\.json)\./.exec(hint ?? '')?.[1] ?? '';
  expect(path.dirname(file)).toBe(tmpdir());
  expect(await readFile(file, 'utf8')).toContain('Four');
  await rm(file);
  await rm(`${file}.journal`);
  await locked.release();
});

it('D28 with a configuration that cannot be written, as in a container: beside the state', async () => {
  const folder = path.join(root, 'config');
  await writeFile(folder, 'a file in place of the folder');
  const data = path.join(root, 'data');
  const variables = { HFSYNC_STATE_PATH: path.join(data, 'state.json') };
  const locked = await inTheMiddle(open(null, { folder, variables }));
  await rm(path.join(data, 'state.json.journal'));
  const { hint } = await caught(locked.save(memoryOf('Four')));
  const [name = ''] = (await readdir(data)).filter((each) => /^hfsync-rescued-.*json$/.test(each));
  expect(hint).toContain(path.join(data, name));
  expect(hint).not.toContain('temporary');
  expect(await readFile(path.join(data, name), 'utf8')).toContain('Four');
  await locked.release();
});

it('D28 before the first intent: nothing is sent either', async () => {
  const locked = await open().lock('apply', 0);
  await locked.save(memoryOf('Old'));
  await rm(state, { recursive: true });
  await mkdir(state);
  expect(await caught(locked.intent(intentOf('a')))).toMatchObject({ code: 'state.gone' });
  await locked.release();
});

it('D28 a file that was only touched is at home', async () => {
  const locked = await inTheMiddle(open());
  await writeFile(path.join(state, 'note'), 'x');
  await locked.outcome(outcomeOf('b', 'Four'));
  await locked.save(memoryOf('Four'));
  await locked.release();
});
