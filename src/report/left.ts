/**
 * What is left to do until both accounts agree, by class and rule. In: a plan. Out: text with the summary line last, or
 * JSON.
 */
import type { Plan } from '../model/plan.ts';
import { jsonText } from './json-text.ts';
import { line, segments, renderLines, styled, type Layout } from './line.ts';
import { escapeText, type Printable } from './escape.ts';
import { summaryLine } from './text.ts';

/** With `short`, only the summary line. */
export function leftText(plan: Plan, layout: Layout, short: boolean): Printable {
  const rows = short ? [] : Object.entries(leftByClass(plan)).flatMap(([name, rules]) => rowsOf(name, rules));
  return renderLines([...rows, line(0, styled('strong', escapeText(summaryLine(plan))))], layout);
}

export function leftJson(plan: Plan): Printable {
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
    line(0, segments`${escapeText(name)} by rule:`),
    ...rows.map(([rule, times]) => line(2, segments`${times}  ${escapeText(rule)}`)),
  ];
}
