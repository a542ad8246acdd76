import { spawn } from 'node:child_process';

export interface Executed {
  readonly code: number | null;
  readonly output: string;
}

export function execute(
  command: string,
  args: readonly string[],
  folder: string,
  env: { readonly [name: string]: string | undefined } = {},
): Promise<Executed> {
  const child = spawn(command, args, { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, ...env } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
