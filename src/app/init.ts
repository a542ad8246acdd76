/**
 * A first configuration. In: flags, tokens, both accounts. Out: `hfsync.yaml` with what is exact, in comments what is likely; and the
 * plan that follows from it. Writes neither an account nor the state, and nothing over a file that exists.
 */
import path from 'node:path';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { Want } from '../model/want.ts';
import { jsonLine } from '../report/json-text.ts';
import { connect } from './accounts.ts';
import { InvalidConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING, inputOf, openState, readBoth } from './gather.ts';
import { chooseAccounts, type AccountFlags, type Chosen } from './init/choose-accounts.ts';
import { bareFile, filesOf, type Files } from './init/first-file.ts';
import { proposalOf, type Proposal } from './init/proposal.ts';
import { summaryText } from './init/summary.ts';
import { ignoreState, placeOf, refuseExisting, writeFiles } from './init/write-files.ts';
import { interruptible } from './interrupt.ts';

export interface InitOptions extends AccountFlags {
  /** Writes without asking. */
  readonly yes: boolean;
  /** What has no counterpart goes under `ignore`. */
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

interface Made {
  readonly proposal: Proposal;
  readonly files: Files;
  readonly plan: Plan;
}

async function propose(env: Environment, accounts: Chosen, options: InitOptions, signal: AbortSignal): Promise<Made> {
  const { maxWait, ignoreRest } = options;
  const schemas = schemasFrom(path.dirname(placeOf(env, '')), env.packageFolder);
  const bare = await wantOf(env, bareFile({ accounts, schemas, ignoreRest }));
  const connection = await connect(env, bare, { maxWait, signal });
  try {
    const have = await readBoth(env, connection, bare);
    const proposal = proposalOf(have);
    const files = filesOf(have, proposal, { accounts, schemas, ignoreRest });
    const want = await wantOf(env, files);
    const { last } = await (await openState(env, want)).read();
    const input = await inputOf(env, connection, { want, have, last, select: EVERYTHING });
    const { makePlan } = await import('../plan/plan.ts');
    return { proposal, files, plan: makePlan(input) };
  } finally {
    await connection.close();
  }
}

/** *want* of files that are not written yet. A finding in them would be a mistake of ours. */
async function wantOf(env: Environment, files: Files): Promise<Want> {
  const [{ loadConfig }, disk] = await Promise.all([import('../config/load.ts'), env.configFiles()]);
  const texts = new Map([...files].map(([name, text]) => [placeOf(env, name), new TextEncoder().encode(text)]));
  const absolute = (name: string): string => path.resolve(env.folder, name);
  const loaded = await loadConfig(env.flags.config, {
    environment: env.variables,
    files: {
      read: async (name, limit) => {
        const bytes = texts.get(absolute(name));
        return bytes ? { ok: true, bytes } : disk.read(absolute(name), limit);
      },
      list: async (folder) => {
        const inside = [...texts.keys()].filter((place) => path.dirname(place) === absolute(folder));
        const folders = [...texts.keys()].some((place) => path.dirname(path.dirname(place)) === absolute(folder));
        const known = await disk.list(absolute(folder));
        const made = inside.map((place) => ({ name: path.basename(place), kind: 'file' as const }));
        return [...known, ...made, ...(folders ? [{ name: 'links', kind: 'folder' as const }] : [])];
      },
      realpath: async (name) => {
        const place = absolute(name);
        const isOurs = texts.has(place) || [...texts.keys()].some((text) => path.dirname(text) === place);
        const real = await disk.realpath(place);
        return (
          real ??
          (isOurs ? realPlace(await disk.realpath(path.dirname(placeOf(env, ''))), placeOf(env, ''), place) : null)
        );
      },
    },
  });
  if (!loaded.ok) throw new InvalidConfig(env.flags.config, loaded.diagnostics);
  return loaded.want;
}

/** Where a file will be once it is written: its folder may be a symbolic link. */
function realPlace(folder: string | null, config: string, place: string): string {
  return path.join(folder ?? path.dirname(config), path.relative(path.dirname(config), place));
}

/** From the folder of the file, so that an editor finds them. */
function schemasFrom(folder: string, packageFolder: string): string {
  const relative = path.relative(folder, path.join(packageFolder, 'schemas')).split(path.sep).join('/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}

async function isWanted(env: Environment, { proposal }: Made, signal: AbortSignal): Promise<boolean> {
  const { links, likely } = proposal;
  const what = `${links.length} links, ${likely.length} likely ones as comments`;
  return (
    (await env.ask(`Write ${env.flags.config} with ${what}? Only yes will be accepted: `, signal)).trim() === 'yes'
  );
}

function printSummary(env: Environment, { proposal, files, plan }: Made, isIgnoring: boolean): void {
  const { links, likely, rest } = proposal;
  if (env.flags.json) {
    const names = [...files.keys()].map((name) => (name === '' ? env.flags.config : name));
    const counts = { links: links.length, likely: likely.length, rest: rest.length };
    env.out.write(jsonLine({ written: names, gitignore: isIgnoring, ...counts, plan: plan.summary }));
    return;
  }
  env.out.write(summaryText({ config: env.flags.config, proposal, files, plan, isIgnoring }));
}
