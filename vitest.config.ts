import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rooms whose tests start no process and listen on no port: their files share a process, which saves loading the program once a file. */
const PURE = ['model', 'plan', 'rules'].map((room) => `test/${room}/**/*.test.ts`);

/** Many tests wait for disks, processes and answers, and leave their core to another one. */
const WORKERS = availableParallelism() + 1;

/** The files that take longest, in that order: one of them that is begun last keeps a single core busy at the end. */
const LONGEST = [
  ...['simulation/simulation', 'browser/large', 'app/variants', 'browser/html-access', 'kill/sweep', 'kill/fleet'],
  ...['property/laws', 'e2e/postgres-state', 'forge/scripts', 'walk/walk', 'e2e/fleet', 'property/edits', 'app/probe'],
  ...['simulation/fresh', 'browser/html-safety', 'kill/disk', 'app/fresh', 'browser/settle-page', 'property/ways'],
  ...['e2e/http-state', 'forge/git-state', 'state/git/conformance', 'property/exhaustive', 'e2e/output'],
].map((name) => path.resolve(import.meta.dirname, 'test', `${name}.test.ts`));
for (const file of LONGEST) if (!existsSync(file)) throw new Error(`${file} is listed among the longest, and is gone.`);

/** All others are in vitest's order, which on a clean checkout is by their size. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const first = LONGEST.flatMap((file) => sorted.filter(({ moduleId }) => moduleId === file));
    return [...first, ...sorted.filter((each) => !first.includes(each))];
  }
}

const common = {
  setupFiles: ['test/setup.ts'],
  // oclif's capture of stdout sees nothing while vitest intercepts the console.
  disableConsoleIntercept: true,
  restoreMocks: true,
  unstubEnvs: true,
  // Ends what hangs. Three files at a time on two slow cores take longer than anybody would guess.
  testTimeout: 120_000,
};

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...common, name: 'pure', include: PURE, isolate: false } },
      { test: { ...common, name: 'real', include: ['test/**/*.test.ts'], exclude: PURE } },
    ],
  },
});
