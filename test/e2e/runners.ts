import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ended, program, until, type Program } from './program.ts';

/** Where the state is that is common to all runners. */
export interface SharedPlace {
  readonly backend: 'git' | 'http' | 'postgres';
  readonly variables: { readonly [name: string]: string };
  /** Makes a new folder into what a runner starts with. */
  prepare?(folder: string): void;
}

type OpenPlace = () => Promise<SharedPlace>;

/** Runners without a disk: each has a new folder, and only the place of the state is common to them. */
export const PROJECTS = [14308069, 14307913, 14308070, 14308071] as const;
const TWIN = { 14308069: 2001, 14307913: 2002, 14308070: 2003, 14308071: 2004 } as const;
export const APPLY = ['apply', '--auto-approve'] as const;

export interface Runners {
  readonly at: Program;
  /** A new folder with the configuration, as a hosted runner has it; runs the program there. */
  run(...args: readonly string[]): ReturnType<Program['run']>;
  /** The same, under way. */
  start(...args: readonly string[]): Promise<ReturnType<Program['start']>>;
  folder(): string;
}

/** `lease`: in seconds; short where a test waits for its end, long where a busy machine must not be taken for a dead one. */
export async function runners(open: OpenPlace, lease = '3'): Promise<Runners> {
  const { backend, variables, prepare } = await open();
  const root = await mkdtemp(path.join(tmpdir(), 'hfsync-runners-'));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
  const at = await program({
    HFSYNC_STATE_KEY: randomBytes(32).toString('base64'),
    HFSYNC_STATE_LEASE: lease,
    ...variables,
  });
  let clones = 0;
  const clone = async (): Promise<string> => {
    const folder = path.join(root, `clone-${(clones += 1)}`);
    await mkdir(folder);
    prepare?.(folder);
    const config = await readFile(path.join(at.folder, 'hfsync.yaml'), 'utf8');
    await writeFile(path.join(folder, 'hfsync.yaml'), `${config}\nstate: { backend: ${backend} }\n`);
    return folder;
  };
  const start = async (...args: readonly string[]) => {
    const folder = await clone();
    return at.start(...args, '--config', path.join(folder, 'hfsync.yaml'));
  };
  return {
    at,
    start,
    run: async (...args) => ended(await start(...args)),
    folder: () => path.join(root, `clone-${clones}`),
  };
}

export async function rename({ at }: Runners): Promise<void> {
  for (const id of PROJECTS)
    await at.sandbox.control.edit({ side: 'harvest', kind: 'project', id, values: { name: `New ${id}` } });
}

export const named = ({ at }: Runners): number =>
  PROJECTS.filter((id) =>
    at.sandbox
      .world()
      .forecast.projects.find((project) => project.id === TWIN[id])
      ?.name.startsWith('New'),
  ).length;
export const writes = ({ at }: Runners): readonly string[] =>
  at.sandbox.requests.filter(({ method }) => method !== 'GET').map(({ method, path: to }) => `${method} ${to}`);

/** What holds for the real program on every shared place. */
export function runnersShare(name: string, open: OpenPlace): void {
  describe(`runners without a disk, with the state on ${name}`, () => {
    it('what a killed one left is settled by the next one, anywhere', async () => {
      const all = await runners(open);
      expect(await all.run(...APPLY)).toMatchObject({ code: 0 });
      await rename(all);
      all.at.sandbox.control.faults.add({ fault: 'hang', side: 'forecast', method: 'PUT', times: null, applied: true });
      const killed = await all.start(...APPLY);
      const end = ended(killed);
      await until('two writes arrived', () => named(all) >= 2);
      killed.kill('SIGKILL');
      await end;
      all.at.sandbox.control.faults.clear();
      const next = await all.run(...APPLY);
      expect(next).toMatchObject({ code: 0 });
      expect(next.err).toContain('interrupted');
      expect(named(all)).toBe(PROJECTS.length);
      expect(new Set(writes(all)).size).toBe(writes(all).length);
      expect((await all.run('plan', '--detailed-exitcode')).code).toBe(0);
    }, 90_000);

    it('of two that come at once each change is written once', async () => {
      const all = await runners(open, '30');
      expect(await all.run(...APPLY)).toMatchObject({ code: 0 });
      await rename(all);
      const both = await Promise.all([all.run(...APPLY), all.run(...APPLY)]);
      expect(both.map(({ code }) => code).sort()).toEqual(expect.arrayContaining([0]));
      for (const { code, err } of both) if (code !== 0) expect(`${code} ${err}`).toMatch(/^7 .*is\s+locked\s+by/s);
      expect(named(all)).toBe(PROJECTS.length);
      expect(writes(all)).toHaveLength(PROJECTS.length);
    }, 90_000);

    it('one that was stopped finds the lock taken over, sends nothing more and saves what it knows', async () => {
      const all = await runners(open);
      expect(await all.run(...APPLY)).toMatchObject({ code: 0 });
      await rename(all);
      all.at.sandbox.control.faults.add({
        fault: 'slow',
        side: 'forecast',
        method: 'PUT',
        delayMs: 1_500,
        times: null,
      });
      const stopped = await all.start(...APPLY);
      const folder = all.folder();
      const end = ended(stopped);
      await until('a write arrived', () => writes(all).length > 0);
      stopped.kill('SIGSTOP');
      const next = await all.run(...APPLY, '--lock-timeout', '90');
      expect(next).toMatchObject({ code: 0 });
      const sent = writes(all);
      stopped.kill('SIGCONT');
      const { code, err } = await end;
      expect({ code, err }).toMatchObject({ code: 6 });
      expect(err).toContain('The run that took over reads both accounts');
      expect(writes(all)).toEqual(sent);
      expect((await readdir(folder)).filter((name) => name.startsWith('hfsync-rescued-')).length).toBeGreaterThan(0);
      expect(named(all)).toBe(PROJECTS.length);
      expect((await all.run('plan', '--detailed-exitcode')).code).toBe(0);
    }, 120_000);
  });
}

/** What holds for a place that a network leads to, which the test cuts and mends. */
export function cutRunner(open: () => Promise<SharedPlace & { cut(isCut: boolean): void }>): void {
  it('a runner whose network is cut writes nothing more without a journal, and the next one settles what it left', async () => {
    const place = await open();
    const all = await runners(async () => place);
    expect(await all.run(...APPLY)).toMatchObject({ code: 0 });
    await rename(all);
    all.at.sandbox.control.faults.add({ fault: 'slow', side: 'forecast', method: 'PUT', delayMs: 500, times: null });
    const alone = await all.start(...APPLY);
    const end = ended(alone);
    await until('a write arrived', () => writes(all).length > 0);
    place.cut(true);
    const { code, err } = await end;
    expect({ code, err }).toMatchObject({ code: 6 });
    expect(err).toMatch(/cannot\s+be\s+(?:read|written)/);
    place.cut(false);
    expect(await all.run(...APPLY, '--lock-timeout', '60')).toMatchObject({ code: 0 });
    expect(named(all)).toBe(PROJECTS.length);
    expect(new Set(writes(all)).size).toBe(writes(all).length);
    expect((await all.run('plan', '--detailed-exitcode')).code).toBe(0);
  }, 120_000);
}
