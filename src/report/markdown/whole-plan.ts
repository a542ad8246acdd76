import { type Plan, isUndo } from '../../model/plan.ts';
import { type Markdown, code, markup } from './escape.ts';

/** The command that shows all of a plan, without folding. */
export function wholeOf(plan: Plan): Markdown {
  if (isUndo(plan) || isLongSelection(plan)) return code('hfsync show FILE');
  return markup`${code(`hfsync plan --full${selectionFlags(plan)}`)}, or ${code('hfsync show FILE')} for a saved plan.`;
}
/** Whether the selection is so long that the plan is better named by its file. */
export function isLongSelection({ select }: Plan): boolean {
  return select !== undefined && select.only.length + select.except.length > 5;
}
export function selectionFlags({ select }: Plan): string {
  const { only = [], except = [] } = select ?? {};
  return [
    ...only.map((part) => ` --only ${shellWord(part)}`),
    ...except.map((part) => ` --except ${shellWord(part)}`),
  ].join('');
}
/** Quotes a text if a shell might interpret its characters. */
function shellWord(text: string): string {
  return /^[\w:/.@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
