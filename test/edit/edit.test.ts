import { createTwoFilesPatch } from 'diff';
import fc from '../support/property.ts';
import { format } from 'prettier';
import { describe, expect, test, vi } from 'vitest';
import { editFiles, type TextFile } from '../../src/edit/edit.ts';
import { isIgnoring, type Edit } from '../../src/model/edit.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { Want } from '../../src/model/want.ts';
import { load } from '../config/world.ts';
import { STYLES, type Files } from './files.ts';

vi.setConfig({ testTimeout: 120_000 });
const runs = { numRuns: Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 150) };

function asList(files: Files): TextFile[] {
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

function asFiles(list: readonly TextFile[]): Files {
  return Object.fromEntries(list.map(({ path, text }) => [path, text]));
}

function edited(files: Files, edits: readonly Edit[]): Files {
  const result = editFiles(asList(files), edits);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return asFiles(result.files);
}

/** What a file says, apart from where it says it. */
async function meaning(files: Files): Promise<Meaning> {
  const result = await load(files);
  if (!result.ok) throw new Error(result.diagnostics.map(({ line, message }) => `${line} ${message}`).join('\n'));
  const { links, ignore, ignoreWithProjects, ...rest } = result.want;
  return {
    links: Object.values(links)
      .flatMap((list) => list.map(({ at: _, ...link }) => JSON.stringify(link)))
      .sort(),
    ignore: Object.entries({ ...ignore, withProjects: ignoreWithProjects })
      .flatMap(([kind, sides]) =>
        Object.entries(sides).flatMap(([side, list]) => list.map((entry) => JSON.stringify([kind, side, entry]))),
      )
      .sort(),
    rest: { ...rest, sha256: '' },
  };
}

interface Meaning {
  readonly links: readonly string[];
  readonly ignore: readonly string[];
  readonly rest: Partial<Want>;
}

const newId = fc.integer({ min: 600, max: 620 });
const text = fc.constantFrom(
  'Plain',
  'two words',
  'a: b',
  "it's",
  '"quoted"',
  '# no comment',
  '- dash',
  'true',
  '12',
  'ü',
  '{x}',
  'a, b',
  ' lead',
  '[y',
);
const projectSet = fc.record(
  {
    name: text,
    code: fc.constantFrom('', 'C-1', 'x: y'),
    status: fc.constantFrom('active' as const, 'archived' as const),
  },
  { requiredKeys: [] },
);

const changes = fc.oneof(
  fc.record({ set: projectSet }),
  fc.record({ unset: fc.subarray(['name', 'code', 'status'] as const) }),
  fc.record({ set: fc.record({ status: fc.constant('archived' as const) }), unset: fc.constant(['code'] as const) }),
  fc.record({ name: text }),
  fc.record({ name: text, unset: fc.constant(['name', 'code', 'status'] as const) }),
);

const KNOWN = [
  ['project', 101, 201],
  ['project', 102, 'create'],
  ['project', 'create', 203],
  ['client', 1, 11],
  ['client', 2, 12],
  ['person', 301, 401],
] as const;
const known = fc.constantFrom(...KNOWN).map(([kind, harvest, forecast]) => ({ kind, harvest, forecast }));

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    op: fc.constant('link' as const),
    kind: fc.constantFrom<RecordKind>('project', 'client', 'person', 'role'),
    name: text,
    harvest: newId,
    forecast: newId,
  }),
  fc.record({
    op: fc.constant('link' as const),
    kind: fc.constant('project' as const),
    harvest: newId,
    forecast: fc.constant('create' as const),
    set: projectSet,
  }),
  fc
    .record({ op: fc.constant('change' as const), to: changes })
    .map((each) => ({ ...each, kind: 'project' as const, harvest: 102, forecast: 'create' as const })),
  fc
    .record({ op: fc.constant('change' as const), to: changes })
    .map((each) => ({ ...each, kind: 'project' as const, harvest: 101, forecast: 201 })),
  fc.constant<Edit>({ op: 'change', kind: 'project', harvest: 102, forecast: 'create', to: { forecast: 202 } }),
  fc.constant<Edit>({
    op: 'change',
    kind: 'project',
    harvest: 'create',
    forecast: 203,
    to: { harvest: 103, set: { status: 'archived' } },
  }),
  known.map((ends) => ({ op: 'unlink' as const, ...ends })),
  fc.record({
    op: fc.constant('ignore' as const),
    kind: fc.constantFrom<RecordKind>('project', 'client', 'person', 'role'),
    side: fc.constantFrom('harvest' as const, 'forecast' as const),
    id: fc.integer({ min: 700, max: 720 }),
  }),
  fc.record({
    ...{
      op: fc.constant('ignore' as const),
      kind: fc.constant('client' as const),
      projects: fc.constant(true as const),
    },
    side: fc.constantFrom('harvest' as const, 'forecast' as const),
    id: fc.integer({ min: 700, max: 720 }),
  }),
  fc.constantFrom<Edit>(
    { op: 'unignore', kind: 'project', side: 'harvest', entry: 105 },
    { op: 'unignore', kind: 'project', side: 'harvest', entry: 'Internal*' },
    { op: 'unignore', kind: 'person', side: 'forecast', entry: 'Meeting room*' },
    { op: 'unignore', kind: 'client', side: 'harvest', entry: 710, projects: true },
    { op: 'unignore', kind: 'role', side: 'forecast', entry: 710 },
  ),
);

