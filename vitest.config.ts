import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // oclif's capture of stdout sees nothing while vitest intercepts the console.
    disableConsoleIntercept: true,
    restoreMocks: true,
    unstubEnvs: true,
    testTimeout: 30_000,
  },
});
