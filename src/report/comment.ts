/**
 * What hfsync posts where a team reviews. In: a plan, the name of its comment, the commit it is about. Out: Markdown. Its
 * first lines contain no text from outside, so the next run and the apply job find them again, whatever the rest contains:
 *
 *   <!-- hfsync:plan NAME -->                   whose comment it is
 *   <!-- hfsync:digest sha256:… COMMIT -->      what was reviewed; `-` if no commit is known. Not in an issue
 *   <!-- hfsync:planned 2026-01-02T03:04Z -->   when the plan was made: a late job never replaces a newer one
 */
import type { Plan } from '../model/plan.ts';
import { counted } from './count.ts';
import { PLAN_MARKER, planMarkdown, itemsMarkdown } from './markdown.ts';
import { comment as marker } from './markdown/escape.ts';
import { joinPrintable, escapeText, printable, type Printable } from './escape.ts';

export interface Named {
  /** `[a-z0-9-]{1,40}`, if a repository has several configurations. Null if there is only one. */
  readonly id: string | null;
  /** Hexadecimal digits. */
  readonly commit: string | null;
  /** The most characters in all. */
  readonly limit: number;
}

export interface Reviewed {
  readonly digest: string;
  readonly commit: string | null;
}

export function planMarker(id: string | null): string {
  return id === null ? PLAN_MARKER : `<!-- hfsync:plan ${id} -->`;
}

export function driftMarker(id: string | null): string {
  return id === null ? '<!-- hfsync:drift -->' : `<!-- hfsync:drift ${id} -->`;
}

/** The comment. `shown` is the plan for its readers, perhaps redacted. `plan` is the real one, whose digest counts. */
export function commentBody(plan: Plan, shown: Plan, { id, commit, limit }: Named): Printable {
  const head = printable`${marker(planMarker(id))}\n${marker(`<!-- hfsync:digest ${plan.digest} ${commit ?? '-'} -->`)}\n${plannedLine(plan)}\n`;
  const foot = aboutCommit(commit);
  return joinPrintable([head, planMarkdown(shown, { limit: limit - head.length - foot.length, marker: null }), foot]);
}

/** The issue about what waits for a person. Automatic changes are only counted. */
export function issueBody(plan: Plan, { id, commit, limit }: Named): Printable {
  const { auto, manual, conflicts } = plan.summary;
  const besides =
    auto > 0 ? printable`; besides, ${counted(auto, 'change waits', 'changes wait')} for the next apply` : printable``;
  const what = printable`${counted(manual, 'manual item')} and ${counted(conflicts, 'conflict')}`;
  const head = printable`${marker(driftMarker(id))}\n${plannedLine(plan)}\n\n${what} in Harvest and Forecast wait for a person${besides}. This issue follows the plan, and closes when nothing is waiting.\n\n`;
  const foot = aboutCommit(commit);
  return joinPrintable([head, itemsMarkdown(plan, limit - head.length - foot.length), foot]);
}

function plannedLine({ created_at: at }: Plan): Printable {
  // A saved plan can contain any text there.
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? printable`` : marker(`<!-- hfsync:planned ${time.toISOString()} -->`);
}

/** When the plan of one of hfsync's posts was made, in ms since 1970. Null if the post does not say. */
export function plannedAt(body: string): number | null {
  const line = body.split(/\r?\n/, 3).find((each) => each.startsWith('<!-- hfsync:planned '));
  const [, time = ''] = /^<!-- hfsync:planned (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) -->$/.exec(line ?? '') ?? [];
  const at = Date.parse(time);
  return Number.isNaN(at) ? null : at;
}

/** What was reviewed, from hfsync's own comment. Null if the comment does not say. */
export function reviewedIn(body: string): Reviewed | null {
  const line = body.split(/\r?\n/, 2)[1] ?? '';
  const [, digest, commit] =
    /^<!-- hfsync:digest (sha256:[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}|-) -->$/.exec(line) ?? [];
  if (digest === undefined || commit === undefined) return null;
  return { digest, commit: commit === '-' ? null : commit };
}

function aboutCommit(commit: string | null): Printable {
  return commit === null ? printable`` : printable`\nAbout commit ${escapeText(commit)}.\n`;
}
