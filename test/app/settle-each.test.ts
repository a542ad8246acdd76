import { describe, expect, it } from 'vitest';
import { settleEach } from '../../src/app/settle-each.ts';
import type { SettleOptions } from '../../src/app/settle.ts';
import { world, type Ran, type World } from './world.ts';

const OPTIONS: SettleOptions = {
  ...{ address: null, rule: null, exact: false, way: null, id: null },
  ...{ dryRun: false, yes: false, maxWait: 120 },
};

/** Types the lines one after the other; when they are used up, nothing. */
async function sat(at: World, typed: readonly string[], options: Partial<SettleOptions> = {}): Promise<Ran> {
  const lines = [...typed];
  return at.run((env) => settleEach(env, { ...OPTIONS, ...options }), { answer: async () => lines.shift() ?? '' });
}

/** A client on both sides that nobody linked, each with another name, and a project that Harvest alone has. */
async function prepared(): Promise<World & { readonly ids: { readonly harvest: number; readonly forecast: number } }> {
  const at = await world();
  const made = async (side: 'harvest' | 'forecast', name: string): Promise<number> =>
    Number((await at.control.create({ side, kind: 'client', values: { name } }))['id']);
  const ids = { harvest: await made('harvest', 'Soylent Ltd'), forecast: await made('forecast', 'Soylent') };
  return { ...at, ids };
}

describe('settle without arguments, on a terminal', () => {
  it('a link takes the item of the other side along; the file is written once', async () => {
    const at = await prepared();
    const { code, out, err, asked } = await sat(at, ['1', 'yes']);
    expect({ code, asked: asked.length }).toEqual({ code: 0, asked: 2 });
    expect(err).toContain('Item 1 of 2');
    expect(err).toContain(`likely: Forecast ${at.ids.forecast} "Soylent"`);
    expect(err).not.toContain('Item 2 of 2');
    expect(err).toContain('Nothing is waiting any more.');
    const entry = `- { name: Soylent Ltd, harvest: ${at.ids.harvest}, forecast: ${at.ids.forecast} }`;
    expect(out.split(`+    ${entry}`)).toHaveLength(3);
    expect(await at.read('hfsync.yaml')).toContain(entry);
  });

  it('another id is linked where a link is chosen, and refused where none belongs', async () => {
    const at = await prepared();
    const { err } = await sat(at, ['2 77', '1 1002', '1 77', 'q', 'yes']);
    expect(err).toContain('That choice takes no id. Nothing was chosen.');
    // 1002 is linked by another entry: nothing is taken that the file cannot hold.
    expect(err).toContain('This does not work: ');
    expect(await at.read('hfsync.yaml')).toContain(`harvest: ${at.ids.harvest}, forecast: 77 }`);
  });

  it('an undone step is as if it had never been; --dry-run writes nothing', async () => {
    const at = await prepared();
    const before = await at.read('hfsync.yaml');
    const undone = await sat(at, ['2', 'u', 's', 's']);
    expect(undone).toMatchObject({ code: 0 });
    expect(undone.err).toContain('2 items left. hfsync settle asks again.');
    expect(undone.err).not.toContain('Your choices');
    const dry = await sat(at, ['1'], { dryRun: true });
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.err).toContain('Your choices');
    expect(await at.read('hfsync.yaml')).toBe(before);
  });

  it('a file that changed meanwhile is left as it is', async () => {
    const at = await prepared();
    const before = await at.read('hfsync.yaml');
    const lines = ['1'];
    const ran = await at.run((env) => settleEach(env, OPTIONS), {
      answer: async () => {
        const next = lines.shift();
        if (next !== undefined) return next;
        await at.write('hfsync.yaml', `${before}# somebody else\n`);
        return 'yes';
      },
    });
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('settle.stale') });
    expect(await at.read('hfsync.yaml')).toBe(`${before}# somebody else\n`);
  });
});
