import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Cost {
  /** Seconds that all threads computed. */
  readonly cpu: number;
  /** Seconds from the start to the end. */
  readonly wall: number;
  /** MiB at the most. */
  readonly memory: number;
}

/** A command for Node, and where it runs. */
export interface Subject {
  readonly name: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env?: { readonly [name: string]: string };
  /** What is done before each run, and not counted. */
  readonly prepare?: () => Promise<void>;
}

const HOOK = `process.on('exit', () => {
  require('node:fs').writeFileSync(process.env.HFSYNC_BENCH, String(process.resourceUsage().maxRSS));
});`;
/** bash tells what a process and its end took, which the process itself cannot. */
const TIMED = `TIMEFORMAT='%3U %3S'; time "$@"`;

/** The medians of each subject. They take turns, so that whatever else the machine does meets them all. */
export async function measure(subjects: readonly Subject[], rounds: number): Promise<readonly Cost[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-bench-'));
  const hook = path.join(folder, 'hook.cjs');
  await writeFile(hook, HOOK);
  const costs: Cost[][] = subjects.map(() => []);
  try {
    // The first round is not counted: it finds files that the system has not read yet.
    for (let round = 0; round <= rounds; round++) {
      for (const [index, subject] of subjects.entries()) {
        await subject.prepare?.();
        const cost = await once(subject, hook, path.join(folder, 'cost'));
        if (round > 0) costs[index]?.push(cost);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return costs.map((all) => ({
    cpu: median(all.map(({ cpu }) => cpu)),
    wall: median(all.map(({ wall }) => wall)),
    memory: median(all.map(({ memory }) => memory)),
  }));
}

async function once({ name, args, folder, env }: Subject, hook: string, file: string): Promise<Cost> {
  const variables = { PATH: process.env['PATH'], HOME: folder, ...env, HFSYNC_BENCH: file };
  const start = performance.now();
  const child = spawn('bash', ['-c', TIMED, 'bash', process.execPath, '--require', hook, ...args], {
    cwd: folder,
    env: variables,
  });
  let said = '';
  child.stdout.on('data', () => undefined);
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const wall = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${said}`);
  const [user = NaN, system = NaN] = (said.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { cpu: user + system, wall, memory: Number(await readFile(file, 'utf8')) / 1024 };
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
