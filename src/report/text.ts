/**
 * The plan as people read it. In: a plan, width, colour. Out: text; the summary line is always the last.
 *
 * | part         | when                     | form                                                       |
 * | ------------ | ------------------------ | ---------------------------------------------------------- |
 * | accounts     | always                   | both ids and names                                         |
 * | changes      | there are some           | one block a record: sign, address, direction, fields, rule |
 * | manual       | there are some           | reason, both values, ways out with YAML, links             |
 * | conflicts    | there are some           | baseline and both values                                   |
 * | observations | there are some           | one line each                                              |
 * | not undone   | it takes an apply back   | what cannot be taken back, and why                         |
 * | guards       | some are tripped         | what happened, what to look at, how to allow               |
 * | cost, digest | always                   | requests, least seconds; the approval token                |
 * | summary      | always, last             | `Plan: …` or `No changes. …`: a public interface           |
 */
import type { Kind } from '../model/kind.ts';
import { ACTIONS, isEmpty, isUndo, type Change, type Plan, type TrippedGuard } from '../model/plan.ts';
import { sideName } from '../model/side.ts';
import { MEANING, recordBlock, recordsOf, SIGN, title } from './changes.ts';
import { GUARD_ADVICE } from '../rules/guards.ts';
import { fold, FOLD_OVER, type Block } from './fold.ts';
import { BLANK, line, name, pieces, print, styled, type Line, type Look } from './line.ts';
import { prose, show } from './show.ts';
import { CONFLICT_SIGN, conflictBlock, MANUAL_SIGN, manualBlock, observationLine } from './waiting.ts';

const KIND_WORDS = {
  company: 'company',
  role: 'role',
  client: 'client',
  person: 'person',
  project: 'project',
} as const satisfies Record<Kind, string>;

/** The whole plan as text. */
export function planText(plan: Plan, look: Look): string {
  const changes = changeBlocks(plan.changes, look);
  const manual = plan.manual.map((item): Block => ({
    group: `${KIND_WORDS[item.kind]} items of rule ${item.rule}`,
    lines: () => manualBlock(item),
  }));
  const conflicts = plan.conflicts.map((item): Block => ({
    group: `${KIND_WORDS[item.kind]} conflicts about ${item.field}`,
    lines: () => conflictBlock(item),
  }));
  const observations = plan.observations.map((seen): Block => ({
    group: `observations of rule ${seen.rule}`,
    lines: () => [observationLine(seen)],
  }));
  const folded = changes.length + manual.length + conflicts.length + observations.length > FOLD_OVER;
  return print(
    [
      ...heading(plan),
      ...section('Changes', changes, folded),
      ...section('Manual: for a person to do', manual, folded),
      ...section('Conflicts: for a person to settle', conflicts, folded),
      ...section('Observations', observations, folded),
      ...cannotLines(plan),
      ...guardLines(plan.guards),
      ...costLines(plan),
      line(0, pieces`Digest: ${show(plan.digest)}`),
      BLANK,
      line(0, styled('strong', show(summaryLine(plan)))),
    ],
    look,
  );
}

/** The last line of every plan: scripts read it. */
export function summaryLine(plan: Plan): string {
  if (isUndo(plan) && isEmpty(plan)) return 'No changes. There is nothing to take back.';
  if (isEmpty(plan)) return 'No changes. Harvest and Forecast agree with hfsync.yaml.';
  const { auto, harvest, forecast, manual, conflicts } = plan.summary;
  return `Plan: ${auto} to sync (${harvest} in Harvest, ${forecast} in Forecast), ${manual} manual, ${conflicts} conflicts.`;
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
        pieces`To apply: --allow ${show(guard)}${show(guard === 'first_sync' ? ', or yes at the question' : '')}`,
      ),
    ]),
    BLANK,
  ];
}

/** What an undo plan has to leave as it is. */
function cannotLines({ undo }: Plan): readonly Line[] {
  const blocks = (undo?.cannot ?? []).map((item): Block => ({
    group: `${KIND_WORDS[item.kind]} ${MEANING[item.action]}s in ${sideName(item.account)}`,
    lines: () => [
      line(
        0,
        pieces`${styled('wait', show(MANUAL_SIGN))} ${title(item)}  ${show(item.action)} in ${show(sideName(item.account))}`,
        4,
      ),
      line(4, pieces`${prose(item.reason)}`, 4),
    ],
  }));
  return section('Cannot be taken back', blocks, blocks.length > FOLD_OVER);
}

function heading(plan: Plan): readonly Line[] {
  const { harvest, forecast } = plan.accounts;
  return [
    line(
      0,
      pieces`Harvest ${harvest.id} ${name(harvest.name)}, Forecast ${forecast.id} ${name(forecast.name)}, linked by ${show(plan.config.path)}`,
    ),
    ...(plan.undo ? [line(0, pieces`Takes back what was applied with ${show(plan.undo.of)}`)] : []),
    ...legend(plan),
    BLANK,
  ];
}

function legend(plan: Plan): readonly Line[] {
  const used = [
    ...ACTIONS.filter((action) => plan.summary[action] > 0).map((action) => `${SIGN[action]} ${MEANING[action]}`),
    ...(plan.manual.length > 0 ? [`${MANUAL_SIGN} manual`] : []),
    ...(plan.conflicts.length > 0 ? [`${CONFLICT_SIGN} conflict`] : []),
  ];
  if (used.length === 0) return [];
  return [
    line(0, pieces`An address is kind:Harvest id/Forecast id.`),
    line(0, pieces`Signs: ${show(used.join('  '))}`),
  ];
}

function changeBlocks(changes: readonly Change[], look: Look): readonly Block[] {
  return recordsOf(changes).map((record): Block => ({
    group: groupOf(record),
    lines: () => recordBlock(record, look),
  }));
}

function groupOf(record: readonly Change[]): string {
  const first = record[0];
  if (!first) return '';
  const sides = [...new Set(record.map((change) => sideName(change.account)))].join(' and ');
  return `${KIND_WORDS[first.kind]} ${MEANING[first.action]}s in ${sides}`;
}

function section(words: string, blocks: readonly Block[], folded: boolean): readonly Line[] {
  if (blocks.length === 0) return [];
  const lines = fold(blocks, folded);
  return [line(0, styled('strong', pieces`${show(words)} (${blocks.length})`)), BLANK, ...lines];
}

function costLines({ cost }: Plan): readonly Line[] {
  const { requests, apply_requests: apply, apply_seconds_at_least: seconds } = cost;
  return [
    line(0, pieces`Reading took ${requests.harvest} requests to Harvest and ${requests.forecast} to Forecast.`),
    line(
      0,
      pieces`Applying takes ${apply.harvest} and ${apply.forecast}, and at least ${show(seconds.toFixed(1))} s at the services' rate limits.`,
    ),
  ];
}
