/**
 * The plan as one page. In: a plan. Out: an HTML document that needs no network, no script to be read, and lets nothing in.
 *
 * | part     | what                                                                               |
 * | -------- | ---------------------------------------------------------------------------------- |
 * | policy   | nothing is loaded; the one style and the one script run because their hashes match |
 * | head     | summary line, accounts, counts, guards, cost, digest                               |
 * | filters  | search, class, kind, rule; shown by the script that makes them work                |
 * | sections | changes, manual, conflicts, observations, what an undo has to leave                |
 */
import { createHash } from 'node:crypto';
import type { Plan } from '../model/plan.ts';
import { SCRIPT, STYLE } from './generated/page.ts';
import { changeRecords } from './html/change-records.ts';
import { html, markup, NEWLINE, NOTHING, type Html } from './html/escape.ts';
import { filtersHtml } from './html/filters.ts';
import { headHtml } from './html/head.ts';
import { CLASS_WORDS, CLASSES, recordHtml, type Class, type RecordOfPage } from './html/record.ts';
import { conflictRecord, manualRecord, observationRecord, keptRecord } from './html/item-records.ts';
import { escapeText, type Printable, type Escaped } from './escape.ts';
import { summaryLine } from './text.ts';

/** The whole plan as a page. The style and the script are ours, and go in as they are; all else comes through `html`. */
export function* planHtml(plan: Plan): Iterable<Printable> {
  const records = [
    ...changeRecords(plan),
    ...plan.manual.map(manualRecord),
    ...plan.conflicts.map(conflictRecord),
    ...plan.observations.map(observationRecord),
    ...(plan.undo?.cannot ?? []).map(keptRecord),
  ];
  yield '<!doctype html>\n<html lang="en">\n<head>\n' as Printable;
  yield markup(metaHtml(plan));
  yield `<style>${STYLE}</style>\n</head>\n<body>\n` as Printable;
  yield* bodyParts(plan, records);
  yield `${records.length > 0 ? `<script>${SCRIPT}</script>\n` : ''}</body>\n</html>\n` as Printable;
}

function metaHtml(plan: Plan): Html {
  return html`
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy()}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex">
    <title>${escapeText(plan.accounts.harvest.name)}: ${escapeText(summaryLine(plan))}</title>${NEWLINE}`;
}

/** Trusted Types with no policy at all: the page's own script cannot turn text into markup or code either. */
function policy(): Escaped {
  const only = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return escapeText(
    [
      "default-src 'none'",
      `style-src ${only(STYLE)}`,
      `script-src ${only(SCRIPT)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    1000,
  );
}

const SECTIONS = {
  change: 'Changes',
  manual: 'Manual: for a person to do',
  conflict: 'Conflicts: for a person to resolve',
  observation: CLASS_WORDS.observation,
  kept: CLASS_WORDS.kept,
} as const satisfies Record<Class, string>;

function* bodyParts(plan: Plan, records: readonly RecordOfPage[]): Iterable<Printable> {
  yield markup(html`
    <a class="skip" href="#records">Skip to the records</a>
    ${headHtml(plan)}
    ${records.length === 0 ? NOTHING : barHtml(records)}
    <main id="records" tabindex="-1">${NEWLINE}`);
  if (records.length === 0) yield markup(html`<p class="nothing">Nothing to review.</p>${NEWLINE}`);
  for (const of of CLASSES)
    yield* sectionParts(
      of,
      records.filter((record) => record.class === of),
    );
  yield markup(html`
    </main>${NEWLINE}
    <footer><p>Made by hfsync ${escapeText(plan.hfsync_version)}. This page loads nothing and sends nothing.</p></footer>${NEWLINE}`);
}

/** Stays in sight: the filters, and which side is which. Every value says its side to those who cannot see that. */
function barHtml(records: readonly RecordOfPage[]): Html {
  return html`
    <div class="bar">${NEWLINE}
      ${filtersHtml(records)}
      <p class="columns" aria-hidden="true">
        <span class="row"><span></span><span>Harvest</span><span></span><span>Forecast</span></span>
      </p>
    </div>${NEWLINE}`;
}

function* sectionParts(of: Class, records: readonly RecordOfPage[]): Iterable<Printable> {
  if (records.length === 0) return;
  yield markup(html`
    <section class="records" aria-labelledby="${escapeText(of)}">
      <h2 id="${escapeText(of)}">${escapeText(SECTIONS[of])} <span class="count">${records.length}</span></h2>${NEWLINE}
      <div class="list">`);
  for (const record of records) yield markup(recordHtml(record));
  yield markup(html`</div></section>${NEWLINE}`);
}