const styles = fc.constantFrom(...Object.keys(STYLES));

/** The comments of a text, each on its own. */
function comments(files: Files): string[] {
  return Object.values(files).flatMap((each) =>
    [...each.matchAll(/(?:^|[ \t])(#[^\r\n]*)/gm)].map((match) => match[1]!.trim()),
  );
}

describe('an edit of the file', () => {
  test.each(Object.keys(STYLES))('%s: the files of this test are valid', async (style) => {
    expect((await meaning(STYLES[style]!)).rest.harvest?.account).toBe(1234567);
  });

  test('keeps what the rest means, stays valid, and done twice does nothing the second time', async () => {
    let done = 0;
    const refusals = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(styles, fc.array(edit, { minLength: 1, maxLength: 8 }), async (style, edits) => {
        const before = STYLES[style]!;
        const result = editFiles(asList(before), edits);
        if (!result.ok) {
          const { reason } = result.refusal;
          refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
          expect(['no-entry', 'linked']).toContain(reason);
          return;
        }
        done += 1;
        const after = asFiles(result.files);
        const [was, is] = [await meaning(before), await meaning(after)];
        expect(is.rest).toEqual(was.rest);
        const touched = (line: string): boolean =>
          edits.some(
            (each) =>
              !isIgnoring(each) &&
              line.includes(`"harvest":${JSON.stringify(each.harvest)},"forecast":${JSON.stringify(each.forecast)}`),
          );
        expect(is.links).toEqual(expect.arrayContaining(was.links.filter((line) => !touched(line))));
        const dropped = edits.flatMap((each) => (each.op === 'unignore' ? [JSON.stringify(each.entry)] : []));
        expect(is.ignore).toEqual(
          expect.arrayContaining(was.ignore.filter((line) => !dropped.some((entry) => line.includes(`,${entry}]`)))),
        );
        // Later operations may undo earlier ones, so it is the last that holds.
        const last = edits.at(-1)!;
        expect(edited(after, [last])).toEqual(after);
      }),
      runs,
    );
    expect(done).toBeGreaterThan(runs.numRuns / 4);
  });

  test('touches no line but those that it is about', () => {
    fc.assert(
      fc.property(styles, edit, (style, each) => {
        const before = STYLES[style]!;
        const result = editFiles(asList(before), [each]);
        if (!result.ok) return;
        const after = asFiles(result.files);
        for (const [path, old] of Object.entries(before)) {
          const [was, is] = [old.split('\n'), after[path]!.split('\n')];
          const head = was.findIndex((line, index) => line !== is[index]);
          if (head < 0) continue;
          const tail = [...was].reverse().findIndex((line, index) => line !== is[is.length - 1 - index]);
          // The part that differs: an entry of at most eight lines, and what was made for it.
          expect(was.length - head - Math.max(tail, 0)).toBeLessThanOrEqual(10);
        }
        const lost = comments(before).filter((comment) => !comments(after).includes(comment));
        if (each.op !== 'unlink' && each.op !== 'unignore') expect(lost).toEqual([]);
        expect(lost.length).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  test('formatted by prettier before or after: the same meaning', async () => {
    const pretty = async (files: Files): Promise<Files> => {
      const all = Object.entries(files).map(async ([path, content]) => [
        path,
        await format(content, { parser: 'yaml' }),
      ]);
      return Object.fromEntries(await Promise.all(all)) as Files;
    };
    await fc.assert(
      fc.asyncProperty(styles, fc.array(edit, { minLength: 1, maxLength: 3 }), async (style, edits) => {
        const before = STYLES[style]!;
        const result = editFiles(asList(before), edits);
        if (!result.ok) return;
        const formattedAfter = await meaning(await pretty(asFiles(result.files)));
        const formattedBefore = await meaning(edited(await pretty(before), edits));
        expect(formattedBefore).toEqual(formattedAfter);
      }),
      { numRuns: Math.ceil(runs.numRuns / 4) },
    );
  });

  test.each(['flow', 'block', 'tight', 'json', 'parts'])('%s: as its neighbours are', (style) => {
    const before = STYLES[style]!;
    const after = edited(before, SAMPLE);
    const patches = Object.keys(before).map((path) =>
      createTwoFilesPatch(path, path, before[path]!, after[path]!, '', '', { context: 0 }),
    );
    expect(patches.join('')).toMatchSnapshot();
  });

  test.each(['flow', 'block', 'tight', 'json', 'parts'])(
    '%s: labels, values and entries that have had their day',
    (style) => {
      const before = STYLES[style]!;
      const after = edited(before, CATCHING_UP);
      const patches = Object.keys(before).map((path) =>
        createTwoFilesPatch(path, path, before[path]!, after[path]!, '', '', { context: 0 }),
      );
      expect(patches.join('')).toMatchSnapshot();
    },
  );

  test('an entry that is not there, and an id that is linked otherwise, are told', () => {
    const refusal = (each: Edit): unknown => {
      const result = editFiles(asList(STYLES['flow']!), [each]);
      return result.ok ? null : result.refusal;
    };
    const gone: Edit = { op: 'change', kind: 'project', harvest: 5, forecast: 6, to: { forecast: 7 } };
    expect(refusal(gone)).toEqual({ reason: 'no-entry', edit: gone });
    const twice: Edit = { op: 'link', kind: 'project', harvest: 101, forecast: 299 };
    expect(refusal(twice)).toEqual({ reason: 'linked', edit: twice, path: 'hfsync.yaml', line: 19 });
    const open: Edit = { op: 'link', kind: 'project', harvest: 5, forecast: null };
    expect(refusal(open)).toEqual({ reason: 'open', edit: open });
  });

  test('a file with anchors is refused by name', () => {
    const text = STYLES['flow']!['hfsync.yaml']!.replace('name: Acme', 'name: &a Acme');
    const result = editFiles([{ path: 'hfsync.yaml', text }], SAMPLE);
    expect(result.ok ? null : result.refusal).toMatchObject({
      reason: 'unreadable',
      diagnostics: [{ code: 'yaml.alias' }],
    });
  });

  test('a thousand at once take a second, not a thousand readings', () => {
    const links = Array.from({ length: 1000 }, (_, nth): Edit => ({
      op: 'link',
      kind: 'project',
      name: `P ${nth}`,
      harvest: 1000 + nth,
      forecast: 5000 + nth,
    }));
    const ignored = Array.from({ length: 1000 }, (_, nth): Edit => ({
      op: 'ignore',
      kind: 'project',
      side: 'harvest',
      id: 9000 + nth,
    }));
    const before = performance.now();
    edited(
      STYLES['flow']!,
      links.flatMap((each, nth) => [each, ignored[nth]!]),
    );
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

const SAMPLE: readonly Edit[] = [
  { op: 'link', kind: 'client', name: 'Initech', harvest: 3, forecast: 13 },
  { op: 'link', kind: 'project', name: 'Portal', harvest: 140, forecast: 'create' },
  {
    ...{ op: 'change', kind: 'project', harvest: 102, forecast: 'create' },
    to: { forecast: 202, set: { status: 'archived' }, unset: ['code'] },
  },
  { op: 'change', kind: 'project', harvest: 101, forecast: 201, to: { set: { name: "it's" } } },
  { op: 'unlink', kind: 'project', harvest: 'create', forecast: 203 },
  { op: 'unlink', kind: 'person', harvest: 301, forecast: 401 },
  { op: 'ignore', kind: 'project', side: 'harvest', id: 104 },
  { op: 'ignore', kind: 'person', side: 'harvest', id: 5 },
  { op: 'ignore', kind: 'role', side: 'harvest', id: 5 },
];

const CATCHING_UP: readonly Edit[] = [
  { op: 'change', kind: 'client', harvest: 2, forecast: 12, to: { name: 'Umbrella: "U"' } },
  {
    op: 'change',
    kind: 'project',
    harvest: 102,
    forecast: 'create',
    to: { name: 'Web shop', forecast: 202, unset: ['name', 'code'] },
  },
  { op: 'change', kind: 'person', harvest: 301, forecast: 401, to: { unset: ['email'] } },
  { op: 'unlink', kind: 'project', harvest: 'create', forecast: 203 },
  { op: 'unignore', kind: 'project', side: 'harvest', entry: 105 },
  { op: 'unignore', kind: 'person', side: 'forecast', entry: 'Meeting room*' },
  { op: 'ignore', kind: 'client', side: 'harvest', id: 9, projects: true },
];
