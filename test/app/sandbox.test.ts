import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { init } from '../../src/app/init.ts';
import { plan } from '../../src/app/plan.ts';
import { sandbox, type SandboxFlags } from '../../src/app/sandbox.ts';
import { sandboxEdit, type SandboxEdit } from '../../src/app/sandbox-edit.ts';
import { agencyWorld } from '../../src/sandbox/agency/agency.ts';
import { PLAN } from '../support/options.ts';
import { run, world } from './world.ts';

describe('sandbox: what is served', () => {
  const FLAGS: SandboxFlags = { data: null, agency: null, seed: 1, limits: true, port: 0 };

  /** Stops as soon as it is up. */
  async function served(folder: string, flags: Partial<SandboxFlags>, quiet = false) {
    return run(folder, { flags: { quiet }, onInterrupt: (stop) => setImmediate(stop) }, (env) =>
      sandbox(env, { ...FLAGS, ...flags }),
    );
  }

  it('an agency fills a new folder, and says what to try first', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-sandbox-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const first = await served(folder, { data: 'accounts', agency: 20, seed: 7 });
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('an agency of 20 projects (seed 7), kept in accounts');
    expect(first.out).toMatch(/^export HFSYNC_SANDBOX_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    const kept = await readFile(path.join(folder, 'accounts/world.json'), 'utf8');
    expect(JSON.parse(kept)).toEqual(agencyWorld(20, 7));

    const again = await served(folder, { data: 'accounts', agency: 20, seed: 8 });
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toContain('contains accounts already');
    expect(await readFile(path.join(folder, 'accounts/world.json'), 'utf8')).toBe(kept);
    expect(await served(folder, { data: 'accounts' }, true)).toMatchObject({ code: 0, err: '' });
  });

  it('a wrong file: an error with the places in it, and no stack', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-sandbox-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const wrong = agencyWorld(3, 1);
    const [project] = wrong.harvest.projects;
    Object.assign(project!, { client_id: 'Acme', code: 7 });
    await writeFile(path.join(folder, 'world.json'), JSON.stringify(wrong));
    const { code, err } = await served(folder, { data: '.' });
    expect(code).toBe(1);
    expect(err).toContain('harvest.projects[0].client_id is not a whole number.');
    expect(err).toContain('harvest.projects[0].code is not a text or null.');
    expect(err).not.toMatch(/\bat .*\.[jt]s:\d/);
    await writeFile(path.join(folder, 'world.json'), '{\n  "format": hfsync }\n');
    expect((await served(folder, { data: '.' })).err.replace(/\s+/g, ' ')).toContain('world.json:2:13 is not JSON');
  });
});

it('an invented agency can be taken into use at once: init, then plan', async () => {
  const at = await world({ data: agencyWorld(260, 7) });
  await rm(path.join(at.folder, 'hfsync.yaml'));
  const options = { harvest: null, forecast: null, yes: true, ignoreRest: false, maxWait: 1 };
  const started = await at.run((env) => init(env, options));
  expect(started).toMatchObject({ code: 0, err: '' });
  const { code, out } = await at.run((env) => plan(env, PLAN));
  expect(code).toBe(0);
  for (const rule of [
    'project.new-in-harvest',
    'project.new-in-forecast',
    'client.new-in-harvest',
    'person.new-in-harvest',
  ])
    expect(out).toContain(rule);
  expect(out).toMatch(/likely: /);
});

describe('sandbox edit and its kin', () => {
  const EDIT: SandboxEdit = { action: 'edit', record: '', values: [], side: null, by: null, force: false, url: null };
  async function acted(wanted: Partial<SandboxEdit>, json = false) {
    const at = await world();
    const variables = { HFSYNC_SANDBOX_URL: at.sandbox.urls.control };
    const ran = await at.run((env) => sandboxEdit(env, { ...EDIT, ...wanted }), { variables, flags: { json } });
    return { ...ran, at };
  }

  it.each([
    [
      { record: 'project:14308069/-', values: ['name=A = B', 'code='] },
      'project 14308069 "A = B" edited in Harvest.\n',
    ],
    [
      { record: 'person:1782961/3003', side: 'forecast', by: 3003, values: ['email=bo@x.example'] },
      'person 3003 "Bo Chen" edited in Forecast.\n',
    ],
    [
      { record: 'company', side: 'harvest', values: ['capacity=144000'] },
      'company "Sample Agency" edited in Harvest.\n',
    ],
    [{ action: 'archive', record: 'project:-/2001' }, 'project 2001 "Website" archived in Forecast.\n'],
    [{ action: 'restore', record: 'project:14307900/-' }, 'project 14307900 "Old intranet" restored in Harvest.\n'],
    [{ action: 'delete', record: 'person:-/3099' }, 'person 3099 "Meeting room 1" deleted in Forecast.\n'],
  ] as [Partial<SandboxEdit>, string][])('%j', async (wanted, said) => {
    expect(await acted(wanted)).toMatchObject({ code: 0, out: said, err: '' });
  });

  it('create answers the record, as JSON where that is asked for', async () => {
    const { code, out, at } = await acted(
      { action: 'create', record: 'client', side: 'harvest', values: ['name=New'] },
      true,
    );
    expect(code).toBe(0);
    const { id } = JSON.parse(out) as { id: number };
    expect(at.sandbox.world().harvest.clients.find((client) => client.id === id)).toMatchObject({ name: 'New' });
  });

  it.each([
    [{ record: 'project:14308069/2001', values: ['name=x'] }, 'is in both accounts'],
    [{ record: 'project:-/2001', side: 'harvest', values: ['name=x'] }, 'has no id in Harvest'],
    [{ record: 'Website', values: ['name=x'] }, 'is not an address'],
    [{ record: 'project:14308069/-', values: ['name'] }, 'is not KEY=VALUE'],
    [{ record: 'project:14308069/-' }, 'Say what to write'],
    [{ action: 'create', record: 'client', values: ['name=x'] }, 'Say in which account'],
    [{ action: 'delete', record: 'client:5735776/-' }, 'The sandbox cannot delete harvest client 5735776'],
    [
      { record: 'project:14308069/-', values: ['name=x'], url: 'http://127.0.0.1:9' },
      'No sandbox answers at http://127.0.0.1:9',
    ],
    [{ record: 'project:14308069/-', values: ['name=x'], url: 'https://example.com' }, 'is not on this machine'],
  ] as [Partial<SandboxEdit>, string][])('%j is refused: %s', async (wanted, said) => {
    const { code, out, err, at } = await acted(wanted);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.replace(/\s+/g, ' ')).toContain(said);
    expect(at.sandbox.world().harvest.projects.every(({ name }) => name !== 'x')).toBe(true);
  });

  it('without a sandbox: says how to get one', async () => {
    const ran = await run('/', {}, (env) =>
      sandboxEdit(env, { ...EDIT, record: 'company', side: 'harvest', values: ['a=b'] }),
    );
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('Start hfsync sandbox');
  });
});
