/**
 * Brings the file up to date with the accounts, which are not changed. In: the configuration, both accounts, the state.
 * Out: the diff of every file. With `--write`, or a yes, also the files, each written completely or not at all.
 */
import { ADOPTED, type Adoption } from '../model/adoption.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { findAdoptions, type Adoptions } from '../plan/adopt.ts';
import { unmatchedIds } from '../plan/decide/ignores.ts';
import { counted } from '../report/count.ts';
import { escapeText, printable } from '../report/escape.ts';
import { jsonText } from '../report/json-text.ts';
import { loadFiles } from './config.ts';
import { diffOf, diffText } from './diff.ts';
import { fileEditor, type EditedFile } from './edited.ts';
import { linkFiles } from './link-files.ts';
import type { Environment } from './environment.ts';
import { makeFreshPlan, type Select } from './gather.ts';
import { interruptible } from './interrupt.ts';
import { replaceFile } from './replace-file.ts';
import { staleFile } from './settle.ts';

export interface AdoptOptions {
  /** Exit 2 if there is anything to adopt. Nothing is written. */
  readonly check: boolean;
  /** Writes without asking. */
  readonly write: boolean;
  readonly select: Select;
  /** Seconds. */
  readonly maxWait: number;
}

export async function adopt(env: Environment, options: AdoptOptions): Promise<ExitCode> {
  const { check, write, select, maxWait } = options;
  const { want, files } = await loadFiles(env);
  const { plan, input } = await interruptible(env, (signal) =>
    makeFreshPlan(env, { select, maxWait, alsoConfirm: unmatchedIds }, signal),
  );
  if (plan.config.sha256 !== want.sha256) throw staleFile(env.flags.config);
  const adoptions = trusted(findAdoptions(input));
  const changed = await fileEditor(env, files, linkFiles(input))(adoptions.flatMap(({ edits }) => edits));
  if (!env.flags.json) for (const file of changed) env.out.write(diffText(file));
  const isWritten = changed.length > 0 && !check && (write || (await isWanted(env)));
  if (isWritten) for (const file of changed) await replaceFile(env, file);
  tell(env, adoptions, changed, isWritten);
  return check && changed.length > 0 ? EXIT.changes : EXIT.done;
}

/** Throws `UserError` if the accounts themselves are in doubt. Then nothing is removed from the file. */
function trusted({ adoptions, doubts }: Adoptions): readonly Adoption[] {
  if (doubts.length === 0) return adoptions;
  const reasons = doubts.map(({ guard, reason }) => `${guard}: ${reason}`);
  throw new UserError('adopt.guard', ['A guard stopped this. Nothing was written.', ...reasons].join('\n'), {
    exitCode: EXIT.guard,
    hint: 'Look at both accounts and at the tokens first. hfsync plan says more.',
  });
}

/** Without a terminal this only shows the diff, and asks nothing. */
async function isWanted(env: Environment): Promise<boolean> {
  if (!env.interactive || env.flags.json) return false;
  const answer = await interruptible(env, (signal) => env.ask('\nWrite this? Only yes will be accepted: ', signal));
  if (answer.trim() === 'yes') return true;
  throw new UserError('adopt.declined', 'Nothing was written.');
}

const WORDS = {
  create: ['id of a create that is done', 'ids of creates that are done'],
  label: ['label of a renamed record', 'labels of renamed records'],
  pointer: ['link that Forecast has', 'links that Forecast has'],
  set: ['value under set that both sides have', 'values under set that both sides have'],
  gone: ['link of records that are gone', 'links of records that are gone'],
  ignore: ['entry of ignore that matches nothing', 'entries of ignore that match nothing'],
} as const satisfies Record<(typeof ADOPTED)[number], readonly [one: string, several: string]>;

function tell(
  env: Environment,
  adoptions: readonly Adoption[],
  changed: readonly EditedFile[],
  isWritten: boolean,
): void {
  if (env.flags.json) {
    const files = changed.map((file) => ({ path: file.path, diff: diffOf(file) }));
    env.out.write(jsonText({ adopted: adoptions, files, written: isWritten }));
    return;
  }
  if (env.flags.quiet) return;
  if (changed.length === 0) {
    env.out.write(printable`Nothing to adopt. The file says what the accounts say.\n`);
    return;
  }
  const facts = adoptions.flatMap((each) => each.facts);
  const counts = ADOPTED.flatMap((what) => {
    const count = facts.filter((fact) => fact.what === what).length;
    const [one, several] = WORDS[what];
    return count === 0 ? [] : [counted(count, one, several)];
  });
  env.out.write(printable`\n${escapeText(counts.join(', '), 1000)}.\n`);
  const where = escapeText(changed.map(({ path }) => path).join(', '));
  env.out.write(
    isWritten ? printable`Written to ${where}.\n` : printable`Nothing was written. To write it: hfsync adopt --write\n`,
  );
}
