/**
 * An apply as it happens. In: events. Out: a line for people, or one JSON object per line for machines, in the manner of
 * Terraform's machine-readable UI.
 *
 * | type             | when                                     | carries                |
 * | ---------------- | ---------------------------------------- | ---------------------- |
 * | version          | first                                    | `hfsync`, `ui`         |
 * | planned_change   | a change of the plan                     | `change`               |
 * | change_summary   | after the plan (plan), at the end (apply)| `changes`, `operation` |
 * | plan_difference  | it is not the plan that was approved     | `since`                |
 * | apply_start …    | around every write                       | `hook`                 |
 * | diagnostic       | an error, a guard, an item that waits    | `diagnostic`           |
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ApplyEvent } from '../model/event.ts';
import type { Change, ComparedPlan, Plan } from '../model/plan.ts';
import type { Titled } from '../model/titled.ts';
import type { GuardName } from '../model/guard.ts';
import { otherSide, sideName } from '../model/side.ts';
import { SIGN } from './change-blocks.ts';
import type { ErrorView } from './errors.ts';
import { jsonLine } from './json-text.ts';
import { line, name, segments, renderLines, styled, type Layout } from './line.ts';
import { escapeProse, escapeText, printable, type Printable } from './escape.ts';
import { title } from './title.ts';
import { summaryLine } from './text.ts';

const UI_VERSION = '1.0';

/**
 * How an apply ended: how many changes of each result. `stale` changes were refused, because their records changed
 * after the plan.
 */
export interface ApplyTotals {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly stale: number;
}

/** A write is about the record of one account, so it is shown with its name there. */
function written(change: Change): Titled {
  const { address, label, named, account } = change;
  if (!named || named[account] === null) return change;
  return { address, label: named[account] === label ? label : '', named: { ...named, [otherSide(account)]: null } };
}

const PAST = { create: 'created', update: 'updated', delete: 'deleted', link: 'linked' } as const;
const DOING = { create: 'creating', update: 'updating', delete: 'deleting', link: 'linking' } as const;

/** One line, and a second one with the hint of an error. Empty for events that only the progress display shows. */
export function eventText(event: ApplyEvent, layout: Layout): Printable {
  const { change } = event;
  const who = segments`${styled(change.action, escapeText(SIGN[change.action]))} ${title(written(change))} in ${escapeText(sideName(change.account))}`;
  switch (event.type) {
    case 'apply_start':
    case 'apply_progress':
      return printable``;
    case 'apply_complete': {
      const seconds = (event.elapsed / 1000).toFixed(1);
      const how = event.already ? 'already up to date, nothing sent' : `${PAST[change.action]} after ${seconds} s`;
      return renderLines([line(0, segments`${who}: ${escapeText(how)}`, 4)], layout);
    }
    case 'apply_errored':
      return renderLines(
        [
          line(
            0,
            segments`${who}: ${styled('delete', segments`failed`)}: ${escapeProse(event.message)}  ${styled('quiet', escapeText(event.code))}`,
            4,
          ),
          ...(event.hint === null ? [] : [line(4, segments`${escapeProse(event.hint)}`, 4)]),
        ],
        layout,
      );
    case 'apply_skipped':
      return renderLines([line(0, segments`${who}: skipped: ${escapeProse(event.message)}`, 4)], layout);
    default:
      return event satisfies never;
  }
}

/** The last line of an apply. */
export function totalsLine({ done, failed, skipped, stale }: ApplyTotals): Printable {
  return printable`Apply: ${done} done, ${failed} failed, ${skipped} skipped, ${stale} stale.`;
}

export function eventJson(event: ApplyEvent, timestamp: string): Printable {
  const { change } = event;
  const hook = {
    id: change.id,
    address: change.address,
    label: change.label,
    account: change.account,
    action: change.action,
  };
  const doing = `${change.address}: ${DOING[change.action]} in ${sideName(change.account)}`;
  switch (event.type) {
    case 'apply_start':
      return entry('info', doing, timestamp, event.type, { hook });
    case 'apply_progress':
      return entry('info', `${doing}: ${event.message}`, timestamp, event.type, {
        hook: { ...hook, elapsed_seconds: seconds(event.elapsed) },
      });
    case 'apply_complete': {
      const past = `${change.address}: ${PAST[change.action]} in ${sideName(change.account)}`;
      const more = { elapsed_seconds: seconds(event.elapsed), already: event.already, id_value: event.id };
      return entry('info', past, timestamp, event.type, { hook: { ...hook, ...more } });
    }
    case 'apply_errored': {
      const error = { code: event.code, summary: event.message, detail: event.hint };
      return entry('error', `${doing}: failed: ${event.message}`, timestamp, event.type, { hook, error });
    }
    case 'apply_skipped':
      return entry('warn', `${doing}: skipped: ${event.message}`, timestamp, event.type, {
        hook,
        reason: event.message,
      });
    default:
      return event satisfies never;
  }
}

