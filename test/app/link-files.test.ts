import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { settle } from '../../src/app/settle.ts';
import { world } from './world.ts';

const OPTIONS = {
  ...{ address: null, rule: 'project.new-in-harvest', exact: false, way: 'create', id: null },
  ...{ dryRun: false, yes: true, maxWait: 120 },
};

test('a new link of a project goes to the file of its client, however few links that one has', async () => {
  const at = await world();
  const written = await at.read('hfsync.yaml');
  const line = written.split('\n').find((each) => each.includes('Rebrand'));
  if (line === undefined) throw new Error('The sample has no such project.');
  await at.write(
    'hfsync.yaml',
    `${written.replace(`${line}\n`, '')}`.replace('links:', 'include: [links/*.yaml]\n\nlinks:'),
  );
  await mkdir(path.join(at.folder, 'links'));
  await at.write('links/umbrella.yaml', `links:\n  projects:\n${line}\n`);
  await at.control.create({ side: 'harvest', kind: 'project', values: { name: 'Podcast', client: 5735774 } });
  const ran = await at.run((env) => settle(env, OPTIONS));
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(await at.read('links/umbrella.yaml')).toMatch(/Podcast, harvest: \d+, forecast: create/);
});
