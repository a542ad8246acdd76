/** What is left until both accounts agree, by class and rule. In: a plan. Out: text, the summary line last; or JSON. */
import type { Plan } from '../model/plan.ts';
import { jsonText } from './json-text.ts';
import { line, pieces, print, styled, type Look } from './line.ts';
import { show, type Printed } from './show.ts';
import { summaryLine } from './text.ts';

/** With `short` the summary line alone. */
export function leftText(plan: Plan, look: Look, short: boolean): Printed {
  const rows = short ? [] : Object.entries(leftByClass(plan)).flatMap(([name, rules]) => rowsOf(name, rules));
  return print([...rows, line(0, styled('strong', show(summaryLine(plan))))], look);
}

export function leftJson(plan: Plan): Printed {
  return jsonText({ summary: plan.summary, left: leftByClass(plan), digest: plan.digest });
}

type Counts = { readonly [rule: string]: number };

function leftByClass(plan: Plan): { readonly changes: Counts; readonly manual: Counts; readonly conflicts: Counts } {
  return {
    changes: count(plan.changes.flatMap((change) => change.rules)),
    manual: count(plan.manual.map((item) => item.rule)),
    conflicts: count(plan.conflicts.map((item) => item.rule)),
  };
}

function count(rules: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  for (const rule of [...rules].sort()) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}

function rowsOf(name: string, rules: Counts) {
  const rows = Object.entries(rules);
  if (rows.length === 0) return [];
  return [
    line(0, pieces`${show(name)} by rule:`),
    ...rows.map(([rule, times]) => line(2, pieces`${times}  ${show(rule)}`)),
  ];
}
