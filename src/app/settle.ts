/**
 * Settles items by editing the configuration, and touches no account. In: which items, and by which of their ways out. Out: the diff
 * of every file, and the files, each written whole or not at all. The order of stops: the configuration, the plan, the choice, the
 * edit, the check of what it would mean, the question.
 */
import { createTwoFilesPatch } from 'diff';
import { editFiles } from '../edit/edit.ts';
import { parseAddress } from '../model/address.ts';
import type { Counterpart } from '../model/counterpart.ts';
import { completed, isComplete, type Edit } from '../model/edit.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Conflict, ManualItem, Plan, WayOut } from '../model/plan.ts';
import { SIDES } from '../model/side.ts';
import { counted } from '../report/count.ts';
import { jsonText } from '../report/json-text.ts';
import { joinPrintable, escapeText, printable, escapeVerbatim, type Printable } from '../report/escape.ts';
import { loadFiles, type ConfigFile } from './config.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING, makeFreshPlan } from './gather.ts';
import { interruptible } from './interrupt.ts';
import { replaceFile } from './replace-file.ts';

export interface SettleOptions {
  /** One record; null: not by address. */
  readonly address: string | null;
  /** Every item of a rule; null: not by rule. */
  readonly rule: string | null;
  /** Every record whose counterpart is certain. */
  readonly exact: boolean;
  readonly way: string | null;
  /** The id that the way out leaves open. */
  readonly id: number | null;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Seconds. */
  readonly maxWait: number;
}

type Item = ManualItem | Conflict;

/** An item and the way out that was chosen for it. */
interface Choice {
  readonly item: Item;
  readonly key: string;
  readonly edits: readonly Edit[];
}

interface ChangedFile extends ConfigFile {
  readonly after: Uint8Array;
  readonly diff: string;
}

export async function settle(env: Environment, options: SettleOptions): Promise<ExitCode> {
  const { want, files } = await loadFiles(env);
  const { plan } = await interruptible(env, (signal) =>
    makeFreshPlan(env, { select: EVERYTHING, maxWait: options.maxWait }, signal),
  );
  if (plan.config.sha256 !== want.sha256) throw stale(env.flags.config);
  const choices = chosen(plan, options);
  const changed = await edited(env, files, choices);
  if (!env.flags.json) for (const { diff } of changed) env.out.write(linesOf(diff));
  const isWritten = !options.dryRun && changed.length > 0;
  if (isWritten) {
    await approve(env, options);
    for (const file of changed) await replaceFile(env, file);
  }
  tell(env, choices, changed, isWritten);
  return EXIT.done;
}

/** Throws `UserError` if nothing can be settled so. */
function chosen(plan: Plan, options: SettleOptions): readonly Choice[] {
  const { way: key, id } = options;
  if (options.address === null && options.rule === null && !options.exact)
    throw new UserError('settle.which', 'Say what to settle: a record, a rule, or --exact.', {
      hint: 'For example: hfsync settle project:14308069/- --way ignore',
    });
  const about = itemsFor(plan, options);
  const choices = about.flatMap((item) => {
    const way = item.ways_out.find((each) => each.key === (options.exact ? 'link' : key));
    const edits = way && editsOf(item, way, id);
    if (!edits || (options.exact ? !isExact(item, edits) : options.address === null && isGuess(item, key))) return [];
    return [{ item, key: way.key ?? '', edits }];
  });
  if (choices.length > 0) return choices;
  if (options.exact)
    throw new UserError('settle.nothing', 'No record that waits has an exact match.', {
      hint: 'hfsync plan shows what waits, with likely matches, and the ways to settle it.',
    });
  const keys = [
    ...new Set(about.flatMap(({ ways_out }) => ways_out.filter(({ edits }) => edits).map((way) => way.key))),
  ];
  if (keys.length === 0)
    throw new UserError('settle.nothing', 'Nothing that the file could settle waits there.', {
      hint: 'hfsync plan shows what waits, and the ways to settle it.',
    });
  throw new UserError('settle.way', key === null ? 'Say which way to take.' : `The way ${key} does not settle this.`, {
    hint: `Use --way with one of: ${keys.join(', ')}. Where an id is open, name it with --id.`,
  });
}

function itemsFor({ manual, conflicts }: Plan, { address, rule, exact }: SettleOptions): readonly Item[] {
  const all: readonly Item[] = [...manual, ...conflicts];
  if (exact) return all;
  return all.filter((item) => (address === null ? item.rule === rule : item.address === address));
}

