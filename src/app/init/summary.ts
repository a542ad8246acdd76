import { PLURAL, RECORD_KINDS } from '../../model/kind.ts';
import type { Plan } from '../../model/plan.ts';
import { counted } from '../../report/count.ts';
import { joinPrintable, escapeText, printable, type Printable } from '../../report/escape.ts';
import { summaryLine } from '../../report/text.ts';
import { ruleSentence } from '../../rules/words.ts';
import type { Files } from './first-file.ts';
import type { Proposal } from './proposal.ts';

export interface Written {
  readonly config: string;
  readonly proposal: Proposal;
  readonly files: Files;
  readonly plan: Plan;
  readonly isIgnoring: boolean;
  /** Whether there are copies of the schemas beside the file. */
  readonly hasSchemas: boolean;
}

/** What was written, the first plan in at most ten lines, and what to do next. */
export function summaryText({ config, proposal, files, plan, isIgnoring, hasSchemas }: Written): Printable {
  const { links, likely } = proposal;
  const kinds = RECORD_KINDS.map((kind) => ({
    kind,
    count: links.filter((pair) => pair.harvest.kind === kind).length,
  }));
  const counts = kinds
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${count === 1 ? kind : PLURAL[kind]}`);
  const apart = files.size > 1 ? printable` and ${counted(files.size - 1, 'file')} in links` : printable``;
  return joinPrintable([
    printable`Wrote ${escapeText(config)}${apart}: ${counted(links.length, 'link')}${escapeText(counts.length > 0 ? ` (${counts.join(', ')})` : '')}.\n`,
    ...(hasSchemas ? [printable`The schema for editors is in schemas/. Commit it with the file.\n`] : []),
    ...(isIgnoring ? [printable`Added .hfsync/ to .gitignore.\n`] : []),
    ...(likely.length > 0
      ? [printable`${counted(likely.length, 'likely link')} in comments, with the evidence, for you to confirm.\n`]
      : []),
    printable`\nThe first plan:\n`,
    ...planLines(plan),
    printable`${summaryLine(plan)}\n`,
    printable`\nNext:\n`,
    ...(likely.length > 0
      ? [printable`  Read ${escapeText(config)}. Remove the # before each likely link that is right.\n`]
      : []),
    printable`  hfsync plan    shows every change and what waits for you\n`,
    printable`  hfsync apply   carries out what you agree with\n`,
  ]);
}

const MOST = 8;

/** Counts changes by what they do, and manual items by rule. The most frequent come first. */
function planLines({ changes, manual, conflicts }: Plan): readonly Printable[] {
  const counts = new Map<string, number>();
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const { action, kind, account } of changes)
    count(`${action} a ${kind} in ${account === 'harvest' ? 'Harvest' : 'Forecast'}`);
  for (const { rule } of manual) count(`manual, ${rule}: ${ruleSentence(rule)}`);
  for (const { rule } of conflicts) count(`conflict, ${rule}`);
  const rows = [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  const more = rows.slice(MOST).reduce((sum, [, each]) => sum + each, 0);
  return [
    ...rows
      .slice(0, MOST)
      .map(([what, each]) => printable`  ${escapeText(String(each).padStart(5))}  ${escapeText(what)}\n`),
    ...(more > 0 ? [printable`  ${escapeText(String(more).padStart(5))}  others\n`] : []),
  ];
}
