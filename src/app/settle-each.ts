/**
 * `settle` without arguments, on a terminal: asks about one item after the other. In: the plan, what a person types.
 * Out: the same edits of the same files as `settle ADDRESS --way KEY`, written once at the end, after the whole diff
 * was shown. Each answer is one line, so it needs no cursor, no colour and no width, and a screen reader reads it in
 * order.
 */
import { parseAddress } from '../model/address.ts';
import { isIgnoring, type Edit } from '../model/edit.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { WayOut } from '../model/item.ts';
import type { Plan } from '../model/plan.ts';
import { SIDES } from '../model/side.ts';
import { counted } from '../report/count.ts';
import { escapeText, printable } from '../report/escape.ts';
import { questionText } from '../report/question.ts';
import { editsOf, type OpenItem } from '../rules/choice.ts';
import { loadFiles } from './config.ts';
import { fileEditor, type FileEditor } from './edited.ts';
import { linkFiles } from './link-files.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING, makeFreshPlan } from './gather.ts';
import { interrupted, interruptible } from './interrupt.ts';
import { replaceFile } from './replace-file.ts';
import { approve, printDiffs, staleFile, tellSettled, type SettleOptions } from './settle.ts';

/** An item that a person has decided or skipped. */
interface Step {
  readonly item: OpenItem;
  /** Null if it was skipped. */
  readonly key: string | null;
  readonly edits: readonly Edit[];
}

export async function settleEach(env: Environment, options: SettleOptions): Promise<ExitCode> {
  const { want, files } = await loadFiles(env);
  const { plan, input } = await interruptible(env, (signal) =>
    makeFreshPlan(env, { select: EVERYTHING, maxWait: options.maxWait }, signal),
  );
  if (plan.config.sha256 !== want.sha256) throw staleFile(env.flags.config);
  const items = [...plan.manual, ...plan.conflicts].filter((item) => waysOf(item).length > 0);
  const edit = fileEditor(env, files, linkFiles(input));
  const steps = await interruptible(env, (signal) => walk(env, items, edit, signal));
  const chosen = steps.filter(({ key }) => key !== null);
  const changed = await edit(chosen.flatMap(({ edits }) => edits));
  if (changed.length > 0) {
    env.err.write(printable`\nYour choices:\n\n`);
    printDiffs(env, changed);
    if (!options.dryRun) {
      await approve(env, options);
      for (const file of changed) await replaceFile(env, file);
    }
  }
  const settled = chosen.map(({ item, key }) => ({
    id: item.id,
    address: item.address,
    rule: item.rule,
    way: key ?? '',
  }));
  if (chosen.length > 0) tellSettled(env, settled, changed, !options.dryRun && changed.length > 0);
  tellLeft(env, plan, items.filter((item) => !isDecided(item, chosen)).length);
  return EXIT.done;
}

/** Asks about each item. Returns the steps that were not undone. */
async function walk(
  env: Environment,
  items: readonly OpenItem[],
  edit: FileEditor,
  signal: AbortSignal,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (;;) {
    const position = nextOf(items, steps);
    const item = items[position];
    if (!item) return steps;
    const ways = waysOf(item);
    env.err.write(
      questionText({ item, ways, position: position + 1, total: items.length, steps: steps.length }, env.err.layout),
    );
    const answer = await answered(env, ways.length, steps.length > 0, signal);
    if (answer === 'q') return steps;
    if (answer === 'u') steps.pop();
    else if (answer === 's') steps.push({ item, key: null, edits: [] });
    else {
      const step = await chosenStep(env, item, ways[answer.number - 1]!, answer.id, signal);
      if (step && (await isTaken(env, edit, steps, step))) steps.push(step);
    }
  }
}

/** The first item without a decision. */
function nextOf(items: readonly OpenItem[], steps: readonly Step[]): number {
  const position = items.findIndex((item) => !isDecided(item, steps));
  return position === -1 ? items.length : position;
}

/** Whether the item was decided, or settled along with a link or an ignore of another one. */
function isDecided(item: OpenItem, steps: readonly Step[]): boolean {
  return (
    steps.some((step) => step.item === item) ||
    isTakenAlong(item, new Set(steps.flatMap(({ edits }) => edits.flatMap(endsOf))))
  );
}

