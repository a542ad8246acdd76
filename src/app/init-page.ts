/**
 * `init --page`: shows on the local page what `init` proposes. Exact links are already chosen. A person takes some
 * back, accepts others, and watches the file grow. Out: the files, once they are saved there. Existing files are not
 * overwritten.
 */
import type { Have } from '../model/have.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { pageData } from '../page/data.ts';
import { editsOfChoices } from '../page/choices.ts';
import { openSession, type ChangedText, type Session } from '../page/session.ts';
import { rowsOfPlan } from '../plan/list-records.ts';
import { connect } from './accounts.ts';
import type { Environment } from './environment.ts';
import { readBoth, type PlanInput } from './gather.ts';
import { printSummary, type InitOptions } from './init.ts';
import { chooseAccounts } from './init/choose-accounts.ts';
import { chosenFiles, proposedChoices, type ChosenFiles } from './init/chosen-files.ts';
import { bareFile, type FileOptions, type Files } from './init/first-file.ts';
import { pairsOf, proposalOf } from './init/proposal.ts';
import { fileOptions, firstPlan, wantOf } from './init/unwritten.ts';
import { ignoreState, refuseExisting, writeFiles } from './init/write-files.ts';
import { interruptible } from './interrupt.ts';
import { openPage, type PageOptions } from './page.ts';
import { orWhy } from './settle-page.ts';

export async function initOnPage(env: Environment, options: InitOptions & PageOptions): Promise<ExitCode> {
  if (options.yes)
    throw new UserError('init.unapproved', 'The page asks before it writes, so --yes does not go with it.', {
      hint: 'Use either --page or --yes.',
    });
  await refuseExisting(env, ['']);
  const { layout, bare } = await interruptible(env, (signal) => readForFirst(env, options, signal));
  const { have } = bare.input;
  let made: ChosenFiles | undefined;
  const session = await sessionOf(env, { layout, ...bare }, (chosen) => (made = chosen));
  const data = {
    mode: 'init' as const,
    ...pageData({ plan: bare.plan, have, rows: rowsOfPlan(bare.input, bare.plan) }),
  };
  const end = await openPage(env, { session, data }, options);
  if (end === 'closed' || !made)
    throw new UserError('init.declined', 'The page was closed without saving. Nothing was written.');
  const { files, proposal } = made;
  const isIgnoring = await ignoreState(env);
  const { plan } = await interruptible(env, (signal) => planOf(env, { files, have }, options, signal));
  printSummary(env, { files, proposal, plan }, isIgnoring);
  return EXIT.done;
}

interface Planned {
  readonly plan: Plan;
  readonly input: PlanInput;
}

/** Both accounts, and the plan of a file without links. */
async function readForFirst(
  env: Environment,
  options: InitOptions,
  signal: AbortSignal,
): Promise<{ readonly layout: FileOptions; readonly bare: Planned }> {
  const accounts = await chooseAccounts(env, options, signal);
  const layout = fileOptions(env, accounts, options.ignoreRest);
  return { layout, bare: await planOf(env, { files: bareFile(layout), have: null }, options, signal) };
}

/** Makes the plan of these files. Reads both accounts if `have` is null. */
async function planOf(
  env: Environment,
  { files, have }: { readonly files: Files; readonly have: Have | null },
  { maxWait }: InitOptions,
  signal: AbortSignal,
): Promise<Planned> {
  const want = await wantOf(env, files);
  const connection = await connect(env, want, { maxWait, signal });
  try {
    return await firstPlan(env, connection, files, have ?? (await readBoth(env, connection, want)));
  } finally {
    await connection.close();
  }
}

/** `onSaved`: called when the files are written. */
async function sessionOf(
  env: Environment,
  { layout, plan, input: { have } }: Planned & { readonly layout: FileOptions },
  onSaved: (chosen: ChosenFiles) => void,
): Promise<Session> {
  const pairs = pairsOf(have);
  const proposal = proposalOf(have, pairs);
  return openSession(
    editsOfChoices({ plan, have }),
    {
      edit: (taken) =>
        orWhy(async () => {
          const chosen = chosenFiles(
            have,
            { pairs, proposal, layout },
            taken.flatMap(({ edits }) => edits),
          );
          await wantOf(env, chosen.files);
          return newFiles(env, chosen);
        }),
      save: async ([first]) => {
        const { files } = first!.of;
        await refuseExisting(env, files.keys());
        await writeFiles(env, files);
        onSaved(first!.of);
      },
    },
    proposedChoices(plan, proposal.links),
  );
}

/** One of the files to save together. */
interface NewFile extends ChangedText {
  readonly of: ChosenFiles;
}

/** The configuration comes first. There is always one. */
function newFiles(env: Environment, of: ChosenFiles): readonly NewFile[] {
  return [...of.files]
    .sort(([a], [b]) => Number(a !== '') - Number(b !== ''))
    .map(([name, after]) => ({ path: name === '' ? env.flags.config : name, before: '', after, of }));
}
