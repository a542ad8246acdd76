import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GUARDS } from '../../src/model/guard.ts';
import { ended, program, until } from './program.ts';

const APPLY = ['apply', '--auto-approve', '--verbose', ...GUARDS.flatMap((guard) => ['--allow', guard])];
const PROJECTS = [
  [14308069, 2001],
  [14307913, 2002],
  [14308070, 2003],
  [14308071, 2004],
] as const;

test('K3 SIGINT while writes wait for the rate limit: it ends at once, and the next apply writes the rest, each once', async () => {
  const { sandbox, folder, start, run } = await program();
  const file = path.join(folder, 'hfsync.yaml');
  const config = await readFile(file, 'utf8');
  for (const [id] of PROJECTS)
    await sandbox.control.edit({
      side: 'harvest',
      kind: 'project',
      id,
      values: { name: `Renamed ${id}` },
      by: 1782959,
    });
  // Enough to read Forecast and to write one project. The next one would have to wait for ten minutes.
  await writeFile(file, config.replace('  account: 7654321', '$&\n  rate: { requests: 8, seconds: 600 }'));

  const child = start(...APPLY);
  let heard = '';
  child.stderr?.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  const end = ended(child);
  const puts = (): number => sandbox.requests.filter(({ method }) => method === 'PUT').length;
  await until('writes wait', () => puts() > 0 && heard.includes('staying below the rate limit'));
  const written = puts();
  expect(written).toBeLessThan(PROJECTS.length);
  const asked = performance.now();
  child.kill('SIGINT');
  const first = await end;
  // 0.3 s on a machine that has nothing else to do.
  expect(performance.now() - asked).toBeLessThan(3_000);
  expect(first.code).toBe(130);
  expect(first.out).toContain('interrupted before it was sent');
  expect(first.out).toMatch(/Apply: \d done, 0 failed, \d skipped, 0 stale\./);
  expect(puts()).toBe(written);

  await writeFile(file, config);
  const second = await run(...APPLY);
  expect(second.code).toBe(0);
  // Nothing was left open, so nothing is waited for.
  expect(second.err).not.toContain('An earlier apply was interrupted');
  expect(puts()).toBe(PROJECTS.length);
  const { forecast } = sandbox.world();
  for (const [harvest, id] of PROJECTS)
    expect(forecast.projects.find((project) => project.id === id)?.name).toBe(`Renamed ${harvest}`);
});
