/**
 * The plan as one page. In: a plan. Out: an HTML document that needs no network, can be read without its script, and loads nothing.
 *
 * | part     | what                                                                               |
 * | -------- | ---------------------------------------------------------------------------------- |
 * | policy   | nothing is loaded; the one style and the one script run because their hashes match |
 * | head     | summary line, accounts, counts, guards, cost, digest                               |
 * | filters  | search, class, kind, rule; only shown if the script runs                           |
 * | sections | changes, manual, conflicts, observations, what cannot be undone                    |
 */
import { createHash } from 'node:crypto';
import type { Plan } from '../model/plan.ts';
import { SCRIPT, STYLE } from './generated/page.ts';
import { recordsOf } from './change-blocks.ts';
import { changeRecords, rulesOf } from './html/change-records.ts';
import { html, markup, NEWLINE, NOTHING, type Html } from './html/escape.ts';
import { filtersHtml, tallyOf, type Facets, type Tally } from './html/filters.ts';
import { headHtml } from './html/head.ts';
import { CLASS_WORDS, recordHtml, type Class, type RecordOfPage } from './html/record.ts';
import { conflictRecord, kindOf, manualRecord, observationRecord, keptRecord } from './html/item-records.ts';
import { escapeText, type Printable, type Escaped } from './escape.ts';
import { summaryLine } from './text.ts';

/**
 * The whole plan as a page. The style and the script are hfsync's own and are inserted unescaped. Everything else goes
 * through `html`.
 */
export function* planHtml(plan: Plan): Iterable<Printable> {
  const changed = recordsOf(plan.changes);
  const tally = tallyOf(facetsOf(plan, changed));
  yield '<!doctype html>\n<html lang="en">\n<head>\n' as Printable;
  yield markup(metaHtml(plan));
  yield `<style>${STYLE}</style>\n</head>\n<body>\n` as Printable;
  yield* bodyParts(plan, recordsOfPage(plan, changed), tally);
  yield `${tally.classes.size === 0 ? '' : `<script>${SCRIPT}</script>\n`}</body>\n</html>\n` as Printable;
}

type Changed = ReturnType<typeof recordsOf>;

/** The records in order. Each is made on demand and not kept. */
function* recordsOfPage(plan: Plan, changed: Changed): Iterable<RecordOfPage> {
  yield* changeRecords(plan, changed);
  yield* each(plan.manual, manualRecord);
  yield* each(plan.conflicts, conflictRecord);
  yield* each(plan.observations, observationRecord);
  yield* each(plan.undo?.cannot ?? [], keptRecord);
}

function* each<T>(items: readonly T[], record: (item: T, index: number) => RecordOfPage): Iterable<RecordOfPage> {
  for (const [index, item] of items.entries()) yield record(item, index);
}

/** What the filters count, without making the records. */
function* facetsOf(plan: Plan, changed: Changed): Iterable<Facets> {
  for (const record of changed) if (record[0]) yield { class: 'change', kind: record[0].kind, rules: rulesOf(record) };
  for (const { kind, rule } of plan.manual) yield { class: 'manual', kind, rules: [rule] };
  for (const { kind, rule } of plan.conflicts) yield { class: 'conflict', kind, rules: [rule] };
  for (const seen of plan.observations) yield { class: 'observation', kind: kindOf(seen), rules: [seen.rule] };
  for (const { kind } of plan.undo?.cannot ?? []) yield { class: 'kept', kind, rules: [] };
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

function* bodyParts(plan: Plan, records: Iterable<RecordOfPage>, tally: Tally): Iterable<Printable> {
  const isEmpty = tally.classes.size === 0;
  yield markup(html`
    <a class="skip" href="#records">Skip to the records</a>
    ${headHtml(plan)}
    ${isEmpty ? NOTHING : barHtml(tally, isLong(tally))}
    <main id="records" tabindex="-1">${NEWLINE}`);
  if (isEmpty) yield markup(html`<p class="nothing">Nothing to review.</p>${NEWLINE}`);
  yield* sectionParts(records, tally);
  yield markup(html`
    </main>${NEWLINE}
    <footer><p>Made by hfsync ${escapeText(plan.hfsync_version)}. This page loads nothing and sends nothing.</p></footer>${NEWLINE}`);
}

/**
 * The bar that stays visible: the filters, and which column is which side. For readers who cannot see the columns,
 * every value names its side.
 */
function barHtml(tally: Tally, long: boolean): Html {
  return html`
    <div class="bar">${NEWLINE}
      ${filtersHtml(tally, long)}
      <p class="columns" aria-hidden="true">
        <span class="row"><span></span><span>Harvest</span><span></span><span>Forecast</span></span>
      </p>
    </div>${NEWLINE}`;
}

/**
 * In a page with more records than this, only those near the visible part are laid out. In a shorter page all are, so
 * that a screen reader has them all at once.
 */
const LONG = 1000;

function isLong({ classes }: Tally): boolean {
  return [...classes.values()].reduce((sum, count) => sum + count, 0) > LONG;
}

/** This many records of a long page are laid out together. */
const BLOCK = 50;

/** A section for each class. The records come in the order of their classes. */
function* sectionParts(records: Iterable<RecordOfPage>, tally: Tally): Iterable<Printable> {
  const { classes } = tally;
  const list = escapeText(isLong(tally) ? 'list long' : 'list');
  let open: Class | null = null;
  let nth = 0;
  for (const record of records) {
    if (record.class !== open) {
      if (open !== null) yield SECTION_END;
      open = record.class;
      nth = 0;
      yield markup(html`
        <section class="records" aria-labelledby="${escapeText(open)}">
          <h2 id="${escapeText(open)}">${escapeText(SECTIONS[open])} <span class="count">${classes.get(open) ?? 0}</span></h2>${NEWLINE}
          <div class="${list}"><div class="block">`);
    } else if (nth % BLOCK === 0) yield BLOCK_END;
    yield markup(recordHtml(record));
    nth += 1;
  }
  if (open !== null) yield SECTION_END;
}

const BLOCK_END = markup(html`</div><div class="block">${NEWLINE}`);
const SECTION_END = markup(html`</div></div></section>${NEWLINE}`);
