import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';

const ROOT = path.resolve(fileURLToPath(import.meta.url), '../../..');
const PATIENT = { timeout: 60_000, interval: 50 };

/** The processes that `pid` started, as Linux tells them. */
function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.skipIf(process.platform !== 'linux')(
  'a worker ends with the program that started it, even where that is killed',
  { timeout: 120_000 },
  async () => {
    const parent = spawn(process.execPath, ['scripts/simulate.js', '--runs', '1000000', '--jobs', '1'], {
      ...{ cwd: ROOT, stdio: 'ignore' },
    });
    const isWorker = (pid: number): boolean => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.mjs');
    // The bundler is a child, too.
    const worker = await vi.waitUntil(() => childrenOf(parent.pid!).find(isWorker), PATIENT);
    const [, program = ''] = readFileSync(`/proc/${worker}/cmdline`, 'utf8').split('\0');
    parent.kill('SIGKILL');
    try {
      await vi.waitUntil(() => !isAlive(worker), PATIENT);
    } finally {
      if (isAlive(worker)) process.kill(worker);
      await rm(path.dirname(program), { recursive: true });
    }
    expect(isAlive(worker)).toBe(false);
  },
);
