/** The frame that every record of the page has. In: what it is and says. Out: one line that unfolds, known to the filters. */
import type { Titled } from '../../model/titled.ts';
import { PLURAL, type Kind } from '../../model/kind.ts';
import type { RuleId } from '../../model/rule.ts';
import { sideName } from '../../model/side.ts';
import type { SourcePosition } from '../../model/want.ts';
import { RULES } from '../../rules/table.ts';
import { escapeText } from '../escape.ts';
import { titleOf } from '../title.ts';
import { html, nameHtml, NEWLINE, NOTHING, remembered, type Html } from './escape.ts';

/** The class of a record, by which the filters ask first. `kept`: what an undo plan has to leave. */
export const CLASSES = ['change', 'manual', 'conflict', 'observation', 'kept'] as const;
export type Class = (typeof CLASSES)[number];

/** The plural name of each class. */
export const CLASS_WORDS = {
  change: 'Changes',
  manual: 'Manual',
  conflict: 'Conflicts',
  observation: 'Observations',
  kept: 'Cannot be undone',
} as const satisfies Record<Class, string>;

export function kindWords(kind: Kind): string {
  return kind === 'company' ? kind : PLURAL[kind];
}

export interface RecordOfPage {
  /** Names it within the page. */
  readonly id: string;
  /** What it is about. */
  readonly of: Titled;
  readonly class: Class;
  readonly kind: Kind;
  readonly rules: readonly RuleId[];
  /** Never only a colour: a sign to see, and a word for screen readers. */
  readonly sign: Sign;
  /** Its content, made on demand, since a page may have 100,000 records. */
  readonly body: () => Body;
}

export interface Sign {
  readonly sign: string;
  readonly word: string;
  readonly style: string;
}

export interface Body {
  /** Beside the title, always seen. */
  readonly line: Html;
  /** The part that unfolds; null: none. */
  readonly more: Html | null;
}

export function recordHtml(record: RecordOfPage): Html {
  const { line: beside, more } = record.body();
  const line = html`
    ${signHtml(record.sign)}
    <h3>${titleHtml(record.of)}</h3>
    <span class="line">${beside}</span>`;
  if (!more) return html`<div ${attributes(record)}>${line}</div>${NEWLINE}`;
  return html`
    <details ${attributes(record)}>
      <summary>${line}</summary>${NEWLINE}
      <div class="more">${more}</div>
    </details>${NEWLINE}`;
}

function signHtml({ sign, word, style }: Sign): Html {
  return remembered(
    ['sign', sign, word, style],
    () => html`
      <span class="sign ${escapeText(style)}"><b aria-hidden="true">${escapeText(sign)}</b><span class="unseen">${escapeText(word)}: </span></span>`,
  );
}

function attributes({ id, class: of, kind, rules }: RecordOfPage): Html {
  const [only = ''] = rules;
  const all = rules.length > 1 ? rules.join(' ') : only;
  const known = remembered(
    ['data', of, kind, all],
    () => html`data-class="${escapeText(of)}" data-kind="${escapeText(kind)}" data-rules="${escapeText(all, 10_000)}"`,
  );
  return html`class="record" id="${escapeText(id)}" ${known}`;
}

function titleHtml(of: Titled): Html {
  const { names, label, about } = titleOf(of);
  const called = names.map(({ name, side }, index) => {
    const where = side === null ? NOTHING : html` <span class="quiet">in ${escapeText(sideName(side))}</span>`;
    return html`${index === 0 ? NOTHING : html`, `}<span class="name">${nameHtml(escapeText(name))}</span>${where}`;
  });
  return html`${called}
    ${label === null ? NOTHING : html`<span class="quiet">, ${nameHtml(escapeText(label))} in the file</span>`}
    ${about === null ? NOTHING : html` <span class="quiet">(${escapeText(about.noun)}${nameHtml(escapeText(about.name))})</span>`}
    ${names.length === 0 ? NOTHING : html` `}
    <code class="address">${escapeText(of.address)}</code>`;
}

/** `project.name`: name of a linked project. */
export function ruleHtml(rule: RuleId): Html {
  return remembered(['rule', rule], () => {
    const what = RULES.get(rule)?.what;
    const words = what === undefined ? NOTHING : html`<span class="quiet">, ${escapeText(what)}</span>`;
    return html`<code>${escapeText(rule)}</code>${words}`;
  });
}

/** Terms and their words. */
export type Facts = readonly (readonly [term: string, words: Html])[];

export function factsHtml(facts: Facts): Html {
  if (facts.length === 0) return NOTHING;
  return html`<dl class="facts">${facts.map(factHtml)}</dl>`;
}

function factHtml([term, words]: Facts[number]): Html {
  return html`<div><dt>${escapeText(term)}</dt><dd>${words}</dd></div>`;
}

export function declaredFacts(at: SourcePosition | undefined): Facts {
  return at ? [['Declared at', html`<code>${escapeText(`${at.path}:${at.line}`)}</code>`]] : [];
}
