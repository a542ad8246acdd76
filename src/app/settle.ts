/**
 * Settles items by editing the configuration. Writes to no account. In: which items, and which of their ways out. Out:
 * the diff of every file, and the files, each written completely or not at all. It can stop at each step, in this
 * order: the configuration, the plan, the choice, the edit, the check of the result, the question.
 */
import type { Edit } from '../model/edit.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { counted } from '../report/count.ts';
import { jsonText } from '../report/json-text.ts';
import { escapeText, printable } from '../report/escape.ts';
import { lint } from '../plan/lint/lint.ts';
import { settleables } from '../plan/lint/settleables.ts';
import { editsOf, isExact, isGuess, type Settleable } from '../rules/choice.ts';
import { loadFiles } from './config.ts';
import { diffOf, diffText } from './diff.ts';
import { fileEditor, type EditedFile } from './edited.ts';
import { linkFiles } from './link-files.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING, makeFreshPlan } from './gather.ts';
import { interruptible } from './interrupt.ts';
import { replaceFile } from './replace-file.ts';

export interface SettleOptions {
  /** The record, or null. */
  readonly address: string | null;
  /** The rule whose items are settled, or null. */
  readonly rule: string | null;
  /** Settle every record with an exact match. */
  readonly exact: boolean;
  readonly way: string | null;
  /** The id that the way out leaves open. */
  readonly id: number | null;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Seconds. */
  readonly maxWait: number;
}

/** An item and the way out that was chosen for it. */
interface Choice {
  readonly item: Settleable;
  readonly key: string;
  readonly edits: readonly Edit[];
}

export async function settle(env: Environment, options: SettleOptions): Promise<ExitCode> {
  const { want, files } = await loadFiles(env);
  const { plan, input } = await interruptible(env, (signal) =>
    makeFreshPlan(env, { select: EVERYTHING, maxWait: options.maxWait }, signal),
  );
  if (plan.config.sha256 !== want.sha256) throw staleFile(env.flags.config);
  const about = itemsFor([...plan.manual, ...plan.conflicts, ...settleables(lint(input))], options);
  const choices = chosen(about, options);
  const changed = await fileEditor(env, files, linkFiles(input))(choices.flatMap(({ edits }) => edits));
  if (!env.flags.json) printDiffs(env, changed);
  const isWritten = !options.dryRun && changed.length > 0;
  if (isWritten) {
    await approve(env, options);
    for (const file of changed) await replaceFile(env, file);
  }
  const settled = choices.map(({ item, key }) => ({ id: item.id, address: item.address, rule: item.rule, way: key }));
  tellSettled(env, settled, changed, isWritten);
  tellLeft(env, about.length - choices.length, options);
  return EXIT.done;
}

/** `--rule` settles only what is certain. Says how many items that left out. */
function tellLeft(env: Environment, left: number, { rule, way }: SettleOptions): void {
  if (rule === null || left === 0 || env.flags.json || env.flags.quiet) return;
  const why = way === 'link' ? 'no exact match' : 'no such way';
  env.out.write(
    printable`${counted(left, 'item')} left out: ${escapeText(why)}. Settle by address: hfsync settle ADDRESS\n`,
  );
}

/** Throws `UserError` if nothing can be settled this way. */
function chosen(about: readonly Settleable[], options: SettleOptions): readonly Choice[] {
  const { way: key, id } = options;
  if (options.address === null && options.rule === null && !options.exact)
    throw new UserError('settle.which', 'Say what to settle: a record, a rule, or --exact.', {
      hint: 'For example: hfsync settle project:14308069/- --way ignore. On a terminal, hfsync settle asks about each item.',
    });
  if (options.address === null && id !== null)
    throw new UserError('settle.which', '--id belongs to one record, but no record is named.', {
      hint: 'For example: hfsync settle project:14308069/- --way link --id 2001',
    });
  const choices = about.flatMap((item) => {
    const way = item.ways_out.find((each) => each.key === (options.exact ? 'link' : key));
    const edits = way && editsOf(item, way, id);
    if (!edits || (options.exact ? !isExact(item, edits) : options.address === null && isGuess(item, key))) return [];
    return [{ item, key: way.key ?? '', edits }];
  });
  if (choices.length > 0) return choices;
  if (options.exact)
    throw new UserError('settle.nothing', 'No waiting record has an exact match.', {
      hint: '`hfsync plan` shows what waits, with likely matches, and the ways to settle it.',
    });
  const keys = [
    ...new Set(about.flatMap(({ ways_out }) => ways_out.filter(({ edits }) => edits).map((way) => way.key))),
  ];
  if (keys.length === 0)
    throw new UserError('settle.nothing', 'Nothing that waits for a person there can be settled in the file.', {
      hint: '`hfsync plan` shows what waits, and the ways to settle it.',
    });
  if (options.rule !== null && key === 'link' && keys.includes(key))
    throw new UserError('settle.nothing', `No record under ${options.rule} has an exact match.`, {
      hint: 'Confirm a likely one by its address: hfsync settle ADDRESS --way link',
    });
  if (key !== null && keys.includes(key))
    throw new UserError('settle.way', `The way ${key} needs the id of a record.`, {
      hint: `Name it: --way ${key} --id ID. hfsync list shows the ids.`,
    });
  throw new UserError('settle.way', key === null ? 'Say which way to take.' : `The way ${key} does not settle this.`, {
    hint: `Use --way with one of: ${keys.join(', ')}.`,
  });
}

function itemsFor(all: readonly Settleable[], { address, rule, exact }: SettleOptions): readonly Settleable[] {
  if (exact) return all;
  return all.filter((item) => (address === null ? item.rule === rule : item.address === address));
}

export async function approve(env: Environment, { yes }: SettleOptions): Promise<void> {
  if (yes) return;
  if (!env.interactive || env.flags.json)
    throw new UserError('settle.unapproved', 'There is no one to ask whether to write this. Nothing was written.', {
      hint: 'Use --yes to write it, or --dry-run to see it.',
    });
  const answer = await interruptible(env, (signal) => env.ask('\nWrite this? Only yes will be accepted: ', signal));
  if (answer.trim() !== 'yes') throw new UserError('settle.declined', 'Nothing was written.');
}

export function staleFile(path: string): UserError {
  return new UserError('settle.stale', `${path} changed meanwhile. Nothing was written to it.`, {
    hint: 'Run the same command again.',
  });
}

export function printDiffs(env: Environment, changed: readonly EditedFile[]): void {
  for (const file of changed) env.out.write(diffText(file));
}

/** A settled item, in the JSON for scripts. */
export interface Settled {
  readonly id: string;
  readonly address: string;
  readonly rule: string;
  readonly way: string;
}

export function tellSettled(
  env: Environment,
  settled: readonly Settled[],
  changed: readonly EditedFile[],
  isWritten: boolean,
): void {
  if (env.flags.json) {
    const files = changed.map((file) => ({ path: file.path, diff: diffOf(file) }));
    env.out.write(jsonText({ settled, files, written: isWritten }));
  } else if (!env.flags.quiet) {
    const where = escapeText(changed.map(({ path }) => path).join(', '));
    if (changed.length === 0) env.out.write(printable`The file already says so.\n`);
    else if (isWritten)
      env.out.write(
        printable`${counted(settled.length, 'item')} settled in ${where}. hfsync plan shows what is left.\n`,
      );
  }
}
