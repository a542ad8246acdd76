import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { realPorts, type Environment, type GlobalFlags } from '../../src/app/environment.ts';
import { sandboxVariables } from '../../src/app/sandbox.ts';
import { runUseCase } from '../../src/app/print-error.ts';
import type { ExitCode } from '../../src/model/error.ts';
import type { Clock } from '../../src/model/ports.ts';
import type { StateDisk } from '../../src/state/local/disk.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { expectNoSecrets, expectNoSecretsIn, TOKEN } from '../support/canary.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface World extends Pick<Sandbox, 'control' | 'requests'> {
  /** Where `hfsync.yaml` of the sample agency lies. */
  readonly folder: string;
  readonly sandbox: Sandbox;
  /** A run of one use case; `answers` are typed at the question. */
  run(useCase: (env: Environment) => Promise<ExitCode>, setup?: Setup): Promise<Ran>;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
}

export interface Setup {
  readonly flags?: Partial<GlobalFlags>;
  readonly variables?: Environment['variables'];
  /** Typed at the question; without it nobody is there. */
  readonly answer?: string | (() => Promise<string>);
  /** Piped in. */
  readonly input?: string;
  readonly onInterrupt?: (interrupt: () => void) => void;
  readonly clock?: Partial<Clock>;
  readonly later?: Environment['later'];
  readonly disk?: StateDisk;
  readonly transport?: Environment['transport'];
}

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  /** What was asked. */
  readonly asked: readonly string[];
}

/** The sample agency in a sandbox, and a folder with its configuration; both are gone when the test ends. */
export async function world(options: Partial<SandboxOptions> = {}): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-app-'));
  const sandbox = await startSandbox({ ...PORTS, tokens: [{ token: TOKEN, as: 'administrator' }], ...options });
  onTestFinished(async () => {
    await sandbox.stop();
    await expectNoSecretsIn(folder).finally(() => rm(folder, { recursive: true }));
  });
  const write = (file: string, text: string): Promise<void> => writeFile(path.join(folder, file), text);
  const read = (file: string): Promise<string> => readFile(path.join(folder, file), 'utf8');
  // Without budgets the sample agency is in step from the start.
  await write('hfsync.yaml', `${await readFile(path.join(ROOT, 'hfsync.yaml'), 'utf8')}\nbudgets: off\n`);
  const variables = sandboxVariables(sandbox.urls, TOKEN);
  return {
    ...{ folder, sandbox, control: sandbox.control, requests: sandbox.requests, read, write },
    run: (useCase, setup = {}) => run(folder, { ...setup, variables: { ...variables, ...setup.variables } }, useCase),
  };
}

/** A run of one use case in a folder, without any account. */
export async function run(
  folder: string,
  setup: Setup,
  useCase: (env: Environment) => Promise<ExitCode>,
): Promise<Ran> {
  const text = { out: '', err: '' };
  const asked: string[] = [];
  const layout = { width: 80, colour: false };
  const env: Environment = {
    flags: { config: 'hfsync.yaml', json: false, colour: false, quiet: false, verbose: false, ...setup.flags },
    variables: setup.variables ?? {},
    folder,
    version: '0.1.0',
    packageFolder: ROOT,
    out: { write: (more) => void (text.out += more), layout },
    err: { write: (more) => void (text.err += more), layout },
    page: null,
    input: setup.input === undefined ? null : Readable.from([Buffer.from(setup.input)]),
    interactive: setup.answer !== undefined,
    ask: (question) => {
      asked.push(question);
      return typeof setup.answer === 'function' ? setup.answer() : Promise.resolve(setup.answer ?? '');
    },
    progress: () => undefined,
    later: setup.later ?? (() => () => undefined),
    holder: { pid: process.pid, host: 'test', user: 'test' },
    ...PORTS,
    ...realPorts,
    ...(setup.transport && { transport: setup.transport }),
    clock: { ...PORTS.clock, ...setup.clock },
    stateDisk: setup.disk ? async () => setup.disk! : realPorts.stateDisk,
    onInterrupt: (listener) => {
      setup.onInterrupt?.(listener);
      return () => undefined;
    },
    exit: () => undefined,
  };
  const code = await runUseCase(env, () => useCase(env));
  expectNoSecrets(`${text.out}${text.err}${asked.join()}`, 'what a run printed');
  return { code, ...text, asked };
}

/** How far the waits of impatient runs have moved `elapsed` on, in ms: for both services and all runs alike. The date stays that of their answers. */
let leapt = 0;

const PORTS: Pick<Environment, 'clock' | 'random'> = {
  clock: {
    now: () => Date.now(),
    elapsed: () => performance.now() + leapt,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
  },
  random: { fraction: () => 0.5, uuid: () => crypto.randomUUID() },
};

/** A clock on which no wait takes long: time leaps to its end. Calls `onLongWait` for a wait of 5 s and more, as a settle time is. */
export function impatient(onLongWait: (ms: number) => void): Pick<Clock, 'sleep'> {
  return {
    async sleep(ms, signal) {
      const until = PORTS.clock.elapsed() + ms;
      if (ms >= 5000) onLongWait(ms);
      // What is under way may go on, or end the wait.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      leapt += Math.max(0, until - PORTS.clock.elapsed());
    },
  };
}
