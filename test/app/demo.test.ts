import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { demo, DEMO_FOLDER } from '../../src/app/demo.ts';
import { invocation } from '../../src/app/invocation.ts';
import { targetOf } from '../../src/app/target.ts';
import { RULE_IDS } from '../../src/model/rule.ts';
import { run } from './world.ts';

it('demo: every rule is met, and after the apply only people have something to do', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-demo-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const ran = await run(folder, {}, demo);
  expect(ran).toMatchObject({ code: 0, err: '' });
  // The sandbox goes by this machine's clock, so the two never differ.
  const met = (rule: string): boolean => ran.out.includes(rule) || rule === 'account.clock';
  expect(RULE_IDS.filter((rule) => !met(rule))).toEqual([]);
  expect(ran.out).toMatch(/Plan: \d+ to sync \(\d+ in Harvest, \d+ in Forecast\), \d+ manual, 1 conflict\./);
  expect(ran.out).toMatch(/Plan: 0 to sync \(0 in Harvest, 0 in Forecast\), \d+ manual, 1 conflict\./);
  expect(ran.out).toMatch(/^ {2}node .*bin\/hfsync\.js sandbox --data \.hfsync-demo\/data/m);
  expect(await readFile(path.join(folder, DEMO_FOLDER, 'data/world.json'), 'utf8')).toContain('Podcast');
});

it('demo, again: takes its folder back if nobody worked in it, and leaves what somebody edited', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-demo-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const demos = async (): Promise<readonly string[]> => {
    await run(folder, {}, demo);
    return (await readdir(folder)).sort();
  };
  expect(await demos()).toEqual([DEMO_FOLDER]);
  expect(await demos()).toEqual([DEMO_FOLDER]);
  const file = path.join(folder, DEMO_FOLDER, 'hfsync.yaml');
  await appendFile(file, '# mine\n');
  expect(await demos()).toEqual([DEMO_FOLDER, `${DEMO_FOLDER}-2`]);
  expect(await readFile(file, 'utf8')).toMatch(/# mine\n$/);
  expect(await readFile(path.join(folder, DEMO_FOLDER, '.gitignore'), 'utf8')).toBe('*\n');
  expect(await readFile(path.join(folder, DEMO_FOLDER, '.hfsync/.gitignore'), 'utf8')).toBe('*\n');
});

it('the command of the last lines is one that works: by name, through npx, or through node', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-invocation-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const packageFolder = path.join(folder, 'it is here');
  const bin = path.join(packageFolder, 'bin/hfsync.js');
  await mkdir(path.dirname(bin), { recursive: true });
  await writeFile(bin, '');
  const from = path.join(folder, 'work/deep');
  await mkdir(from, { recursive: true });
  const command = (PATH = '/bin'): string => invocation({ packageFolder, variables: { PATH } }, from);
  expect(command()).toBe("node '../../it is here/bin/hfsync.js'");
  await mkdir(path.join(folder, 'work/node_modules/.bin'), { recursive: true });
  await symlink(bin, path.join(folder, 'work/node_modules/.bin/hfsync'));
  expect(command()).toBe('npx hfsync');
  expect(command(path.join(folder, 'work/node_modules/.bin'))).toBe('npx hfsync');
  await mkdir(path.join(folder, 'usr'));
  await symlink(bin, path.join(folder, 'usr/hfsync'));
  expect(command(`/bin:${path.join(folder, 'usr')}`)).toBe('hfsync');
});

it.each([
  ['missing/plan.json', 'There is no folder missing for plan.json.'],
  ['folder', 'folder is a folder, not a file.'],
])('--out %s', async (file, said) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-target-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(path.join(folder, 'folder'));
  expect(() => targetOf({ folder }, file, 'plan.unwritable')).toThrow(said);
});
