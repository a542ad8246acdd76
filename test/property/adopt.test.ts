import fc from '../support/property.ts';
import { describe, expect, test, vi } from 'vitest';
import { editFiles } from '../../src/edit/edit.ts';
import type { Adoption } from '../../src/model/adoption.ts';
import type { Conflict, ManualItem } from '../../src/model/item.ts';
import type { Plan } from '../../src/model/plan.ts';
import { SIDES } from '../../src/model/side.ts';
import type { Want } from '../../src/model/want.ts';
import { findAdoptions } from '../../src/plan/adopt.ts';
import { load } from '../config/world.ts';
import { textOfWant } from '../support/config-text.ts';
import { applied } from '../support/simulate.ts';
import { planOf } from '../support/world.ts';
import { situations } from './situations.ts';
import { withoutRecord } from './laws.ts';
import type { RandomWorld } from './worlds.ts';

const runs = { numRuns: Math.ceil(Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) / 15) };
vi.setConfig({ testTimeout: 60_000 + 200 * runs.numRuns });

/** A world in which the file also has old labels, entries of ignore that mean nobody, and ones that do. */
const worlds = fc
  .tuple(
    situations,
    fc.array(fc.constantFrom(null, 'Old name', 'Website', 'Kim'), { minLength: 12, maxLength: 12 }),
    fc.boolean(),
    fc.boolean(),
    fc.option(fc.nat(6)),
  )
  .map(([world, labels, ignores, isApplied, gone]) => {
    const left = gone === null ? world : withoutPair(world, gone);
    return { world: withEntries(left, labels, ignores), isApplied };
  });

function withEntries(
  { want, ...rest }: RandomWorld,
  labels: readonly (string | null)[],
  ignores: boolean,
): RandomWorld {
  let nth = 0;
  const links = Object.fromEntries(
    Object.entries(want.links).map(([kind, list]) => [
      kind,
      list.map((link) => ({ ...link, label: labels[nth++ % labels.length] ?? null })),
    ]),
  ) as unknown as Want['links'];
  const lists = { harvest: ['Nobody*', 9999], forecast: [12, 'Nobody'] };
  const ignore = ignores ? { ...want.ignore, client: lists, project: { harvest: [9999], forecast: [] } } : want.ignore;
  return { ...rest, want: { ...want, links, ignore, ...(ignores && { ignoreWithProjects: lists }) } };
}

/** The world after somebody deleted both records of a link of a kind that has others. */
function withoutPair(world: RandomWorld, nth: number): RandomWorld {
  const pairs = [...world.want.links.project, ...world.want.links.person].filter(
    ({ harvest, forecast }) => harvest !== 'create' && forecast !== 'create',
  );
  const pair = pairs[nth % Math.max(1, pairs.length)];
  if (!pair) return world;
  const have = SIDES.reduce((all, side) => withoutRecord(all, side, pair.kind, Number(pair[side])), world.have);
  return { ...world, have };
}

/** The world once its plan was applied; as it is where a service refuses that, which is not what this is about. */
function afterApply(world: RandomWorld): RandomWorld {
  try {
    return { want: world.want, ...applied(world.want, world.have, world.last, planOf(world)) };
  } catch {
    return world;
  }
}

async function wantOf(text: string): Promise<Want | null> {
  const result = await load(text);
  return result.ok ? result.want : null;
}

function adoptions(world: RandomWorld, except: readonly string[] = []): readonly Adoption[] {
  const rest = { version: '0', createdAt: '', digestKey: null };
  return findAdoptions({ ...world, ...rest, select: { only: [], except } }).adoptions;
}

/** The file after them; throws where it cannot be edited. */
function adopted(text: string, all: readonly Adoption[]): string {
  const result = editFiles(
    [{ path: 'hfsync.yaml', text }],
    all.flatMap(({ edits }) => edits),
  );
  if (!result.ok) throw new Error(`${JSON.stringify(result.refusal)}\n${text}`);
  return result.files[0]!.text;
}