/** null where it is done in a web app, or an id is still open. An id that a person names counts for more than the best candidate. */
function editsOf(item: Item, { key, edits }: WayOut, id: number | null): readonly Edit[] | null {
  if (!edits) return null;
  const done = id === null ? edits : edits.map((edit) => completed(key === 'link' ? reopened(item, edit) : edit, id));
  return done.every(isComplete) ? done : null;
}

/** The end of a new record's link that the best candidate took. */
function reopened({ address }: Item, edit: Edit): Edit {
  const ends = parseAddress(address);
  const open = SIDES.find((side) => ends?.[side] === null);
  if (!open || (edit.op !== 'link' && edit.op !== 'change')) return edit;
  return edit.op === 'link' ? { ...edit, [open]: null } : { ...edit, to: { ...edit.to, [open]: null } };
}

/** Forecast's own pointer says so, or the link is with the one exact candidate. */
function isExact(item: Item, edits: readonly Edit[]): boolean {
  if (item.rule === 'link.undeclared') return true;
  const best = bestOf(item);
  return (
    best?.class === 'exact' &&
    edits.some((edit) => {
      if (edit.op === 'change') return edit.to[best.side] === best.id;
      return edit.op === 'link' && edit[best.side] === best.id;
    })
  );
}

/** A person confirms a likely link record by record, not by rule. */
function isGuess(item: Item, key: string | null): boolean {
  return key === 'link' && bestOf(item)?.class === 'likely';
}

function bestOf(item: Item): Counterpart | undefined {
  return 'candidates' in item ? item.candidates?.[0] : undefined;
}

/** The files that change; checked as if they were on the disk. */
async function edited(
  env: Environment,
  files: readonly ConfigFile[],
  choices: readonly Choice[],
): Promise<readonly ChangedFile[]> {
  const texts = files.map(({ path, bytes }) => ({
    path,
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  }));
  const result = editFiles(
    texts,
    choices.flatMap(({ edits }) => edits),
  );
  if (!result.ok) throw refused(result.refusal.reason);
  const changed = result.files.flatMap(({ path, text }, index) => {
    const before = texts[index]!.text;
    if (text === before) return [];
    const diff = createTwoFilesPatch(path, path, before, text, undefined, undefined, { context: 2 });
    return [{ path, bytes: files[index]!.bytes, after: new TextEncoder().encode(text), diff }];
  });
  await loadFiles(env, new Map(changed.map(({ path, after }) => [path, after])));
  return changed;
}

function refused(reason: string): UserError {
  const why = {
    linked: 'One of the two ids is linked by another entry.',
    'no-entry': 'The entry to change is not in the file any more.',
    open: 'An id is still to be named.',
  }[reason];
  return new UserError('settle.refused', why ?? 'The file is written in a way that hfsync cannot edit safely.', {
    hint: 'Edit the file by hand. hfsync plan shows the lines.',
  });
}

async function approve(env: Environment, { yes }: SettleOptions): Promise<void> {
  if (yes) return;
  if (!env.interactive || env.flags.json)
    throw new UserError('settle.unapproved', 'There is no one to ask whether to write this. Nothing was written.', {
      hint: 'Use --yes to write it, or --dry-run to see it.',
    });
  const answer = await interruptible(env, (signal) => env.ask('\nWrite this? Only yes will be accepted: ', signal));
  if (answer.trim() !== 'yes') throw new UserError('settle.declined', 'Nothing was written.');
}

function stale(path: string): UserError {
  return new UserError('settle.stale', `${path} changed meanwhile. Nothing was written to it.`, {
    hint: 'Run hfsync settle again.',
  });
}

function linesOf(diff: string): Printable {
  const lines = diff.split('\n').filter((line) => line !== '' && !/^(?:Index: |={10})/.test(line));
  return joinPrintable(lines.map((line) => printable`${escapeVerbatim(line)}\n`));
}

function tell(env: Environment, choices: readonly Choice[], changed: readonly ChangedFile[], isWritten: boolean): void {
  if (env.flags.json) {
    const settled = choices.map(({ item, key }) => ({ id: item.id, address: item.address, rule: item.rule, way: key }));
    const files = changed.map(({ path, diff }) => ({ path, diff }));
    env.out.write(jsonText({ settled, files, written: isWritten }));
  } else if (!env.flags.quiet) {
    const where = escapeText(changed.map(({ path }) => path).join(', '));
    if (changed.length === 0) env.out.write(printable`The file says so already.\n`);
    else if (isWritten)
      env.out.write(
        printable`${counted(choices.length, 'item')} settled in ${where}. hfsync plan shows what is left.\n`,
      );
  }
}
