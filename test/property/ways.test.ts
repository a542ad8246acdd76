import fc from '../support/property.ts';
import { describe, expect, test, vi } from 'vitest';
import { editFiles } from '../../src/edit/edit.ts';
import { parseAddress } from '../../src/model/address.ts';
import { completed, isComplete, isIgnoring, type Edit } from '../../src/model/edit.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Conflict, ManualItem, WayOut } from '../../src/model/item.ts';
import { SIDES, type Side } from '../../src/model/side.ts';
import type { Want } from '../../src/model/want.ts';
import { load } from '../config/world.ts';
import { textOfWant } from '../support/config-text.ts';
import { applied } from '../support/simulate.ts';
import { planOf } from '../support/world.ts';
import { situations } from './situations.ts';
import type { RandomWorld } from './worlds.ts';

/** The law of ways out: each one that edits the file validates and settles its item, in the next plan or once applied. */
const runs = { numRuns: Math.ceil(Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 1500) / 10) };
vi.setConfig({ testTimeout: 60_000 + 400 * runs.numRuns });

type Item = ManualItem | Conflict;

function itemsOf(plan: Plan): Item[] {
  return [...plan.manual, ...plan.conflicts];
}

/** The same question: an address changes once a record is linked, and the rule of a field once a person may not sign in any more. */
function isSame(item: Item, other: Item): boolean {
  if (!isAbout(item, other)) return false;
  const [fields, others] = [fieldsOf(item), fieldsOf(other)];
  return fields.length > 0 ? others.some((field) => fields.includes(field)) : item.rule === other.rule;
}

function fieldsOf(item: Item): readonly string[] {
  return 'field' in item ? [item.field] : item.fields.map(({ field }) => field);
}

function isAbout(item: Item, other: Item): boolean {
  const [a, b] = [parseAddress(item.address), parseAddress(other.address)];
  return item.kind === other.kind && SIDES.some((side) => a?.[side] !== null && a?.[side] === b?.[side]);
}

/** Any record of the other side that nothing is known of. */
function someone({ want, have }: RandomWorld, kind: RecordKind, side: Side): number | null {
  const linked = new Set<unknown>(want.links[kind].map((link) => link[side]));
  const records = [...have[side].records[kind].values()];
  return (
    records.find(({ id, values }) => !linked.has(id) && values.status !== 'archived' && !values.pointer)?.id ?? null
  );
}

function openSide(edit: Edit): Side | null {
  if (isIgnoring(edit)) return null;
  const ends = edit.op === 'change' ? { ...edit, ...edit.to } : edit;
  return SIDES.find((side) => ends[side] === null) ?? null;
}

function toPerform(world: RandomWorld, way: WayOut, kind: RecordKind): readonly Edit[] | null {
  const edits = way.edits ?? [];
  if (edits.every(isComplete)) return edits;
  const side = edits.map(openSide).find((each) => each !== null)!;
  const id = someone(world, kind, side);
  return id === null ? null : edits.map((edit) => completed(edit, id));
}

async function wantOf(text: string): Promise<Want | string> {
  const result = await load(text);
  return result.ok ? result.want : result.diagnostics.map(({ message }) => message).join('; ');
}

/** What is wrong with a way out; null: nothing. */
async function fault(world: RandomWorld, text: string, item: Item, edits: readonly Edit[]): Promise<string | null> {
  const edited = editFiles([{ path: 'hfsync.yaml', text }], edits);
  if (!edited.ok) return `refused: ${JSON.stringify(edited.refusal)}`;
  const want = await wantOf(edited.files[0]!.text);
  if (typeof want === 'string') return `invalid: ${want}`;
  const before = planOf(world);
  const first = planOf({ ...world, want });
  let second;
  try {
    second = planOf({ want, ...applied(want, world.have, world.last, first) });
  } catch (error) {
    return `apply: ${String(error)}`;
  }
  const left = itemsOf(second).find((other) => isSame(item, other));
  if (left) return `is there again: ${left.reason}`;
  const worse = [...itemsOf(first), ...itemsOf(second)].filter(
    (other) => isAbout(item, other) && !itemsOf(before).some((known) => known.id === other.id || isSame(known, other)),
  );
  const shown = worse.filter((other) => !mayAppear(edits, other));
  return shown.length > 0 ? `worse: ${shown.map(({ rule, reason }) => `${rule} ${reason}`).join('; ')}` : null;
}

/**
 * Once two records are linked, their fields are compared, and a client that a project still brings along is one with a fate of its own; a project that
 * stays archived takes no other edit.
 */
function mayAppear(edits: readonly Edit[], { rule, kind, reasons = [] }: Item): boolean {
  const changes = edits.flatMap((edit) => (edit.op === 'change' ? [edit.to] : edit.op === 'link' ? [edit] : []));
  if (changes.some(({ set }) => set?.status === 'archived') && reasons.some(({ code }) => code === 'record-archived'))
    return true;
  if (kind === 'client' && edits.some(({ op }) => op === 'unlink')) return true;
  const links = changes.some(({ harvest, forecast }) => harvest !== undefined || forecast !== undefined);
  return links && !/\.new-in|only$|deleted|undeclared/.test(rule);
}

/** No service has two clients of one name, or two people of one e-mail. */
function isLawful({ have }: RandomWorld): boolean {
  return SIDES.every((side) => {
    const names = [...have[side].records.client.values()].map(({ values }) => values.name);
    const emails = [...have[side].records.person.values()].flatMap(({ values }) => values.email?.toLowerCase() || []);
    return new Set(names).size === names.length && new Set(emails).size === emails.length;
  });
}

describe('ways out', () => {
  test('each that is offered validates and settles its item', async () => {
    const faults = new Map<string, string>();
    let performed = 0;
    await fc.assert(
      fc.asyncProperty(situations, async (random) => {
        const text = textOfWant(random.want);
        const want = await wantOf(text);
        if (typeof want === 'string') return;
        const world = { ...random, want };
        if (!isLawful(world)) return;
        for (const item of itemsOf(planOf(world))) {
          const keys = item.ways_out.map(({ key }) => key);
          expect(new Set(keys).size, keys.join()).toBe(keys.length);
          expect(keys.length).toBeGreaterThan(0);
          for (const way of item.ways_out) {
            if (!way.edits || item.kind === 'company') continue;
            const edits = toPerform(world, way, item.kind);
            if (!edits) continue;
            performed += 1;
            const found = await fault(world, text, item, edits);
            if (found === null) continue;
            const codes = (item.reasons ?? []).map(({ code }) => code).join();
            const kind = `${item.rule} [${codes}] ${way.key?.split(':')[0]} → ${found.replace(/\d+|"[^"]*"/g, '·').slice(0, 160)}`;
            if (!faults.has(kind))
              faults.set(kind, `${item.address} ${JSON.stringify(edits)}\n${text}${JSON.stringify(item)}\n${found}`);
          }
        }
      }),
      runs,
    );
    expect([...faults].map(([kind, where]) => `${kind}\n${where}`)).toEqual([]);
    expect(performed).toBeGreaterThan(runs.numRuns);
  });
});
