import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { processEnvironment } from '../../src/app/environment.ts';
import { sandboxVariables } from '../../src/app/sandbox.ts';
import { runUseCase } from '../../src/app/print-error.ts';
import { verify } from '../../src/app/verify.ts';
import { GUARDS } from '../../src/model/guard.ts';
import { SANDBOX_TOKEN } from '../../src/sandbox/access.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { World } from '../../src/sandbox/world.ts';

/**
 * A place to kill the real program, as often as one likes. In: nothing. Out: a sandbox in this process, a folder with a
 * configuration, and runs of the built program in processes of their own. All of it can be put back to an earlier moment.
 */
const ROOT = process.cwd();
const BIN = path.join(ROOT, 'bin', 'hfsync.js');
const HOOK = path.join(ROOT, 'test', 'kill', 'hook.mjs');

/** What the hook is told; see `hook.mjs`. */
export interface Hook {
  readonly kill?: { readonly point: number; readonly when: When };
  readonly refuse?: readonly Refusal[];
  /** 1: as long as they are. 200 by default, so that a settle time takes 0.1 s. */
  readonly hurry?: number;
}

export type When = 'before' | 'torn' | 'after' | 'reject' | 'memory';

export interface Refusal {
  /** The beginning of the labels of the calls it hits. */
  readonly match: string;
  /** A code of the system, or `short`: the write takes half of its bytes. */
  readonly code: string;
  readonly nth?: number;
  readonly times?: number | null;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** The points met, in order. */
  readonly points: readonly string[];
}

/** Both accounts and every file of the folder at one moment. */
export interface Moment {
  readonly world: World;
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface Bench {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly stateFolder: string;
  /** Variables of the program beside the usual ones. */
  variables: { readonly [name: string]: string };
  run(args: readonly string[], hook?: Hook): Promise<Ended>;
  start(args: readonly string[], hook?: Hook): Running;
  /** Holds the first write to Forecast from now on back, once it has arrived, until the answer is called. */
  hold(): () => void;
  /** `verify` in this process: its exit code, and what it says. */
  verify(): Promise<{ readonly code: number; readonly out: string }>;
  moment(): Promise<Moment>;
  putBack(moment: Moment): Promise<void>;
  /** The names in the folder of the state. */
  names(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface Running {
  readonly child: ChildProcess;
  readonly end: Promise<Ended>;
}

export const APPLY = ['apply', '--auto-approve', ...GUARDS.flatMap((guard) => ['--allow', guard])];

/** The sample agency, budgets off, so that it is in sync from the start. */
export async function openBench(): Promise<Bench> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'hfsync-kill-')));
  const traces = await mkdtemp(path.join(tmpdir(), 'hfsync-trace-'));
  const stateFolder = path.join(folder, '.hfsync');
  const gates: Promise<void>[] = [];
  const clock = {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    sleep: (ms: number, signal?: AbortSignal) => (ms < HELD_MS ? pause(ms) : heldBack(gates[ms - HELD_MS], signal)),
  };
  const sandbox = await startSandbox({ clock, random: { fraction: () => 0.5, uuid: () => crypto.randomUUID() } });
  await writeFile(
    path.join(folder, 'hfsync.yaml'),
    `${await readFile(path.join(ROOT, 'hfsync.yaml'), 'utf8')}\nbudgets: off\n`,
  );
  let runs = 0;

  const bench: Bench = {
    ...{ sandbox, folder, stateFolder, variables: {} },
    start(args, hook = {}) {
      runs += 1;
      const trace = path.join(traces, String(runs));
      const told = JSON.stringify({ hurry: 200, ...hook, folder: stateFolder, trace });
      const env = {
        PATH: process.env['PATH'],
        HOME: folder,
        // Each run has the whole limit: thousands of them in a row would only wait.
        XDG_CACHE_HOME: '/dev/null',
        CI: 'true',
        NO_COLOR: '1',
        ...variables(),
        HFSYNC_TEST_HOOK: told,
      };
      const child = spawn(process.execPath, ['--import', HOOK, BIN, ...args], { cwd: folder, env });
      return { child, end: ended(child, trace) };
    },
    run: (args, hook) => bench.start(args, hook).end,
    hold() {
      const delayMs = HELD_MS + gates.length;
      let letGo = (): void => undefined;
      gates.push(new Promise((resolve) => (letGo = resolve)));
      sandbox.control.faults.add({ fault: 'slow', side: 'forecast', method: 'PUT', delayMs });
      return letGo;
    },
    async verify() {
      let out = '';
      const flags = { config: 'hfsync.yaml', json: false, colour: false, quiet: false, verbose: false };
      const screen = { write: (text: string) => void (out += text), layout: { width: 100, colour: false } };
      const real = processEnvironment(flags, { version: '0.0.0', root: ROOT });
      const env = { ...real, folder, variables: variables(), out: screen, err: screen };
      return { code: await runUseCase(env, () => verify(env, { maxWait: 5 })), out };
    },
    async moment() {
      await quiet(sandbox);
      return { world: sandbox.control.dump(), files: await readFolder(folder) };
    },
    async putBack({ world, files }) {
      await sandbox.control.load(world);
      sandbox.control.resetRequests();
      await rm(stateFolder, { recursive: true, force: true });
      for (const [name, bytes] of files) {
        await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
        await writeFile(path.join(folder, name), bytes, { mode: 0o600 });
      }
    },
    names: async () => (await readdir(stateFolder)).sort(),
    async stop() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
      await rm(traces, { recursive: true, force: true });
    },
  };
  return bench;

  function variables(): { readonly [name: string]: string } {
    return { ...sandboxVariables(sandbox.urls, SANDBOX_TOKEN), ...bench.variables };
  }
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.relative(folder, file), await readFile(file));
  }
  return files;
}

/** Returns when the requests of a process that was killed have been served too. */
async function quiet(sandbox: Sandbox): Promise<void> {
  let seen = -1;
  while (seen !== sandbox.requests.length || sandbox.requests.some(({ status }) => status === null)) {
    seen = sandbox.requests.length;
    await pause(10);
  }
}

async function ended(child: ChildProcess, trace: string): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('close', (...how) => resolve(how)),
  );
  const met = await readFile(trace, 'utf8').catch(() => '');
  return { code, signal, out, err, points: met.split('\n').filter((label) => label !== '') };
}

/** A wait of this many milliseconds and more ends by an event, not by time. */
const HELD_MS = 1_000_000;

function heldBack(gate: Promise<void> | undefined, signal?: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  return Promise.race([gate, stopped]);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for something that another process brings about. */
export async function until(what: string, test: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 10) {
    if (await test()) return;
    await pause(10);
  }
  throw new Error(`waited a minute in vain until ${what}`);
}
