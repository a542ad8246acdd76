/**
 * Writes a first configuration. In: flags, tokens, both accounts. Out: `hfsync.yaml` with exact links, and likely ones
 * as comments; then the plan that follows from it. Writes neither to an account nor to the state, and overwrites no
 * file.
 */
import path from 'node:path';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { jsonLine } from '../report/json-text.ts';
import { connect } from './accounts.ts';
import type { Environment } from './environment.ts';
import { readBoth } from './gather.ts';
import { chooseAccounts, type AccountFlags, type Chosen } from './init/choose-accounts.ts';
import { bareFile, filesOf, type Files } from './init/first-file.ts';
import { proposalOf, type Proposal } from './init/proposal.ts';
import { summaryText } from './init/summary.ts';
import { fileOptions, firstPlan, wantOf } from './init/unwritten.ts';
import { schemasFor } from './init/schemas.ts';
import { ignoreState, placeOf, refuseExisting, writeFiles } from './init/write-files.ts';
import { interruptible } from './interrupt.ts';

export interface InitOptions extends AccountFlags {
  /** Writes without asking. */
  readonly yes: boolean;
  /** Put records without a counterpart under `ignore`. */
  readonly ignoreRest: boolean;
  /** Seconds. */
  readonly maxWait: number;
}

export async function init(env: Environment, options: InitOptions): Promise<ExitCode> {
  await refuseExisting(env, ['']);
  if (!options.yes && !env.interactive) {
    throw new UserError('init.unapproved', 'There is nobody to ask, and --yes was not given. Nothing was written.', {
      hint: 'Run it in a terminal, or with --yes.',
    });
  }
  return interruptible(env, async (signal) => {
    const accounts = await chooseAccounts(env, options, signal);
    const made = await propose(env, accounts, options, signal);
    await refuseExisting(env, made.files.keys());
    if (!options.yes && !(await isWanted(env, made, signal))) {
      throw new UserError('init.declined', 'Nothing was written.', { hint: 'Only yes writes the file.' });
    }
    await writeFiles(env, made.files);
    const isIgnoring = await ignoreState(env);
    printSummary(env, made, isIgnoring);
    return EXIT.done;
  });
}

export interface Made {
  readonly proposal: Proposal;
  readonly files: Files;
  readonly plan: Plan;
}

async function propose(env: Environment, accounts: Chosen, options: InitOptions, signal: AbortSignal): Promise<Made> {
  const { maxWait, ignoreRest } = options;
  const layout = fileOptions(env, accounts, ignoreRest);
  const bare = await wantOf(env, bareFile(layout));
  const connection = await connect(env, bare, { maxWait, signal });
  try {
    const have = await readBoth(env, connection, bare);
    const proposal = proposalOf(have);
    const files = filesOf(have, proposal, layout);
    const { plan } = await firstPlan(env, connection, files, have);
    return { proposal, files, plan };
  } finally {
    await connection.close();
  }
}

async function isWanted(env: Environment, { proposal }: Made, signal: AbortSignal): Promise<boolean> {
  const { links, likely } = proposal;
  const what = `${links.length} links, ${likely.length} likely ones as comments`;
  return (
    (await env.ask(`Write ${env.flags.config} with ${what}? Only yes will be accepted: `, signal)).trim() === 'yes'
  );
}

export function printSummary(env: Environment, { proposal, files, plan }: Made, isIgnoring: boolean): void {
  const { links, likely, rest } = proposal;
  const hasSchemas = schemasFor(path.dirname(placeOf(env, '')), env.packageFolder).isCopy;
  if (env.flags.json) {
    const names = [...files.keys()].map((name) => (name === '' ? env.flags.config : name));
    const counts = { links: links.length, likely: likely.length, rest: rest.length };
    env.out.write(jsonLine({ written: names, gitignore: isIgnoring, ...counts, plan: plan.summary }));
    return;
  }
  env.out.write(summaryText({ config: env.flags.config, proposal, files, plan, isIgnoring, hasSchemas }));
}
