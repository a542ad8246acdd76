/** Answers to "why": a rule, a code, or one record field by field. In: words or an explanation. Out: text or JSON. */
import type { FieldName, FieldValue } from '../model/field.ts';
import type { Rule } from '../model/rule.ts';
import { sideName } from '../model/side.ts';
import type { CodeWords } from '../rules/codes/codes.ts';
import type { Word } from '../rules/glossary.ts';
import { noteText, stateText } from '../rules/explained.ts';
import { jsonText } from './json-text.ts';
import { BLANK, line, name, segments, renderLines, styled, type Line, type Layout, type Segment } from './line.ts';
import type { ExplainedField, Explanation } from '../model/explanation.ts';
import { escapeProse, escapeText, type Printable } from './escape.ts';
import { title } from './title.ts';
import { figure, isNothing, value as valueSegments } from './value.ts';

export function ruleText(rule: Rule, layout: Layout): Printable {
  return renderLines(
    [
      line(0, segments`${styled('strong', escapeText(rule.id))}: ${escapeProse(rule.what)}`, 4),
      line(2, segments`class      ${escapeText(CLASS_WORDS[rule.class])}`, 13),
      line(2, segments`direction  ${escapeText(rule.direction)}`, 13),
      line(2, segments`starts in  ${escapeText(rule.from.map(sideName).join(' or ') || '—')}`, 13),
      BLANK,
      line(2, segments`${escapeProse(rule.why)}`, 2),
    ],
    layout,
  );
}

const CLASS_WORDS = {
  auto: 'auto: planned and applied',
  manual: 'manual: reported with ways to fix it; a person does it',
  mixed: 'mixed: applied, or reported in the cases below',
} as const satisfies Record<Rule['class'], string>;

/** The code of an error, a finding, a guard, or a reason. */
export function codeText(code: string, { means, next }: CodeWords, layout: Layout): Printable {
  return renderLines(
    [
      line(0, segments`${styled('strong', escapeText(code))}: ${escapeProse(means)}`, 4),
      BLANK,
      line(2, segments`${escapeProse(next)}`, 2),
    ],
    layout,
  );
}

/** A word of the glossary. */
export function wordText({ words, meaning }: Word, layout: Layout): Printable {
  return renderLines(
    [line(0, segments`${styled('strong', escapeText(words.join(', ')))}: ${escapeProse(meaning)}`, 4)],
    layout,
  );
}

export function wordJson({ words, meaning }: Word): Printable {
  return jsonText({ words, meaning });
}

export function codeJson(code: string, words: CodeWords): Printable {
  return jsonText({ code, ...words });
}

/** All rules, one line each. */
export function rulesText(rules: readonly Rule[], layout: Layout): Printable {
  const width = Math.max(...rules.map((rule) => rule.id.length));
  return renderLines(
    rules.map((rule) =>
      line(
        0,
        segments`${escapeText(rule.id.padEnd(width))}  ${escapeText(rule.class.padEnd(6))}  ${escapeProse(rule.what)}`,
        width + 10,
      ),
    ),
    layout,
  );
}

export function recordText(record: Explanation, layout: Layout): Printable {
  return renderLines(
    [
      line(0, title(record), 4),
      ...record.rows.flatMap((row) => [BLANK, ...rowLines(row)]),
      ...(record.notes.length > 0 ? [BLANK] : []),
      ...record.notes.map((note) => line(2, segments`note: ${escapeProse(noteText(record, note))}`)),
    ],
    layout,
  );
}

function rowLines(row: ExplainedField): readonly Line[] {
  return [
    line(
      2,
      segments`${styled('strong', escapeText(row.field))}: ${escapeProse(stateText(row))}${row.rule === null ? [] : segments`  ${styled('quiet', escapeText(row.rule))}`}`,
      4,
    ),
    line(4, segments`baseline  ${plain(row.field, row.baseline)}`, 14),
    line(4, segments`Harvest   ${shown(row.field, row.harvest)}`, 14),
    line(4, segments`Forecast  ${shown(row.field, row.forecast)}`, 14),
  ];
}

/** The value on a side that has the record. There, null can mean something other than none. */
function shown(field: FieldName, value: FieldValue): readonly Segment[] {
  return value === null && !isNothing(field, value) ? valueSegments(field, value) : plain(field, value);
}

function plain(field: FieldName, value: FieldValue): readonly Segment[] {
  if (value === null) return segments`—`;
  if (typeof value === 'number') return figure(field, value);
  if (!Array.isArray(value)) return [name(String(value))];
  if (value.length === 0) return segments`none`;
  return value.flatMap((item, index) => (index === 0 ? [name(String(item))] : segments`, ${name(String(item))}`));
}

export function ruleJson(rules: Rule | readonly Rule[]): Printable {
  return jsonText(rules);
}

/** Adds the words to the data: `verdict` for a field's state, and `notes` for the findings. */
export function recordJson(record: Explanation): Printable {
  const rows = record.rows.map(({ rule, ...row }) => ({ ...row, verdict: stateText(row), rule }));
  const notes = record.notes.map((note) => noteText(record, note));
  return jsonText({ ...record, rows, notes, findings: record.notes });
}
