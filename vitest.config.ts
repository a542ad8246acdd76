import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Rooms whose tests start no process and listen on no port: their files share a process, which saves loading the program once a file. */
const PURE = ['model', 'plan', 'rules'].map((room) => `test/${room}/**/*.test.ts`);

/** Most tests wait for disks, processes and answers. So two run at a time on two cores, where vitest would run one. */
const WORKERS = Math.min(availableParallelism(), Math.max(2, availableParallelism() - 1));

const common = {
  setupFiles: ['test/setup.ts'],
  // oclif's capture of stdout sees nothing while vitest intercepts the console.
  disableConsoleIntercept: true,
  restoreMocks: true,
  unstubEnvs: true,
  testTimeout: 30_000,
};

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    projects: [
      { test: { ...common, name: 'pure', include: PURE, isolate: false } },
      { test: { ...common, name: 'real', include: ['test/**/*.test.ts'], exclude: PURE } },
    ],
  },
});
