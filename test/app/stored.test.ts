import { describe, expect, it } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { plan } from '../../src/app/plan.ts';
import type { Plan } from '../../src/model/plan.ts';
import { otherSide, SIDES, sideName, type Side } from '../../src/model/side.ts';
import { readPlan } from '../../src/report/json.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { edited } from '../support/edited.ts';
import { impatient, world, type Ran, type World } from './world.ts';

const IDS = { harvest: 14308069, forecast: 2001 } as const;

const doApply = (at: World, options: Partial<ApplyOptions> = {}): Promise<Ran> =>
  at.run((env) => apply(env, { ...APPLY, ...options }), { clock: impatient(() => undefined) });
const planned = async (at: World): Promise<Plan> =>
  readPlan((await at.run((env) => plan(env, { ...PLAN, format: 'json' }))).out);
const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET').length;
const trims = (at: World, side: Side) => at.control.faults.add({ fault: 'trim', side, times: null });
const type = (at: World, side: Side, values: Record<string, string>) =>
  at.control.edit({ side, kind: 'project', id: IDS[side], values });
const names = (at: World) =>
  SIDES.map(
    (side) =>
      (at.sandbox.world()[side].projects as readonly { id: number; name: string }[]).find(({ id }) => id === IDS[side])
        ?.name,
  );

async function edit(at: World, change: (file: string) => string): Promise<void> {
  const file = await at.read('hfsync.yaml');
  expect(change(file)).not.toBe(file);
  await at.write('hfsync.yaml', change(file));
}

/** Carries out the first way out of the only item. */
async function follow(at: World): Promise<void> {
  const { changes, conflicts, manual } = await planned(at);
  expect([changes, conflicts, manual.length]).toEqual([[], [], 1]);
  await edit(at, (file) => edited(file, manual[0]?.ways_out[0]?.edits ?? []));
}

/** In step: nothing is planned, nothing waits. */
async function expectEmpty(at: World): Promise<void> {
  expect(await planned(at)).toMatchObject({ changes: [], manual: [], conflicts: [] });
}

const ENTRY = '{ name: Website, harvest: 14308069, forecast: 2001 }';

describe.each(SIDES)('C21 %s trims what it stores', (side) => {
  const typist = otherSide(side);

  it('an update: what is true is told once, and the way out leads to an empty plan', async () => {
    const at = await world();
    expect(await doApply(at)).toMatchObject({ code: 0 });
    trims(at, side);
    await type(at, typist, { name: 'Shop  2 ' });
    const first = await doApply(at);
    expect(first).toMatchObject({ code: 6 });
    expect(writes(at)).toBe(1);
    const { manual } = await planned(at);
    expect(manual).toMatchObject([
      {
        rule: 'project.name',
        reason: `hfsync wrote "Shop  2 " as the name, but ${sideName(side)} stores it as "Shop 2".`,
      },
    ]);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(writes(at)).toBe(1);
    await follow(at);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect([writes(at), ...names(at)]).toEqual([2, 'Shop 2', 'Shop 2']);
    await expectEmpty(at);
  });

  it('a blank at the end: it is not written again and again', async () => {
    const at = await world();
    expect(await doApply(at)).toMatchObject({ code: 0 });
    trims(at, side);
    await type(at, typist, { name: 'Website ' });
    expect(await doApply(at)).toMatchObject({ code: 6 });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(writes(at)).toBe(1);
    await follow(at);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(names(at)).toEqual(['Website', 'Website']);
    await expectEmpty(at);
  });

  it('a value of the file', async () => {
    const at = await world();
    expect(await doApply(at)).toMatchObject({ code: 0 });
    trims(at, side);
    const set = ENTRY.replace(' }', ', set: { name: "Site " } }');
    await edit(at, (file) => file.replace(ENTRY, set));
    expect(await doApply(at)).toMatchObject({ code: 6 });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(writes(at)).toBe(2);
    await follow(at);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(names(at)).toEqual(['Site', 'Site']);
    await expectEmpty(at);
  });

  it.each([['trim'], ['reset-after']] as const)(
    'a create, answered with %s: one record, and a way out',
    async (fault) => {
      const at = await world();
      expect(await doApply(at)).toMatchObject({ code: 0 });
      const values = { client: typist === 'harvest' ? 5735776 : 1001, name: 'New  one ' };
      const made = await at.control.create({ side: typist, kind: 'project', values });
      const { id } = made as { id: number };
      const count = () => at.sandbox.world()[side].projects.length;
      const before = count();
      at.control.faults.add({ fault, trims: true, side, method: 'POST', path: '/projects' });
      trims(at, side);
      const entry = `{ name: New, ${typist}: ${id}, ${side}: create }`;
      await edit(at, (file) => file.replace(ENTRY, `${ENTRY}\n    - ${entry}`));
      expect(await doApply(at)).toMatchObject({ code: 6 });
      expect(await doApply(at)).toMatchObject({ code: 0 });
      expect(count()).toBe(before + 1);
      await follow(at);
      expect(await doApply(at)).toMatchObject({ code: 0 });
      expect(count()).toBe(before + 1);
      await expectEmpty(at);
    },
  );

  it('an update without an answer', async () => {
    const at = await world();
    expect(await doApply(at)).toMatchObject({ code: 0 });
    at.control.faults.add({ fault: 'reset-after', trims: true, side, method: side === 'harvest' ? 'PATCH' : 'PUT' });
    trims(at, side);
    await type(at, typist, { name: 'Shop ' });
    const ran = await doApply(at);
    expect(ran).toMatchObject({ code: 6 });
    expect((ran.err + ran.out).replaceAll(/\s+/g, ' ')).toContain('not every value');
    await follow(at);
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(names(at)).toEqual(['Shop', 'Shop']);
    await expectEmpty(at);
  });

  it('an apply that is taken back', async () => {
    const at = await world();
    expect(await doApply(at)).toMatchObject({ code: 0 });
    trims(at, side);
    await type(at, typist, { name: 'Shop ' });
    expect(await doApply(at, { undoOut: 'undo.json' })).toMatchObject({ code: 6 });
    expect(await doApply(at, { file: 'undo.json' })).toMatchObject({ code: 0 });
    // The edit is there as it was typed, and is still to be synced.
    expect(names(at)).toEqual(side === 'harvest' ? ['Website', 'Shop '] : ['Shop ', 'Website']);
    expect((await planned(at)).changes).toMatchObject([{ account: side, fields: [{ after: 'Shop ' }] }]);
  });
});
