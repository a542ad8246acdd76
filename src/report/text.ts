/**
 * The plan as people read it. In: a plan, width, colour. Out: text; the summary line is always the last.
 *
 * | part         | when                     | form                                                       |
 * | ------------ | ------------------------ | ---------------------------------------------------------- |
 * | accounts     | always                   | both ids and names                                         |
 * | since        | it was compared          | what changed since the plan that was reviewed              |
 * | changes      | there are some           | one block a record: sign, address, direction, fields, rule |
 * | manual       | there are some           | reason, both values, ways out with YAML, links             |
 * | conflicts    | there are some           | baseline and both values                                   |
 * | observations | there are some           | one line each                                              |
 * | not undone   | it takes an apply back   | what cannot be taken back, and why                         |
 * | guards       | some are tripped         | what happened, what to look at, how to allow               |
 * | cost, digest | always                   | requests, least seconds; the approval token                |
 * | summary      | always, last             | `Plan: …` or `No changes. …`: a public interface           |
 */
import { ACTIONS, alonePutBack, isEmpty, isUndo, type Plan, type TrippedGuard } from '../model/plan.ts';
import { SIGN } from './changes.ts';
import { GUARD_ADVICE } from '../rules/guards.ts';
import { counted, requestsWords } from './count.ts';
import { fold, FOLD_OVER } from './fold.ts';
import { BLANK, line, name, pasted, pieces, print, styled, type Line, type Look } from './line.ts';
import { sectionsOf, type Section } from './sections.ts';
import { prose, show, told, type Printed } from './show.ts';
import { sinceLines } from './since.ts';
import { CONFLICT_SIGN, MANUAL_SIGN } from './waiting.ts';

/** Parts that fold by their own length; the others fold together. */
const FOLDS_ALONE: ReadonlySet<Section['of']> = new Set(['since', 'baselines', 'cannot']);

/** The whole plan as text. */
export function planText(plan: Plan, look: Look): Printed {
  const sections = sectionsOf(plan, look);
  const records = sections.filter(({ of }) => !FOLDS_ALONE.has(of)).reduce((sum, { blocks }) => sum + blocks.length, 0);
  return print(
    [
      ...heading(plan),
      ...sections.flatMap((each) => sectionLines(each, records > FOLD_OVER)),
      ...guardLines(plan.guards),
      ...costLines(plan),
      // In one piece: people paste it.
      pasted(0, pieces`Digest: ${show(plan.digest)}`),
      BLANK,
      line(0, styled('strong', show(summaryLine(plan)))),
    ],
    look,
  );
}

/** What a view of a redacted plan says of itself. */
export const REDACTED = 'Names, e-mails and hours are left out of this view.';

/** The last line of every plan: scripts read it. */
export function summaryLine(plan: Plan): Printed {
  if (isUndo(plan) && isEmpty(plan)) {
    const count = alonePutBack(plan).length;
    if (count > 0) return told`No changes to either account. Baselines put back: ${count}.`;
    return told`No changes. There is nothing to undo.`;
  }
  if (isEmpty(plan)) return told`No changes. Harvest and Forecast agree with hfsync.yaml.`;
  const { auto, harvest, forecast, manual, conflicts } = plan.summary;
  return told`Plan: ${auto} to sync (${harvest} in Harvest, ${forecast} in Forecast), ${manual} manual, ${counted(conflicts, 'conflict')}.`;
}

/** A tripped guard, what to look at, and how to let it pass. */
export function guardLines(guards: readonly TrippedGuard[]): readonly Line[] {
  if (guards.length === 0) return [];
  return [
    ...guards.flatMap(({ guard, reason }) => [
      line(0, pieces`Guard ${styled('wait', show(guard))}: ${prose(reason)}`),
      line(2, pieces`${prose(GUARD_ADVICE[guard])}`, 2),
      // Only that one can be answered at the question.
      line(
        2,
        pieces`To apply: --allow ${show(guard)}${show(guard === 'first_sync' ? ', or answer yes when asked' : '')}`,
      ),
    ]),
    BLANK,
  ];
}

function heading(plan: Plan): readonly Line[] {
  const { harvest, forecast } = plan.accounts;
  return [
    line(
      0,
      pieces`Harvest ${harvest.id} ${name(harvest.name)}, Forecast ${forecast.id} ${name(forecast.name)}, linked by ${show(plan.config.path)}`,
    ),
    ...selectionLines(plan),
    ...(plan.redacted ? [line(0, pieces`${show(REDACTED)}`)] : []),
    ...(plan.undo ? [line(0, pieces`Undoes what was applied with ${show(plan.undo.of)}`)] : []),
    ...legend(plan),
    ...(plan.since ? [BLANK, ...sinceLines(plan.since)] : []),
    BLANK,
  ];
}

/** A part of the accounts alone. */
function selectionLines({ select }: Plan): readonly Line[] {
  const { only = [], except = [] } = select ?? {};
  return [
    ...(only.length > 0 ? [line(0, pieces`Only ${show(only.join(', '), 2000)}, and what that depends on.`)] : []),
    ...(except.length > 0
      ? [line(0, pieces`Without ${show(except.join(', '), 2000)}, and what depends on that.`)]
      : []),
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
    line(0, pieces`An address is kind:Harvest id/Forecast id.`),
    line(0, pieces`Signs: ${show(used.join('  '))}`),
  ];
}

function sectionLines({ of, words, blocks }: Section, folded: boolean): readonly Line[] {
  if (blocks.length === 0) return [];
  const folds = FOLDS_ALONE.has(of) ? blocks.length > FOLD_OVER : folded;
  return [line(0, styled('strong', pieces`${show(words)} (${blocks.length})`)), BLANK, ...fold(blocks, folds)];
}

function costLines({ cost }: Plan): readonly Line[] {
  const { requests, apply_requests: apply, apply_seconds_at_least: seconds } = cost;
  return [
    line(0, pieces`Reading took ${requestsWords(requests)}.`),
    line(
      0,
      pieces`Applying takes ${requestsWords(apply)}, and at least ${show(seconds.toFixed(1))} s at the services' rate limits.`,
    ),
  ];
}
