import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { demo, DEMO_FOLDER } from '../../src/app/demo.ts';
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
  expect(ran.out).toContain(`hfsync sandbox --data ${DEMO_FOLDER}/data`);
  expect(await readFile(path.join(folder, DEMO_FOLDER, 'data/world.json'), 'utf8')).toContain('Podcast');
});