function endsOf(edit: Edit): readonly string[] {
  if (isIgnoring(edit)) return edit.op === 'ignore' ? [`${edit.kind}:${edit.side}:${edit.id}`] : [];
  if (edit.op === 'unlink') return [];
  const ends = edit.op === 'change' ? { ...edit, ...edit.to } : edit;
  return SIDES.flatMap((side) => (typeof ends[side] === 'number' ? [`${edit.kind}:${side}:${ends[side]}`] : []));
}

/** Only for records on one side: a pair may have several items. */
function isTakenAlong({ address }: OpenItem, ends: ReadonlySet<string>): boolean {
  const parts = parseAddress(address);
  const there = SIDES.filter((side) => parts?.[side]);
  return there.length === 1 && ends.has(`${parts!.kind}:${there[0]}:${parts![there[0]!]}`);
}

type Answer = 's' | 'u' | 'q' | { readonly number: number; readonly id: number | null };

/** Asks until there is an answer. An empty line or the end of the input skips the item. */
async function answered(env: Environment, ways: number, canUndo: boolean, signal: AbortSignal): Promise<Answer> {
  const numbers = ways === 1 ? '1' : `1 to ${ways}`;
  const asked = `Your choice (${numbers}, s${canUndo ? ', u' : ''} or q): `;
  for (;;) {
    const typed = await ask(env, `\n${asked}`, signal);
    if (typed === '' || typed === 's') return 's';
    if (typed === 'q' || (typed === 'u' && canUndo)) return typed;
    const [, number, id] = /^(\d{1,3})(?:\s+(\d{1,15}))?$/.exec(typed) ?? [];
    if (Number(number) >= 1 && Number(number) <= ways) return { number: Number(number), id: id ? Number(id) : null };
    env.err.write(printable`${escapeText(typed)} is not one of the choices.\n`);
  }
}

async function ask(env: Environment, question: string, signal: AbortSignal): Promise<string> {
  const typed = (await env.ask(question, signal)).trim();
  if (signal.aborted) throw interrupted();
  return typed;
}

/** Null if an id is missing and the person did not name one. */
async function chosenStep(
  env: Environment,
  item: OpenItem,
  way: WayOut,
  named: number | null,
  signal: AbortSignal,
): Promise<Step | null> {
  const edits = editsOf(item, way, named);
  if (named !== null && JSON.stringify(edits) === JSON.stringify(editsOf(item, way, null))) {
    env.err.write(printable`That choice takes no id. Nothing was chosen.\n`);
    return null;
  }
  if (edits) return { item, key: way.key ?? '', edits };
  const typed = await ask(env, 'The id of the other record: ', signal);
  const id = /^[1-9]\d{0,14}$/.test(typed) ? Number(typed) : null;
  const completed = id === null ? null : editsOf(item, way, id);
  if (completed) return { item, key: way.key ?? '', edits: completed };
  env.err.write(printable`That is not an id. Nothing was chosen.\n`);
  return null;
}

/** Whether the file can be edited like this after all earlier choices. Shows what it changes, or why not. */
async function isTaken(env: Environment, edit: FileEditor, steps: readonly Step[], step: Step): Promise<boolean> {
  const before = steps.flatMap(({ edits }) => edits);
  try {
    const [old, fresh] = [await edit(before), await edit([...before, ...step.edits])];
    const oldTexts = new Map(old.map(({ path, after }) => [path, after]));
    const changed = fresh.map((file) => ({ ...file, before: oldTexts.get(file.path) ?? file.before }));
    env.err.write(printable`\n`);
    printDiffs(
      env,
      changed.filter((file) => file.before !== file.after),
    );
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    env.err.write(printable`This does not work: ${escapeText(error.message, 1000)}\n`);
    return false;
  }
}

function waysOf(item: OpenItem): readonly WayOut[] {
  return item.ways_out.filter(({ edits }) => edits !== undefined);
}

function tellLeft(env: Environment, plan: Plan, left: number): void {
  if (env.flags.quiet) return;
  const byHand = [...plan.manual, ...plan.conflicts].filter((item) => waysOf(item).length === 0).length;
  if (left > 0) env.err.write(printable`${counted(left, 'item')} left. hfsync settle asks again.\n`);
  if (byHand > 0)
    env.err.write(printable`${counted(byHand, 'item')} to settle in Harvest or Forecast. hfsync plan shows how.\n`);
  if (left === 0 && byHand === 0) env.err.write(printable`Nothing is waiting any more.\n`);
}
