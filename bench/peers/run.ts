import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A command as a user types it. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: { readonly [name: string]: string };
}

export interface Ran {
  /** Null if it was killed. */
  readonly code: number | null;
  readonly said: string;
  /** Seconds that all threads of the client computed. */
  readonly cpu: number;
  readonly wall: number;
  /** The most memory that the client had, in MiB. */
  readonly memory: number;
}

/** GNU time tells what a process took, and its end with it. */
const TIME = '/usr/bin/time';

export function start({ program, args, folder, env }: Command): { kill(): void; readonly end: Promise<Ran> } {
  const file = path.join(folder, '.cost');
  const begin = performance.now();
  const child = spawn(TIME, ['-q', '-f', '%U %S %M', '-o', file, program, ...args], {
    ...{ cwd: folder, detached: true },
    env: { PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8', ...env },
  });
  let said = '';
  child.stdin.end();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-20_000)));
  const end = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const wall = (performance.now() - begin) / 1000;
      readFile(file, 'utf8').then(
        (text) => {
          const [user = NaN, system = NaN, memory = NaN] = text.trim().split('\n').at(-1)!.split(' ').map(Number);
          resolve({ code, said, cpu: user + system, wall, memory: memory / 1024 });
        },
        () => resolve({ code, said, cpu: NaN, wall, memory: NaN }),
      );
    });
  });
  return {
    // The group, since GNU time has a child.
    kill: () => void (child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')),
    end,
  };
}

export function run(command: Command): Promise<Ran> {
  return start(command).end;
}
