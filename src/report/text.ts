/**
 * The plan as people read it. In: a plan, width, colour. Out: text. The summary line is always the last.
 *
 * | part         | when                     | form                                                       |
 * | ------------ | ------------------------ | ---------------------------------------------------------- |
 * | accounts     | always                   | both ids and names                                         |
 * | since        | it was compared          | what changed since the reviewed plan                       |
 * | changes      | there are some           | one block per record: sign, address, direction, fields, rule |
 * | manual       | there are some           | reason, both values, ways out with YAML, links             |
 * | conflicts    | there are some           | baseline and both values                                   |
 * | observations | there are some           | one line each                                              |
 * | not undone   | it undoes an apply       | what cannot be undone, and why                             |
 * | guards       | some are tripped         | what happened, what to check, how to allow it              |
 * | adopt        | the file is out of date  | how many entries, and the command                          |
 * | cost, digest | always                   | requests, least seconds; the approval token                |
 * | summary      | always, last             | `Plan: …` or `No changes. …`: a public interface           |
 */
import { ACTIONS, alonePutBack, isEmpty, isUndo, type Plan } from '../model/plan.ts';
import { type GuardName, type TrippedGuard } from '../model/guard.ts';
import { SIGN } from './change-blocks.ts';
import { GUARD_ADVICE } from '../rules/guards.ts';
import { counted, applyingWords, requestsWords } from './count.ts';
import { fold, FOLD_OVER } from './fold.ts';
import {
  BLANK,
  line,
  name,
  pasted,
  segments,
  renderLines,
  styled,
  type Line,
  type Layout,
  type Segment,
} from './line.ts';
import { sectionsOf, type Section } from './sections.ts';
import { escapeProse, escapeText, printable, type Printable, type Escaped } from './escape.ts';
import { sinceLines } from './since.ts';
import { CONFLICT_SIGN, MANUAL_SIGN } from './item-blocks.ts';

/** How much of a plan is shown, and what its reader has decided already. */
export interface TextView {
  /** Whether long parts fold. They say how to see everything. */
  readonly folds: boolean;
  /** Guards that are allowed already. */
  readonly allowed: readonly GuardName[];
  /** Whether a question follows. */
  readonly asks: boolean;
}

export const WHOLE: TextView = { folds: false, allowed: [], asks: false };

/** Parts that fold if they themselves are long. The others fold together, if all of them together are long. */
const FOLDS_ALONE: ReadonlySet<Section['of']> = new Set(['since', 'baselines', 'cannot']);

/** The plan as text, block by block. */
export function* planText(plan: Plan, layout: Layout, view: TextView = WHOLE): Iterable<Printable> {
  const sections = sectionsOf(plan, layout);
  const records = sections.filter(({ of }) => !FOLDS_ALONE.has(of)).reduce((sum, { blocks }) => sum + blocks.length, 0);
  yield renderLines(heading(plan), layout);
  for (const section of sections) {
    const { of, blocks } = section;
    if (blocks.length === 0) continue;
    yield renderLines([line(0, styled('strong', sectionTitle(section))), BLANK], layout);
    const isLong = FOLDS_ALONE.has(of) ? blocks.length > FOLD_OVER : records > FOLD_OVER;
    for (const lines of fold(blocks, view.folds && isLong)) yield renderLines(lines, layout);
  }
  yield renderLines(
    [
      ...guardLines(plan.guards, view),
      ...adoptLines(plan),
      ...costLines(plan),
      // Not wrapped, because people paste it.
      pasted(0, segments`Digest: ${escapeText(plan.digest)}`),
      BLANK,
      line(0, styled('strong', escapeText(summaryLine(plan)))),
    ],
    layout,
  );
}

/** The note in each view of a redacted plan. */
export const REDACTED = 'Names, e-mails and hours are left out of this view.';

/** The last line of every plan. Scripts read it. */
export function summaryLine(plan: Plan): Printable {
  if (isUndo(plan) && isEmpty(plan)) {
    const count = alonePutBack(plan).length;
    if (count > 0) return printable`No changes to either account. Baselines put back: ${count}.`;
    return printable`No changes. There is nothing to undo.`;
  }
  if (isEmpty(plan) && isPartial(plan)) return printable`No changes in the selected part. ${leftOut(plan)}`;
  if (isEmpty(plan)) return printable`No changes. Harvest and Forecast agree with hfsync.yaml.`;
  const { auto, harvest, forecast, manual, conflicts } = plan.summary;
  return printable`Plan: ${auto} to sync (${harvest} in Harvest, ${forecast} in Forecast), ${manual} manual, ${counted(conflicts, 'conflict')}.`;
}