export function versionJson(version: string, timestamp: string): Printable {
  return entry('info', `hfsync ${version}`, timestamp, 'version', { hfsync: version, ui: UI_VERSION });
}

/** The plan as events: each change, what waits, and the summary. */
export function* planEvents(plan: Plan, timestamp: string, allowed: readonly GuardName[]): Iterable<Printable> {
  for (const change of plan.changes) yield plannedChange(change, timestamp);
  for (const { address, rule, reason } of [...plan.manual, ...plan.conflicts])
    yield entry('warn', `${address}: ${reason}`, timestamp, 'diagnostic', {
      diagnostic: { severity: 'warning', code: rule, summary: reason, detail: null, address },
    });
  for (const { guard, reason } of plan.guards) {
    const detail = allowed.includes(guard) ? 'It is allowed for this run.' : `--allow ${guard}`;
    yield entry('warn', `guard ${guard}: ${reason}`, timestamp, 'diagnostic', {
      diagnostic: { severity: 'warning', code: guard, summary: reason, detail, address: null },
    });
  }
  const summary = { ...plan.summary, operation: 'plan' };
  yield entry('info', summaryLine(plan), timestamp, 'change_summary', { changes: summary, digest: plan.digest });
}

/** What would be written, compared with what was approved. */
export function differenceEvent({ since, digest }: ComparedPlan, timestamp: string): Printable {
  const message = 'What would be written is not what was approved.';
  return entry('warn', message, timestamp, 'plan_difference', { since, digest });
}

export function totalsJson(totals: ApplyTotals, timestamp: string): Printable {
  return entry('info', totalsLine(totals), timestamp, 'change_summary', {
    changes: { ...summaryOf(totals), operation: 'apply' },
  });
}

/** Where the plan that undoes this apply was saved. */
export function undoSavedText(file: string, undo: Plan, layout: Layout): Printable {
  return renderLines(
    [line(0, segments`To undo this: hfsync apply ${name(file)}${escapeText(takenBack(undo))}`, 4)],
    layout,
  );
}

export function undoSavedJson(file: string, undo: Plan, timestamp: string): Printable {
  const counts = { changes: undo.changes.length, cannot: undo.undo?.cannot.length ?? 0 };
  const summary = `To undo this: hfsync apply ${file}${takenBack(undo)}`;
  const diagnostic = { severity: 'info', code: 'apply.undo', summary, detail: null, path: file, ...counts };
  return entry('info', summary, timestamp, 'diagnostic', { diagnostic });
}

function takenBack({ changes, undo }: Plan): string {
  const cannot = undo?.cannot.length ?? 0;
  return ` (${changes.length} to undo${cannot > 0 ? `, ${cannot} cannot be undone` : ''})`;
}

/** Something that went wrong outside the changes. */
export function warningEvent(message: string, timestamp: string): Printable {
  const diagnostic = { severity: 'warning', code: 'apply.warning', summary: message, detail: null };
  return entry('warn', message, timestamp, 'diagnostic', { diagnostic });
}

/** One finding in the configuration, with its place. */
export function diagnosticEvent(found: Diagnostic, timestamp: string): Printable {
  const { code, message, hint, path, line, column } = found;
  const diagnostic = { severity: 'error', code, summary: message, detail: hint ?? null, path, line, column };
  return entry('error', message, timestamp, 'diagnostic', { diagnostic });
}

export function errorEvent(error: ErrorView, timestamp: string): Printable {
  const diagnostic = {
    severity: 'error',
    code: error.code,
    summary: error.message,
    detail: error.hint,
    exit_code: error.exitCode,
  };
  return entry('error', error.message, timestamp, 'diagnostic', { diagnostic });
}

function summaryOf({ done, failed, skipped, stale }: ApplyTotals): ApplyTotals {
  return { done, failed, skipped, stale };
}

function plannedChange(change: Change, timestamp: string): Printable {
  const message = `${change.address}: plan to ${change.action} in ${sideName(change.account)}`;
  return entry('info', message, timestamp, 'planned_change', { change });
}

function entry(
  level: 'info' | 'warn' | 'error',
  message: string,
  timestamp: string,
  type: string,
  more: object,
): Printable {
  return jsonLine({ '@level': level, '@message': message, '@timestamp': timestamp, type, ...more });
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
