/**
 * `hfsync doctor --probe`: asks the services what nobody has written down, on scratch records that it makes and takes away again.
 *
 * | it                     | then |
 * | ---------------------- | ---- |
 * | was killed             | the next one takes away what is left, keeps the answers, and asks the rest |
 * | is answered            | each answer is in `hfsync-probe.json` at once, and in the state at the end |
 * | cannot take it away    | archives it and says so: exit 6 |
 */
import path from 'node:path';
import { CAPABILITIES, type Capabilities } from '../../model/capability.ts';
import { EXIT, UserError, type ExitCode } from '../../model/error.ts';
import type { Last } from '../../model/last.ts';
import { isObject, parseJson } from '../../model/json.ts';
import type { LockedStore } from '../../model/store.ts';
import type { Want } from '../../model/want.ts';
import { writeAtomically } from '../../files/files.ts';
import { nodeFiles } from '../../files/node.ts';
import { userFiles } from '../../files/user-files.ts';
import { escapeProse, escapeText, printable } from '../../report/escape.ts';
import { consequence } from '../../rules/capabilities.ts';
import { connect, type Connection } from '../accounts.ts';
import { configFolder, loadWant } from '../config.ts';
import type { Environment } from '../environment.ts';
import { openState } from '../gather.ts';
import { interruptible } from '../interrupt.ts';
import { QUESTIONS } from './questions.ts';
import { createBench, scratchName, sweep, type ScratchKind } from './scratch.ts';
import { Unanswerable, type Answer, type Question, type Stage } from './stage.ts';

export interface ProbeOptions {
  /** Takes away what a killed probe left, and asks nothing. */
  readonly clean: boolean;
  readonly withPerson: boolean;
  readonly yes: boolean;
  /** Seconds. */
  readonly maxWait: number;
}

const FILE = 'hfsync-probe.json';

export async function probe(env: Environment, options: ProbeOptions): Promise<ExitCode> {
  const want = await loadWant(env);
  return interruptible(env, async (signal) => {
    const locked = await (await openState(env, want, signal)).lock('doctor --probe', 0);
    try {
      await refuseUnsettled(locked);
      await requireYes(env, options, signal);
      // Every request is shown, as with --verbose.
      const connection = await connect({ ...env, flags: { ...env.flags, verbose: true } }, want, {
        ...options,
        signal,
      });
      try {
        return await run(env, { want, options, connection, locked, signal });
      } finally {
        await connection.close();
      }
    } finally {
      await locked.release();
    }
  });
}

/** Saving the state ends its journal, which must not forget a write that nobody has settled yet. */
async function refuseUnsettled(locked: LockedStore): Promise<void> {
  const { open } = await locked.read();
  if (open.length === 0) return;
  throw new UserError(
    'doctor.unsettled',
    'Writes of an interrupted apply may or may not have happened. The probe waits for them.',
    {
      hint: 'Run hfsync apply first: it checks them.',
    },
  );
}

async function requireYes(
  env: Environment,
  { yes, clean, withPerson }: ProbeOptions,
  signal: AbortSignal,
): Promise<void> {
  if (yes || clean) return;
  const person = withPerson ? ' A person in Forecast takes a seat for that time; no invitation is sent.' : '';
  env.err.write(
    printable`The probe creates clients, projects and roles in both accounts, all named "hfsync-probe …", and removes them again.${escapeProse(person)} It touches no other record.\n`,
  );
  if (env.interactive && (await env.ask('Type yes to go on: ', signal)).trim() === 'yes') return;
  throw new UserError('doctor.declined', 'The probe was not approved. Nothing was written.', {
    hint: 'Answer yes, or give --yes.',
  });
}

interface ProbeRun {
  readonly want: Want;
  readonly options: ProbeOptions;
  readonly connection: Connection;
  readonly locked: LockedStore;
  readonly signal: AbortSignal;
}

