import { afterAll, afterEach } from 'vitest';
import { expectNoSecrets, watch } from './support/canary.ts';
import { stayOnLoopback } from './support/loopback-only.ts';

// No test reaches beyond this machine: loopback servers are real, everything else is refused.
stayOnLoopback();

// Nothing that a test's run prints gives its token away (P20).
const screens = { stdout: watch(process.stdout), stderr: watch(process.stderr) };

afterEach(() => {
  for (const [name, screen] of Object.entries(screens)) expectNoSecrets(screen.take(), name);
});

afterAll(() => Object.values(screens).forEach((screen) => screen.stop()));
