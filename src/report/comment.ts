/**
 * What hfsync posts where a team reviews. In: a plan, the name of its comment, the commit it is about. Out: Markdown whose first
 * two lines are ours alone, so that the next run and the apply job find them again, whatever names the rest may hold:
 *
 *   <!-- hfsync:plan NAME -->                   whose comment it is
 *   <!-- hfsync:digest sha256:… COMMIT -->      what was reviewed; `-` where no commit is known
 */
import type { Plan } from '../model/plan.ts';
import { PLAN_MARKER, planMarkdown } from './markdown.ts';

export interface Named {
  /** `[a-z0-9-]{1,40}`, where a repository has several configurations; null: the only one. */
  readonly id: string | null;
  /** Hexadecimal digits. */
  readonly commit: string | null;
  /** Characters in all. */
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

/** The comment; `shown` is the plan as it may be read there, perhaps redacted, and `plan` the real one, whose digest counts. */
export function commentBody(plan: Plan, shown: Plan, { id, commit, limit }: Named): string {
  const head = `${planMarker(id)}\n<!-- hfsync:digest ${plan.digest} ${commit ?? '-'} -->\n`;
  const foot = aboutCommit(commit);
  return head + withoutMarker(planMarkdown(shown, { limit: limit - head.length - foot.length })) + foot;
}

/** The issue: what waits for a person. What apply does by itself is no business of it, and only counted. */
export function issueBody(plan: Plan, { id, commit, limit }: Named): string {
  const { auto, manual, conflicts } = plan.summary;
  const head =
    `${driftMarker(id)}\n\n` +
    `${count(manual, 'manual item', 'manual items')} and ${count(conflicts, 'conflict', 'conflicts')} in Harvest and Forecast ` +
    `wait for a person${auto > 0 ? `; besides, ${count(auto, 'change waits', 'changes wait')} for the next apply` : ''}. ` +
    'This issue follows the plan, and is closed when nothing waits any more.\n';
  const foot = aboutCommit(commit);
  const waiting: Plan = {
    ...plan,
    summary: { ...plan.summary, auto: 0, harvest: 0, forecast: 0, create: 0, update: 0, delete: 0, link: 0 },
    changes: [],
    observations: [],
    guards: [],
  };
  return head + withoutMarker(planMarkdown(waiting, { limit: limit - head.length - foot.length })) + foot;
}

/** What was reviewed, from our own comment; null where it does not say. */
export function reviewedIn(body: string): Reviewed | null {
  const line = body.split(/\r?\n/, 2)[1] ?? '';
  const [, digest, commit] = /^<!-- hfsync:digest (sha256:[0-9a-f]{64}) ([0-9a-f]{7,64}|-) -->$/.exec(line) ?? [];
  if (digest === undefined || commit === undefined) return null;
  return { digest, commit: commit === '-' ? null : commit };
}

function withoutMarker(markdown: string): string {
  return markdown.startsWith(`${PLAN_MARKER}\n`) ? markdown.slice(PLAN_MARKER.length) : `\n${markdown}`;
}

function aboutCommit(commit: string | null): string {
  return commit === null ? '' : `\nAbout commit ${commit}.\n`;
}

function count(of: number, one: string, several: string): string {
  return `${of} ${of === 1 ? one : several}`;
}
