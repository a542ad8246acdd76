import { describe, expect, it } from 'vitest';
import { ended, program, until, type Program } from './program.ts';

const PROJECTS = [14308069, 14307913, 14308070, 14308071] as const;
const TWIN = { 14308069: 2001, 14307913: 2002, 14308070: 2003, 14308071: 2004 } as const;
const APPLY = ['apply', '--auto-approve'] as const;

const inForecast = (at: Program, id: number) =>
  at.sandbox.world().forecast.projects.find((project) => project.id === id);
const renamed = (at: Program) => PROJECTS.filter((id) => inForecast(at, TWIN[id])?.name.startsWith('New'));

async function rename(at: Program): Promise<void> {
  for (const id of PROJECTS) {
    await at.sandbox.control.edit({ side: 'harvest', kind: 'project', id, values: { name: `New ${id}` } });
  }
}

/** Kills the program once as many of its writes have reached the service. */
async function killAfter(at: Program, writes: number): Promise<void> {
  at.sandbox.control.faults.add({ fault: 'slow', side: 'forecast', method: 'PUT', delayMs: 250, times: null });
  const child = at.start(...APPLY);
  const end = ended(child);
  await until(`${writes} writes arrived`, () => renamed(at).length >= writes);
  child.kill('SIGKILL');
  await end;
  at.sandbox.control.faults.clear();
}

describe('killed in the middle of an apply, the real program', () => {
  it('P13 K21 a person edits a record that was synced already: the edit is propagated, without a conflict and without a loss', async () => {
    const at = await program();
    expect(await at.run(...APPLY)).toMatchObject({ code: 0 });
    await rename(at);
    // One request at a time, so that the first is answered and recorded when the second arrives.
    at.sandbox.control.faults.add({
      fault: 'hang',
      side: 'forecast',
      method: 'PUT',
      nth: 2,
      times: null,
      applied: true,
    });
    const child = at.start(...APPLY);
    const end = ended(child);
    await until('all writes arrived', () => renamed(at).length === PROJECTS.length);
    await until(
      'the first outcome is recorded',
      () => at.sandbox.requests.filter(({ method, status }) => method === 'PUT' && status === 200).length > 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGKILL');
    await end;
    at.sandbox.control.faults.clear();
    const first = at.sandbox.requests.find(({ method, status }) => method === 'PUT' && status === 200);
    const edited = Number(first?.path.split('/').at(-1));
    await at.sandbox.control.edit({
      side: 'forecast',
      kind: 'project',
      id: edited,
      values: { name: 'Edited since' },
      by: 3001,
    });
    const second = await at.run(...APPLY);
    expect(second).toMatchObject({ code: 0 });
    const twin = PROJECTS.find((id) => TWIN[id] === edited);
    expect(at.sandbox.world().harvest.projects.find((project) => project.id === twin)?.name).toBe('Edited since');
    expect(inForecast(at, edited)?.name).toBe('Edited since');
    expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
  });

  it('P12 K2 run again: everything arrives once, the state is readable, the lock is free', async () => {
    const at = await program();
    expect(await at.run(...APPLY)).toMatchObject({ code: 0 });
    await rename(at);
    await killAfter(at, 2);
    expect(await at.run(...APPLY)).toMatchObject({ code: 0 });
    expect(renamed(at)).toHaveLength(PROJECTS.length);
    expect((await at.run('verify')).code).toBe(0);
    expect(at.sandbox.world().forecast.projects).toHaveLength(6);
  });

  it('P8 K2 a create in flight is found again, and never sent twice', async () => {
    const at = await program();
    expect(await at.run(...APPLY)).toMatchObject({ code: 0 });
    const created = await at.sandbox.control.create({
      side: 'harvest',
      kind: 'project',
      values: { name: 'Podcast', client_id: 5735776 },
    });
    await at.sandbox.control.archive({ side: 'harvest', kind: 'project', id: 14308071 });
    const { readFile, writeFile } = await import('node:fs/promises');
    const file = `${at.folder}/hfsync.yaml`;
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace('  projects:\n', `  projects:\n    - { harvest: ${String(created['id'])}, forecast: create }\n`),
    );
    at.sandbox.control.faults.add({
      fault: 'hang',
      side: 'forecast',
      method: 'POST',
      path: '/projects',
      applied: true,
    });
    const podcasts = () => at.sandbox.world().forecast.projects.filter((project) => project.name === 'Podcast');
    const child = at.start(...APPLY);
    const end = ended(child);
    await until('the create was applied', () => podcasts().length > 0);
    child.kill('SIGKILL');
    await end;
    at.sandbox.control.faults.clear();
    expect(await at.run(...APPLY)).toMatchObject({ code: 0 });
    expect(podcasts()).toHaveLength(1);
    expect((await at.run('verify')).code).toBe(0);
  });
});

describe('exit codes of the real program', () => {
  it('usage errors are 1, never "changes"; unknown commands too', async () => {
    const at = await program();
    expect(await at.run('plan', '--detailed-exitcodes')).toMatchObject({ code: 1, out: '' });
    expect((await at.run('plan', '--format', 'yaml')).code).toBe(1);
    expect((await at.run('plna')).code).toBe(1);
    expect((await at.run('apply', 'no-such-file.json')).code).toBe(1);
  });

  it('plan --detailed-exitcode: 0, 2 and 3; --fail-on; apply without approval', async () => {
    const at = await program();
    expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
    await rename(at);
    expect((await at.run('plan')).code).toBe(0);
    expect((await at.run('plan', '--detailed-exitcode')).code).toBe(2);
    expect((await at.run('apply', '--allow', 'first_sync')).code).toBe(1);
    expect((await at.run(...APPLY)).code).toBe(4);
    expect((await at.run(...APPLY, '--allow', 'first_sync')).code).toBe(0);
    await at.sandbox.control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
    expect((await at.run('plan', '--detailed-exitcode')).code).toBe(3);
    expect((await at.run('plan', '--fail-on', 'manual')).code).toBe(3);
    expect((await at.run('plan', '--fail-on', 'conflict')).code).toBe(0);
    expect((await at.run('verify')).code).toBe(3);
  });
});
