/**
 * STAND-IN, to be replaced at the merge by the real view: the plan as Markdown for a pull request.
 * In: a plan, and how many characters there is room for. Out: the marker line, the summary line, the plan as text in a fence.
 */
import type { Plan } from '../model/plan.ts';
import { show } from './show.ts';
import { planText, summaryLine } from './text.ts';

/** The first line of every plan in Markdown. */
export const PLAN_MARKER = '<!-- hfsync:plan -->';

export function planMarkdown(plan: Plan, options: { readonly limit: number; readonly now?: never }): string {
  const text = planText(plan, { width: 100, colour: false });
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const around = (inner: string): string =>
    `${PLAN_MARKER}\n\n**${show(summaryLine(plan))}**\n\n${fence}text\n${inner}${fence}\n`;
  const lines = text.split('\n');
  const whole = around(text);
  if (whole.length <= options.limit) return whole;
  let kept = '';
  let cut = lines.length;
  const room = options.limit - around(`(${lines.length} lines more)\n`).length;
  for (const line of lines) {
    if (kept.length + line.length + 1 > room) break;
    kept += `${line}\n`;
    cut -= 1;
  }
  return around(`${kept}(${cut} lines more)\n`);
}
