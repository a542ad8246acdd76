/**
 * The plan as a comment on a pull request. In: a plan, a limit. Out: GitHub-flavoured Markdown. The first line is a marker
 * by which the comment is found again. A plan that is too long is cut between records, and the rest is counted.
 *
 * | part               | form                                                    |
 * | ------------------ | ------------------------------------------------------- |
 * | marker             | an HTML comment                                         |
 * | summary            | the summary line, tables of counts                      |
 * | notice             | what is not shown, above the records that are           |
 * | guards             | not folded                                              |
 * | changes … the rest | folded, as in the text view; YAML and links separately  |
 * | cost, digest       | how to apply exactly this                               |
 */
import { ACTIONS, isUndo, type Plan } from '../model/plan.ts';
import { type Conflict, type ManualItem, type WayOut } from '../model/item.ts';
import { GUARDS } from '../model/guard.ts';
import { SIGN } from './change-blocks.ts';
import { applyingWords, requestsWords } from './count.ts';
import type { Block } from './fold.ts';
import { BLANK, pasted, segments, renderLines, type Line, type Layout } from './line.ts';
import { firstOf, shareRoom, type Room } from './markdown/cut.ts';
import { code, coloured, comment, fence, join, markup, page, words, type Markdown } from './markdown/escape.ts';
import { sectionsOf, type Section } from './sections.ts';
import { escapeVerbatim, type Printable } from './escape.ts';
import { sinceLines } from './since.ts';
import { adoptWords, guardLines, isPartial, leftOut, REDACTED, summaryLine } from './text.ts';
import { conflictWords, manualWords, waysOut } from './item-blocks.ts';
import { wholeOf, isLongSelection, selectionFlags } from './markdown/whole-plan.ts';

export const PLAN_MARKER = '<!-- hfsync:plan -->';

/** The longest comment that GitHub accepts. */
export const COMMENT_LIMIT = 65_536;

export interface MarkdownOptions {
  readonly limit: number;
  /** GitHub counts a comment in characters (UTF-16), and the summary of a step in bytes (UTF-8). */
  readonly unit?: 'characters' | 'bytes';
  /** The first line. Null if the caller writes it, as part of a larger text. */
  readonly marker?: string | null;
}

const LAYOUT: Layout = { width: 100, colour: false };

/** Room for the notice that something was cut, and for the counts in each part. */
const NOTICE_ROOM = 1_000;

export function planMarkdown(plan: Plan, options: MarkdownOptions): Printable {
  const { limit, unit = 'characters', marker = PLAN_MARKER } = options;
  return fitted(plan, sectionsOf(plan, LAYOUT), { limit, unit, head: headOf(plan, marker), foot: footOf(plan) });
}

/** What waits for a person, and nothing else. `limit` in characters. */
export function itemsMarkdown(plan: Plan, limit: number): Printable {
  const waits = sectionsOf(plan, LAYOUT).filter(({ of }) => of === 'manual' || of === 'conflicts');
  const head = join([...accountsOf(plan), ...remarksOf(plan)], '');
  return fitted(plan, waits, { limit, unit: 'characters', head, foot: markup`` });
}

interface Page {
  readonly limit: number;
  readonly unit: 'characters' | 'bytes';
  readonly head: Markdown;
  readonly foot: Markdown;
}

function fitted(plan: Plan, sections: readonly Section[], { limit, unit, head, foot }: Page): Printable {
  const size = (text: string): number => (unit === 'bytes' ? Buffer.byteLength(text) : text.length);
  const room = limit - size(head) - size(foot) - NOTICE_ROOM;
  const parts = sections.map((section) => partOf(plan, section, { size, room }));
  const framed = parts.map((part) => ({
    blocks: part.blocks,
    frame: size(frame(part, part.blocks)) - part.blocks.reduce((sum, block) => sum + size(block), 0),
  }));
  const shown = shareRoom<string>(framed, size, room);
  const body = parts.map((part, index) => frame(part, shown[index] ?? []));
  return join([head, noticeOf(plan, parts, shown), ...body, foot], '');
}

/**
 * The blocks of `lines` share one fence, and each of `items` has its own. `blocks` are the first blocks, more than
 * there is room for.
 */
type Part =
  | { readonly form: 'lines'; readonly section: Section; readonly blocks: readonly Printable[] }
  | { readonly form: 'items'; readonly section: Section; readonly blocks: readonly Markdown[] };

function partOf(plan: Plan, section: Section, room: Room): Part {
  const items = { form: 'items', section } as const;
  if (section.of === 'manual')
    return { ...items, blocks: firstOf(plan.manual, (item) => itemMarkdown(item, manualWords(item)), room) };
  if (section.of === 'conflicts')
    return { ...items, blocks: firstOf(plan.conflicts, (item) => itemMarkdown(item, conflictWords(item)), room) };
  const rows = (block: Block): Printable => coloured(renderLines([...block.lines(), BLANK], LAYOUT));
  return { form: 'lines', section, blocks: firstOf(section.blocks, rows, room) };
}

/** The shown blocks of a section, folded. Empty if there are none. */
function frame(part: Part, shown: readonly string[]): Markdown {
  if (shown.length === 0) return markup``;
  const all = part.section.blocks.length;
  const of =
    shown.length < all ? markup`${shown.length} of ${all} ${words(NOUNS[part.section.of])}` : words(part.section.total);
  const inside =
    part.form === 'items' ? join(shown as readonly Markdown[], '') : fence(shown as readonly Printable[], 'diff');
  return markup`<details><summary>${words(part.section.words)} (${of})</summary>\n\n${inside}\n</details>\n\n`;
}

