import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { APPLY } from '../support/options.ts';
import { world, type Ran, type World } from './world.ts';

const PROJECTS = [14308069, 14307913, 14308070, 14308071] as const;
const doApply = (at: World): Promise<Ran> => at.run((env) => apply(env, APPLY));
const puts = (at: World) => at.requests.filter(({ method }) => method === 'PUT');

it('D28 the folder of the state is deleted in the middle of an apply: 6, no further write, and the message has the way on', async () => {
  const at = await world();
  expect(await doApply(at)).toMatchObject({ code: 0 });
  at.control.resetRequests();
  for (const id of PROJECTS)
    await at.control.edit({ side: 'harvest', kind: 'project', id, values: { name: `New ${id}` } });
  for (const id of [5735776, 5735774])
    await at.control.edit({ side: 'harvest', kind: 'client', id, values: { name: `New ${id}` } });
  at.control.faults.add({ fault: 'slow', side: 'forecast', method: 'PUT', delayMs: 300, times: null });
  const run = doApply(at);
  while (puts(at).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await rm(path.join(at.folder, '.hfsync'), { recursive: true });
  const { code, err, out } = await run;
  expect(code).toBe(6);
  // Of six, four at a time were on their way.
  expect(puts(at).length).toBeLessThanOrEqual(4);
  const said = `${out}${err}`.replaceAll(/\s+/g, ' ');
  const [name = ''] = (await readdir(at.folder)).filter((each) => each.startsWith('hfsync-rescued-'));
  expect(said).toContain('was deleted, moved or replaced while this run held its lock');
  expect(said).toContain(name);
  expect(said).not.toContain('the next run will find it');
});