/** Whether a selection may hide something that the whole plan would have. */
export function isPartial({ select, left_out: left }: Plan): boolean {
  if (!select) return false;
  return left === undefined || left.changes + left.manual + left.conflicts > 0;
}

/** What `--only` and `--except` left out. Old plans do not say how much it is. */
export function leftOut({ left_out: left }: Plan): Escaped {
  if (!left) return escapeText('The rest was left out.');
  const { changes, manual, conflicts } = left;
  return escapeText(`Left out: ${changes} to sync, ${manual} manual, ${counted(conflicts, 'conflict')}.`);
}

/** Each tripped guard, what to check, and how to allow it. */
export function guardLines(guards: readonly TrippedGuard[], view: TextView = WHOLE): readonly Line[] {
  if (guards.length === 0) return [];
  return [
    ...guards.flatMap(({ guard, reason }) => [
      line(0, segments`Guard ${styled('wait', escapeText(guard))}: ${escapeProse(reason)}`),
      line(2, segments`${escapeProse(GUARD_ADVICE[guard])}`, 2),
      line(2, segments`${escapeText(guardWay(guard, view))}`),
    ]),
    BLANK,
  ];
}

function guardWay(guard: GuardName, { allowed, asks }: TextView): string {
  if (allowed.includes(guard)) return 'It is allowed for this run.';
  // This is the only guard that the question can allow.
  return `To apply: --allow ${guard}${asks && guard === 'first_sync' ? ', or answer yes to the question below' : ''}`;
}

function heading(plan: Plan): readonly Line[] {
  const { harvest, forecast } = plan.accounts;
  return [
    line(
      0,
      segments`Harvest ${harvest.id} ${name(harvest.name)}, Forecast ${forecast.id} ${name(forecast.name)}, linked by ${escapeText(plan.config.path)}`,
    ),
    ...selectionLines(plan),
    ...(plan.redacted ? [line(0, segments`${escapeText(REDACTED)}`)] : []),
    ...(plan.undo ? [line(0, segments`Undoes what was applied with ${escapeText(plan.undo.of)}`)] : []),
    ...legend(plan),
    ...(plan.since ? [BLANK, ...sinceLines(plan.since)] : []),
    BLANK,
  ];
}

/** Says that the plan is only about a part of the accounts. */
function selectionLines(plan: Plan): readonly Line[] {
  const { only = [], except = [] } = plan.select ?? {};
  return [
    ...(only.length > 0
      ? [line(0, segments`Only ${escapeText(only.join(', '), 2000)}, and what that depends on.`)]
      : []),
    ...(except.length > 0
      ? [line(0, segments`Without ${escapeText(except.join(', '), 2000)}, and what depends on that.`)]
      : []),
    ...(isPartial(plan) ? [line(0, segments`${leftOut(plan)}`)] : []),
  ];
}

function legend(plan: Plan): readonly Line[] {
  const used = [
    ...ACTIONS.filter((action) => plan.summary[action] > 0).map((action) => `${SIGN[action]} ${action}`),
    ...(plan.manual.length > 0 ? [`${MANUAL_SIGN} manual`] : []),
    ...(plan.conflicts.length > 0 ? [`${CONFLICT_SIGN} conflict`] : []),
  ];
  if (used.length === 0) return [];
  return [
    line(0, segments`An address is kind:Harvest id/Forecast id.`),
    line(0, segments`Signs: ${escapeText(used.join('  '))}`),
  ];
}

function sectionTitle({ words, total }: Section): readonly Segment[] {
  return segments`${escapeText(words)} (${escapeText(total)})`;
}

/** A hint that is not part of the plan: entries of the file are out of date. */
function adoptLines({ adoptable = 0 }: Plan): readonly Line[] {
  return adoptable === 0 ? [] : [line(0, segments`hfsync adopt ${adoptWords(adoptable)}`)];
}

/** What `hfsync adopt` would do. */
export function adoptWords(count: number): Escaped {
  return escapeText(`can bring ${counted(count, 'entry', 'entries')} of the file up to date with the accounts.`);
}

function costLines({ cost }: Plan): readonly Line[] {
  return [
    line(0, segments`Reading took ${requestsWords(cost.requests)}.`),
    line(0, segments`Applying takes ${applyingWords(cost)}.`),
  ];
}