function itemMarkdown(item: ManualItem | Conflict, lines: readonly Line[]): Markdown {
  const inWords = item.ways_out.filter(({ yaml }) => yaml === undefined);
  const toPaste = item.ways_out.filter(({ yaml }) => yaml !== undefined);
  return join(
    [
      fence([coloured(renderLines([...lines, ...waysOut(inWords)], LAYOUT))], 'diff'),
      ...toPaste.map((way) => fence([snippet(way)], 'yaml')),
      ...(item.urls.length === 0 ? [] : [markup`${join(item.urls.map(page), ' · ')}\n\n`]),
    ],
    '',
  );
}

/** The words of a way out as a comment, above the YAML to paste. */
function snippet({ text, yaml = '' }: WayOut): Printable {
  const rows = yaml.split('\n').filter((row) => row.trim() !== '');
  const all = [segments`# ${escapeVerbatim(text)}`, ...rows.map((row) => segments`${escapeVerbatim(row)}`)];
  return renderLines(
    all.map((row) => pasted(0, row)),
    LAYOUT,
  );
}

function headOf(plan: Plan, marker: string | null): Markdown {
  return join(
    [
      ...(marker === null ? [] : [markup`${comment(marker)}\n`]),
      markup`### hfsync: ${words(summaryLine(plan))}\n\n`,
      ...countsOf(plan),
      ...accountsOf(plan),
      ...remarksOf(plan),
      ...differencesOf(plan),
      ...guardsOf(plan),
    ],
    '',
  );
}

function accountsOf({ accounts: { harvest, forecast }, config }: Plan): readonly Markdown[] {
  return [
    markup`Harvest ${harvest.id} ${code(harvest.name)}, Forecast ${forecast.id} ${code(forecast.name)}, linked by ${code(config.path)}\n\n`,
  ];
}

/** Notices: a partial plan, a redacted plan, or an outdated one. */
function remarksOf(plan: Plan): readonly Markdown[] {
  return [
    ...selectionOf(plan),
    ...(plan.redacted ? [markup`${words(REDACTED)}\n\n`] : []),
    ...(plan.undo ? [markup`Undoes what was applied with ${code(plan.undo.of)}\n\n`] : []),
  ];
}

/** Says that the plan is only about a part of the accounts. */
function selectionOf(plan: Plan): readonly Markdown[] {
  const { only = [], except = [] } = plan.select ?? {};
  return [
    ...(only.length > 0 ? [markup`Only ${code(only.join(', '))}, and what that depends on.\n\n`] : []),
    ...(except.length > 0 ? [markup`Without ${code(except.join(', '))}, and what depends on that.\n\n`] : []),
    ...(isPartial(plan) ? [markup`${words(leftOut(plan))}\n\n`] : []),
  ];
}

function differencesOf({ since }: Plan): readonly Markdown[] {
  return since ? [fence([renderLines(sinceLines(since), LAYOUT)], 'diff'), markup`\n`] : [];
}

function guardsOf({ guards }: Plan): readonly Markdown[] {
  if (guards.length === 0) return [];
  return [fence([renderLines(guardLines(guards.slice(0, GUARDS.length)), LAYOUT)], 'diff'), markup`\n`];
}

function countsOf(plan: Plan): readonly Markdown[] {
  const count = (account: 'harvest' | 'forecast', action: (typeof ACTIONS)[number]): number =>
    plan.changes.filter((change) => change.account === account && change.action === action).length;
  const rows = ACTIONS.filter((action) => plan.summary[action] > 0).map(
    (action) =>
      markup`| ${code(SIGN[action])} ${words(action)} | ${count('harvest', action)} | ${count('forecast', action)} |\n`,
  );
  const { manual, conflicts, in_sync: inSync } = plan.summary;
  return [
    ...(rows.length === 0
      ? []
      : [markup`| To sync | in Harvest | in Forecast |\n| :-- | --: | --: |\n${join(rows, '')}\n`]),
    markup`| Manual | Conflicts | Observations | In sync |\n| --: | --: | --: | --: |\n| ${manual} | ${conflicts} | ${plan.observations.length} | ${inSync} |\n\n`,
  ];
}

const NOUNS = {
  since: 'differences',
  changes: 'changed records',
  baselines: 'baselines',
  manual: 'manual items',
  conflicts: 'conflicts',
  observations: 'observations',
  cannot: 'items that cannot be undone',
} as const satisfies Record<Section['of'], string>;

function noticeOf(plan: Plan, parts: readonly Part[], shown: readonly (readonly string[])[]): Markdown {
  const hidden = parts.flatMap(({ section }, index) => {
    const all = section.blocks.length;
    const rest = all - (shown[index]?.length ?? 0);
    return rest === 0 ? [] : [markup`${rest} of ${all} ${words(NOUNS[section.of])}`];
  });
  if (hidden.length === 0) return markup``;
  return markup`> **This is not the whole plan.** There was no room for ${join(hidden, ', ')}. Before you approve it, read all of it: ${wholeOf(plan)}\n\n`;
}

function footOf(plan: Plan): Markdown {
  const how =
    isUndo(plan) || isLongSelection(plan)
      ? 'hfsync apply FILE'
      : `hfsync apply --expect ${plan.digest}${selectionFlags(plan)}`;
  return join(
    [
      ...(plan.adoptable ? [markup`${code('hfsync adopt')} ${words(adoptWords(plan.adoptable))}\n\n`] : []),
      markup`Reading took ${words(requestsWords(plan.cost.requests))}. Applying takes ${words(applyingWords(plan.cost))}.\n\n`,
      markup`Digest: ${code(plan.digest)}\n`,
      ...(plan.changes.length === 0 ? [] : [markup`\nTo apply exactly this: ${code(how)}\n`]),
    ],
    '',
  );
}