type OpenItem = ManualItem | Conflict;

/** What is written and what waits, without what says where the file has it, and without what was adopted. */
function essence(plan: Plan, gone: ReadonlySet<string>): unknown {
  const { changes, manual, conflicts, observations, guards, summary, digest } = plan;
  const { manual: _manual, in_sync: _inSync, ...counts } = summary;
  // Hints name records that are not in the file.
  const bare = ({ id, address, rule, kind, named, reasons, ...item }: OpenItem): unknown => ({
    ...{ id, address, rule, kind, named },
    reasons: reasons?.map(({ code }) => code),
    values: 'fields' in item ? item.fields : [item.field, item.baseline, item.harvest, item.forecast],
  });
  return {
    ...{ digest, guards, counts },
    changes: changes.map(({ label: _label, declared_at: _at, ...change }) => change),
    manual: manual.filter(({ address }) => !gone.has(address)).map(bare),
    conflicts: conflicts.map(bare),
    observations: observations
      .filter(({ rule, address }) => !/^(?:link\.label|ignore\.unmatched)$/.test(rule) && !gone.has(address))
      .map(({ label: _label, ...item }) => item),
  };
}

describe('hfsync adopt', () => {
  test('the plan is the same but for what was adopted, a second time there is nothing, and all other lines stay', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ world: random, isApplied }) => {
        const text = textOfWant(random.want);
        const want = await wantOf(text);
        if (!want) return;
        const world = isApplied ? afterApply({ ...random, want }) : { ...random, want };
        const all = adoptions(world, ['link.undeclared']);
        const after = adopted(text, all);
        const then = await wantOf(after);
        expect(then, after).not.toBeNull();
        const gone = new Set(
          all.filter(({ facts }) => facts[0]!.what === 'gone').map(({ address }) => address as string),
        );
        const [before, plan] = [planOf(world), planOf({ ...world, want: then! })];
        expect(essence(plan, gone), JSON.stringify(all.map((a) => [a.address, ...a.facts, ...a.edits])) + text).toEqual(
          essence(before, gone),
        );
        expect(before.adoptable ?? 0).toBe(adoptions(world).length);
        expect(adopted(after, adoptions({ ...world, want: then! }, ['link.undeclared']))).toBe(after);
        expect(plan.observations.filter(({ rule }) => rule === 'ignore.unmatched').length).toBeLessThanOrEqual(
          before.observations.filter(({ rule }) => rule === 'ignore.unmatched').length,
        );
        const ids = all.flatMap(({ address }) => address.match(/\d+/g) ?? []);
        const untouched = text
          .split('\n')
          .filter(
            (line) =>
              !ids.some((id) => line.includes(id)) && !line.includes('ignore') && !/^ {2}\w+:(?: \{|$)/.test(line),
          );
        const lines = after.split('\n');
        for (const line of untouched) expect(lines).toContain(line);
      }),
      runs,
    );
  });

  test('pointers too: the file stays valid, their items are gone, and a second time there is nothing', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ world: random }) => {
        const text = textOfWant(random.want);
        const want = await wantOf(text);
        if (!want) return;
        const world = { ...random, want };
        const all = adoptions(world);
        const after = adopted(text, all);
        const then = await wantOf(after);
        expect(then, after).not.toBeNull();
        const left = adoptions({ ...world, want: then! });
        expect(left).toEqual([]);
      }),
      runs,
    );
  });

  test('the worlds have something of each kind to adopt', async () => {
    const seen = new Set<string>();
    for (const { world, isApplied } of fc.sample(worlds, { seed: 1, numRuns: 200 })) {
      const want = await wantOf(textOfWant(world.want));
      if (!want) continue;
      for (const { facts } of adoptions(isApplied ? afterApply({ ...world, want }) : { ...world, want }))
        for (const { what } of facts) seen.add(what);
    }
    expect([...seen].sort()).toEqual(['create', 'gone', 'ignore', 'label', 'pointer', 'set']);
  });
});
