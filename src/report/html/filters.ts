/** The form above the records. In: the records. Out: search, class, kind and rule with counts; hidden until the script shows it. */
import { KINDS } from '../../model/kind.ts';
import { RULE_IDS } from '../../model/rule.ts';
import { escapeText } from '../escape.ts';
import { html, NEWLINE, NOTHING, type Html } from './escape.ts';
import { CLASS_WORDS, CLASSES, kindWords, type RecordOfPage } from './record.ts';

type Counts = ReadonlyMap<string, number>;

interface Choice {
  readonly value: string;
  readonly words: string;
  readonly count: number;
}

/** What the filters know of a record. */
export type Facets = Pick<RecordOfPage, 'class' | 'kind' | 'rules'>;

/** How many records there are of each value that a filter offers. */
export interface Tally {
  readonly classes: Map<string, number>;
  readonly kinds: Map<string, number>;
  readonly rules: Map<string, number>;
}

export function tallyOf(records: Iterable<Facets>): Tally {
  const tally: Tally = { classes: new Map(), kinds: new Map(), rules: new Map() };
  const count = (counts: Map<string, number>, value: string): unknown =>
    counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const record of records) {
    count(tally.classes, record.class);
    count(tally.kinds, record.kind);
    for (const rule of record.rules) count(tally.rules, rule);
  }
  return tally;
}

/** `isLong`: what is away from the screen is not laid out, and some screen readers may not know of it. */
export function filtersHtml(tally: Tally, isLong: boolean): Html {
  const classes = choices(CLASSES, (of) => CLASS_WORDS[of], tally.classes);
  const kinds = choices(KINDS, kindWords, tally.kinds);
  const rules = choices(RULE_IDS, (rule) => rule, tally.rules);
  return html`
    <form id="filters" role="search" aria-label="Search and filter" autocomplete="off" hidden>
      <p class="search">
        <label for="search">Search</label>
        <input id="search" name="q" type="search" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd>
      </p>
      ${boxes('Class', 'class', classes)}
      ${boxes('Kind', 'kind', kinds)}
      ${rules.length === 0 ? NOTHING : select(rules)}
      <p class="tools">
        <button type="button" id="expand">Expand all</button>
        <button type="button" id="collapse">Collapse all</button>
        <button type="button" id="clear">Clear</button>
        ${isLong ? WHOLE : NOTHING}
        <output id="status" role="status"></output>
      </p>
    </form>${NEWLINE}`;
}

const WHOLE = html`
  <button type="button" id="whole" aria-pressed="false" aria-describedby="why-whole">Lay out all</button>
  <span id="why-whole" class="unseen">Only records near the screen are laid out. If your screen reader leaves out the others, lay out all.</span>`;

/** The values that occur, in the order of the list. */
function choices<V extends string>(
  values: readonly V[],
  words: (value: V) => string,
  counts: Counts,
): readonly Choice[] {
  return values.flatMap((value) => {
    const count = counts.get(value);
    return count === undefined ? [] : [{ value, words: words(value), count }];
  });
}

function boxes(legend: string, name: string, all: readonly Choice[]): Html {
  return html`<fieldset><legend>${escapeText(legend)}</legend>${all.map((choice) => box(name, choice))}</fieldset>`;
}

function box(name: string, { value, words, count }: Choice): Html {
  return html`
    <label>
      <input type="checkbox" name="${escapeText(name)}" value="${escapeText(value)}">
      ${escapeText(words)} <span class="count">${count}</span>
    </label>`;
}

function select(all: readonly Choice[]): Html {
  return html`
    <p class="rule">
      <label for="rule">Rule</label>
      <select id="rule" name="rule"><option value="">all rules</option>${all.map(option)}</select>
    </p>`;
}

function option({ value, count }: Choice): Html {
  return html`<option value="${escapeText(value)}">${escapeText(value)} (${count})</option>`;
}