async function run(env: Environment, { want, options, connection, locked, signal }: ProbeRun): Promise<ExitCode> {
  const benches = [
    createBench('harvest', await connection.raw('harvest')),
    createBench('forecast', await connection.raw('forecast')),
  ] as const;
  const kinds: readonly ScratchKind[] = ['client', 'project', 'role'];
  const cleanUp = async (): Promise<readonly string[]> => [
    ...(await sweep(benches[0], kinds)),
    ...(await sweep(benches[1], [...kinds, 'person'])),
  ];
  let left = await cleanUp();
  if (options.clean) return done(env, left);
  const file = path.join(configFolder(env, want), FILE);
  const id = env.random.uuid().replaceAll('-', '').slice(0, 8);
  const stage: Stage = {
    harvest: benches[0],
    forecast: benches[1],
    name: (what) => scratchName(id, what),
    withPerson: options.withPerson,
    forecastAccount: want.forecast.account,
    sleep: (ms) => env.clock.sleep(ms, signal),
  };
  const answered = new Map(await known(file));
  for (const question of QUESTIONS) {
    if (answered.has(question.id)) continue;
    signal.throwIfAborted();
    answered.set(question.id, await askOne(question, stage));
    left = await cleanUp();
    await keep(env, file, answered, false);
  }
  await remember(locked, want, [...answered.values()].flat());
  await keep(env, file, answered, true);
  for (const question of QUESTIONS) tell(env, question, answered.get(question.id) ?? []);
  return done(env, left);
}

async function askOne(question: Question, stage: Stage): Promise<readonly Answer[]> {
  try {
    return await question.ask(stage);
  } catch (error) {
    if (!(error instanceof Unanswerable)) throw error;
    const { id, asked } = question;
    return [{ id, capability: null, verdict: 'unknown', asked, seen: `not asked: ${error.message}` }];
  }
}

function tell(env: Environment, { safe }: Question, answers: readonly Answer[]): void {
  if (env.flags.json) return;
  for (const { asked, verdict, seen, capability } of answers) {
    const then = consequence(capability, verdict, safe);
    env.out.write(
      printable`${escapeText(verdict.padEnd(7))}  ${escapeProse(asked)}: ${escapeProse(seen.replace(/\.$/, ''))}. hfsync ${escapeProse(then)}.\n`,
    );
  }
}

function done(env: Environment, left: readonly string[]): ExitCode {
  if (left.length === 0) {
    env.err.write(printable`Nothing of the probe is left in the accounts.\n`);
    return EXIT.done;
  }
  env.err.write(printable`Could not be deleted, so it was archived: ${escapeProse(left.join(', '))}.\n`);
  return EXIT.partly;
}

/** What a killed probe has found out already; a finished one is asked anew. */
async function known(file: string): Promise<readonly (readonly [string, readonly Answer[]])[]> {
  const found = parseJson((await userFiles.textOrNull(file)) ?? '');
  if (!isObject(found) || found['finished'] !== false || !isObject(found['questions'])) return [];
  return Object.entries(found['questions']).filter((entry): entry is [string, Answer[]] => Array.isArray(entry[1]));
}

/** Without names, ids of accounts or tokens, so that it can be attached to a report. */
async function keep(
  env: Environment,
  file: string,
  answered: ReadonlyMap<string, readonly Answer[]>,
  finished: boolean,
): Promise<void> {
  const body = {
    format_version: '1.0',
    hfsync_version: env.version,
    finished,
    questions: Object.fromEntries(answered),
  };
  await writeAtomically(nodeFiles, file, `${JSON.stringify(body, null, 2)}\n`, env.random);
}

async function remember(locked: LockedStore, want: Want, answers: readonly Answer[]): Promise<void> {
  const { last } = await locked.read();
  const accounts = { harvest: want.harvest.account, forecast: want.forecast.account };
  const blank: Omit<Last, 'lineage' | 'serial'> = { accounts, baseline: {}, waiting: {}, brought: [], temporary: [] };
  const capabilities: { -readonly [C in keyof Capabilities]: Capabilities[C] } = { ...last?.capabilities };
  for (const { capability, verdict } of answers) {
    if (capability === null || verdict === 'unknown' || !CAPABILITIES.includes(capability)) continue;
    capabilities[capability] = { value: verdict, from: 'probe' };
  }
  await locked.save({ ...(last ?? blank), capabilities });
}
