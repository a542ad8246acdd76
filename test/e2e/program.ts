import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { sandboxVariables } from '../../src/app/sandbox.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { expectNoSecrets, expectNoSecretsIn, TOKEN } from '../support/canary.ts';

/** The real, built program in a process of its own, against a sandbox in this one. */
const ROOT = path.resolve(import.meta.dirname, '../..');
export const BIN = path.join(ROOT, 'bin', 'hfsync.js');

export interface Program {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** What its processes have in their environment. */
  readonly env: { readonly [name: string]: string | undefined };
  run(...args: readonly string[]): Promise<Ended>;
  start(...args: readonly string[]): ChildProcess;
  /** Runs a script of the shell, in which `"$@"` is the program with its arguments. */
  shell(script: string, ...args: readonly string[]): ChildProcess;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * The sample agency in a sandbox and a folder with its `hfsync.yaml`; budgets off, so that it is in sync from the start.
 * `variables` come on top of those of the sandbox, for every run from the moment they are set.
 */
export async function program(variables: { readonly [name: string]: string } = {}): Promise<Program> {
  refuseOldBuild();
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-e2e-'));
  const clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep };
  const sandbox = await startSandbox({
    clock,
    random: { fraction: () => 0.5, uuid: () => crypto.randomUUID() },
    tokens: [{ token: TOKEN, as: 'administrator' }],
  });
  onTestFinished(async () => {
    await sandbox.stop();
    await expectNoSecretsIn(folder).finally(() => rm(folder, { recursive: true, force: true }));
  });
  await writeFile(
    path.join(folder, 'hfsync.yaml'),
    `${await readFile(path.join(ROOT, 'hfsync.yaml'), 'utf8')}\nbudgets: off\n`,
  );
  const env = { PATH: process.env['PATH'], HOME: folder, CI: 'true', ...sandboxVariables(sandbox.urls, TOKEN) };
  const spawned = (command: string, args: readonly string[]): ChildProcess =>
    spawn(command, args, { cwd: folder, env: { ...env, ...variables } });
  const start = (...args: readonly string[]): ChildProcess => spawned(process.execPath, [BIN, ...args]);
  const shell = (script: string, ...args: readonly string[]): ChildProcess =>
    spawned('sh', ['-c', script, 'sh', process.execPath, BIN, ...args]);
  return { sandbox, folder, env, start, shell, run: (...args) => ended(start(...args)) };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve, reject) =>
    child.on('close', (code) => {
      try {
        expectNoSecrets(`${out}${err}`, 'what the program printed');
        resolve({ code, out, err });
      } catch (error) {
        reject(error as Error);
      }
    }),
  );
}

/** Waits for something that another process brings about. */
export async function until(what: string, test: () => boolean): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 10) {
    if (test()) return;
    await sleep(10);
  }
  throw new Error(`waited 20 s in vain until ${what}`);
}

/** A test of an old build would prove nothing. */
export function refuseOldBuild(): void {
  const newest = (folder: string, ending: string): number =>
    Math.max(
      ...readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith(ending) && !file.includes('generated'))
        .map((file) => statSync(path.join(ROOT, folder, file)).mtimeMs),
    );
  if (newest('src', '.ts') > newest('dist', '.js'))
    throw new Error('dist is older than src: run `npm run build` first');
}
