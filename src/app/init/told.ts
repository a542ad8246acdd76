import { PLURAL, RECORD_KINDS } from '../../model/kind.ts';
import type { Plan } from '../../model/plan.ts';
import { counted } from '../../report/count.ts';
import { joined, show, told, type Printed } from '../../report/show.ts';
import { summaryLine } from '../../report/text.ts';
import { ruleSentence } from '../../rules/words.ts';
import type { Files } from './file.ts';
import type { Proposal } from './proposal.ts';

export interface Written {
  readonly config: string;
  readonly proposal: Proposal;
  readonly files: Files;
  readonly plan: Plan;
  readonly isIgnoring: boolean;
}

/** What was written, the first plan in ten lines at most, and what comes next. */
export function toldText({ config, proposal, files, plan, isIgnoring }: Written): Printed {
  const { links, likely } = proposal;
  const kinds = RECORD_KINDS.map((kind) => ({
    kind,
    count: links.filter((pair) => pair.harvest.kind === kind).length,
  }));
  const counts = kinds
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${count === 1 ? kind : PLURAL[kind]}`);
  const apart = files.size > 1 ? told` and ${counted(files.size - 1, 'file')} in links` : told``;
  return joined([
    told`Wrote ${show(config)}${apart}: ${counted(links.length, 'link')}${show(counts.length > 0 ? ` (${counts.join(', ')})` : '')}.\n`,
    ...(isIgnoring ? [told`Added .hfsync/ to .gitignore.\n`] : []),
    ...(likely.length > 0
      ? [told`${counted(likely.length, 'likely link')} in comments, with the evidence, for you to confirm.\n`]
      : []),
    told`\nThe first plan:\n`,
    ...planLines(plan),
    told`${summaryLine(plan)}\n`,
    told`\nNext:\n`,
    ...(likely.length > 0 ? [told`  Read ${show(config)}. Remove the # before each likely link that is right.\n`] : []),
    told`  hfsync plan    shows every change and what waits for you\n`,
    told`  hfsync apply   carries out what you agree with\n`,
  ]);
}

const MOST = 8;

/** Changes by what they do, manual items by their rule: the most frequent first. */
function planLines({ changes, manual, conflicts }: Plan): readonly Printed[] {
  const counts = new Map<string, number>();
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const { action, kind, account } of changes)
    count(`${action} a ${kind} in ${account === 'harvest' ? 'Harvest' : 'Forecast'}`);
  for (const { rule } of manual) count(`manual, ${rule}: ${ruleSentence(rule)}`);
  for (const { rule } of conflicts) count(`conflict, ${rule}`);
  const rows = [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  const more = rows.slice(MOST).reduce((sum, [, each]) => sum + each, 0);
  return [
    ...rows.slice(0, MOST).map(([what, each]) => told`  ${show(String(each).padStart(5))}  ${show(what)}\n`),
    ...(more > 0 ? [told`  ${show(String(more).padStart(5))}  others\n`] : []),
  ];
}
