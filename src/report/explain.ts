/** Answers to "why": a rule, a code, or one record field by field. In: words or an explanation. Out: text or JSON. */
import type { FieldName, FieldValue } from '../model/field.ts';
import type { Rule } from '../model/rule.ts';
import { sideName } from '../model/side.ts';
import type { CodeWords } from '../rules/codes/codes.ts';
import { noteText, stateText } from '../rules/explained.ts';
import { jsonText } from './json-text.ts';
import { BLANK, line, name, pieces, print, styled, type Line, type Look, type Piece } from './line.ts';
import type { ExplainedField, Explanation } from '../model/explanation.ts';
import { prose, show, type Printed } from './show.ts';
import { title } from './title.ts';
import { figure } from './value.ts';

export function ruleText(rule: Rule, look: Look): Printed {
  return print(
    [
      line(0, pieces`${styled('strong', show(rule.id))}: ${prose(rule.what)}`, 4),
      line(2, pieces`class      ${show(CLASS_WORDS[rule.class])}`, 13),
      line(2, pieces`direction  ${show(rule.direction)}`, 13),
      line(2, pieces`starts in  ${show(rule.from.map(sideName).join(' or ') || '—')}`, 13),
      BLANK,
      line(2, pieces`${prose(rule.why)}`, 2),
    ],
    look,
  );
}

const CLASS_WORDS = {
  auto: 'auto: planned and applied',
  manual: 'manual: reported with ways to fix it; a person does it',
  mixed: 'mixed: applied, or reported in the cases below',
} as const satisfies Record<Rule['class'], string>;

/** The code of an error, a finding, a guard, or a reason. */
export function codeText(code: string, { means, next }: CodeWords, look: Look): Printed {
  return print(
    [line(0, pieces`${styled('strong', show(code))}: ${prose(means)}`, 4), BLANK, line(2, pieces`${prose(next)}`, 2)],
    look,
  );
}

export function codeJson(code: string, words: CodeWords): Printed {
  return jsonText({ code, ...words });
}

/** All rules, a line each. */
export function rulesText(rules: readonly Rule[], look: Look): Printed {
  const width = Math.max(...rules.map((rule) => rule.id.length));
  return print(
    rules.map((rule) =>
      line(0, pieces`${show(rule.id.padEnd(width))}  ${show(rule.class.padEnd(6))}  ${prose(rule.what)}`, width + 10),
    ),
    look,
  );
}

export function recordText(record: Explanation, look: Look): Printed {
  return print(
    [
      line(0, title(record), 4),
      ...record.rows.flatMap((row) => [BLANK, ...rowLines(row)]),
      ...(record.notes.length > 0 ? [BLANK] : []),
      ...record.notes.map((note) => line(2, pieces`note: ${prose(noteText(record, note))}`)),
    ],
    look,
  );
}

function rowLines(row: ExplainedField): readonly Line[] {
  return [
    line(
      2,
      pieces`${styled('strong', show(row.field))}: ${prose(stateText(row))}${row.rule === null ? [] : pieces`  ${styled('quiet', show(row.rule))}`}`,
      4,
    ),
    line(4, pieces`baseline  ${plain(row.field, row.baseline)}`, 14),
    line(4, pieces`Harvest   ${plain(row.field, row.harvest)}`, 14),
    line(4, pieces`Forecast  ${plain(row.field, row.forecast)}`, 14),
  ];
}

function plain(field: FieldName, value: FieldValue): readonly Piece[] {
  if (value === null) return pieces`—`;
  if (typeof value === 'number') return figure(field, value);
  if (!Array.isArray(value)) return [name(String(value))];
  if (value.length === 0) return pieces`none`;
  return value.flatMap((item, index) => (index === 0 ? [name(String(item))] : pieces`, ${name(String(item))}`));
}

export function ruleJson(rules: Rule | readonly Rule[]): Printed {
  return jsonText(rules);
}

/** Words beside what they are made of: `verdict` of a field's state, `notes` of the findings. */
export function recordJson(record: Explanation): Printed {
  const rows = record.rows.map(({ rule, ...row }) => ({ ...row, verdict: stateText(row), rule }));
  const notes = record.notes.map((note) => noteText(record, note));
  return jsonText({ ...record, rows, notes, findings: record.notes });
}
