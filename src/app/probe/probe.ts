/**
 * `hfsync doctor --probe`: tests what the services do not document, on scratch records that it creates and removes again.
 *
 * | the probe                    | what happens                                                                   |
 * | ---------------------------- | ------------------------------------------------------------------------------ |
 * | was killed                   | the next one removes what is left, keeps the answers, and asks the rest        |
 * | gets an answer               | it goes into `hfsync-probe.json` at once, and into the state at the end        |
 * | cannot delete a record       | it archives the record and says so: exit 6                                     |
 */
import path from 'node:path';
import { CAPABILITIES, isPermission, type Capabilities } from '../../model/capability.ts';
import { EXIT, UserError, type ExitCode } from '../../model/error.ts';
import type { Last } from '../../model/last.ts';
import type { LockedStore } from '../../model/store.ts';
import type { Want } from '../../model/want.ts';
import { escapeProse, printable } from '../../report/escape.ts';
import { line, renderLines, segments } from '../../report/line.ts';
import { jsonText } from '../../report/json-text.ts';
import { probeText, type ToldAnswer } from '../../report/probe.ts';
import { consequence } from '../../rules/capabilities.ts';
import { connect, type Connection } from '../accounts.ts';
import { configFolder, loadWant } from '../config.ts';
import type { Environment } from '../environment.ts';
import { openState } from '../gather.ts';
import { interruptible } from '../interrupt.ts';
import { withRights } from '../rights.ts';
import { otherDefault } from './default-question.ts';
import { keepFound, PROBE_FILE, probeJson, readFound, type Found } from './file.ts';
import { QUESTIONS } from './questions.ts';
import { createBench, scratchName, sweep, type Bench, type ScratchKind } from './scratch.ts';
import { asFarAsPossible, type Answer, type Stage } from './stage.ts';

export interface ProbeOptions {
  /** Removes what a killed probe left behind, and asks nothing. */
  readonly clean: boolean;
  readonly withPerson: boolean;
  /** Changes Forecast's default capacity for a moment. */
  readonly withDefault: boolean;
  readonly yes: boolean;
  /** Seconds. */
  readonly maxWait: number;
}

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

/** Saving the state empties its journal, which must not lose a write that nobody has settled yet. */
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
  { yes, clean, withPerson, withDefault }: ProbeOptions,
  signal: AbortSignal,
): Promise<void> {
  if (yes || clean) return;
  const person = withPerson ? ' A person in Forecast takes a seat for that time; no invitation is sent.' : '';
  const capacity = withDefault
    ? " Forecast's default capacity is half an hour less for a moment, also for everybody who has no capacity of their own."
    : '';
  const text = `The probe creates clients, projects and roles in both accounts, all named "hfsync-probe …", and removes them again.${person}${capacity} It touches no other record.`;
  env.err.write(renderLines([line(0, segments`${escapeProse(text)}`, 0)], env.err.layout));
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
  const file = path.join(configFolder(env, want), PROBE_FILE);
  const { files } = await env.stateDisk();
  let found = await readFound(file);
  const keep = async (next: Partial<Found>): Promise<void> => {
    found = { ...found, ...next };
    await keepFound({ files, random: env.random, version: env.version }, file, found);
  };
  const harvest = createBench('harvest', await connection.raw('harvest'));
  const forecast = createBench('forecast', await connection.raw('forecast'));
  const restoreDefault = async (): Promise<boolean> => {
    if (found.default === null) return true;
    const isBack = await putBack(forecast, want.forecast.account, found.default);
    if (isBack) await keep({ default: null });
    return isBack;
  };
  const cleanUp = async (): Promise<readonly string[]> => [
    ...(await sweep(harvest, KINDS)),
    ...(await sweep(forecast, [...KINDS, 'person'])),
    ...((await restoreDefault()) ? [] : [`Forecast's default capacity, which was ${found.default} s`]),
  ];
  let left = await cleanUp();
  if (options.clean) return done(env, left);
  const id = env.random.uuid().replaceAll('-', '').slice(0, 8);
  const stage: Stage = {
    ...{ harvest, forecast, restoreDefault },
    name: (what) => scratchName(id, what),
    withPerson: options.withPerson,
    withDefault: options.withDefault,
    forecastAccount: want.forecast.account,
    keepDefault: (seconds) => keep({ default: seconds }),
    sleep: (ms) => env.clock.sleep(ms, signal),
  };
  // The answers of a killed probe stay. A finished one starts again.
  await keep(found.finished ? { finished: false, questions: new Map() } : {});
  for (const question of QUESTIONS) {
    if (found.questions.has(question.id)) continue;
    signal.throwIfAborted();
    const answers = await asFarAsPossible(question, () => question.ask(stage));
    left = await cleanUp();
    await keep({ questions: new Map([...found.questions, [question.id, answers]]) });
  }
  await remember({ connection, locked, want }, [...found.questions.values()].flat());
  await keep({ finished: true });
  env.out.write(env.flags.json ? jsonText(probeJson(env.version, found)) : probeText(toldOf(found), env.out.layout));
  return done(env, left);
}

function toldOf({ questions }: Found): readonly ToldAnswer[] {
  return QUESTIONS.flatMap(({ id, safe }) =>
    (questions.get(id) ?? []).map(({ asked, verdict, seen, capability }) => {
      return { verdict, asked, seen, then: consequence(capability, verdict, safe) };
    }),
  );
}

const KINDS: readonly ScratchKind[] = ['client', 'project', 'role'];

/** Restores the default capacity. A value that a person has set meanwhile stays. */
async function putBack(forecast: Bench, account: number, seconds: number): Promise<boolean> {
  const path = `/accounts/${account}`;
  const now = async (): Promise<unknown> => (await forecast.account('GET', path)).record['weekly_capacity'];
  if ((await now()) !== otherDefault(seconds)) return true;
  await forecast.account('PUT', path, { weekly_capacity: seconds });
  return (await now()) === seconds;
}

function done(env: Environment, left: readonly string[]): ExitCode {
  if (left.length === 0) {
    env.err.write(printable`Nothing of the probe is left in the accounts.\n`);
    return EXIT.done;
  }
  env.err.write(printable`Left behind, and archived if it could not be deleted: ${escapeProse(left.join(', '))}.\n`);
  return EXIT.partly;
}

async function remember(
  { connection, locked, want }: Pick<ProbeRun, 'connection' | 'locked' | 'want'>,
  answers: readonly Answer[],
): Promise<void> {
  const { last } = await locked.read();
  const accounts = { harvest: want.harvest.account, forecast: want.forecast.account };
  const blank: Omit<Last, 'lineage' | 'serial'> = { accounts, baseline: {}, waiting: {}, brought: [], temporary: [] };
  const capabilities: { -readonly [C in keyof Capabilities]: Capabilities[C] } = { ...last?.capabilities };
  // Refusals to the owner of a token are asked again, here or by the next apply.
  for (const name of Object.keys(capabilities))
    if (isPermission(name) && capabilities[name]?.value === 'no') delete capabilities[name];
  for (const { capability, verdict } of answers) {
    if (capability === null || verdict === 'unknown' || !CAPABILITIES.includes(capability)) continue;
    capabilities[capability] = { value: verdict, from: 'probe' };
  }
  await locked.save(await withRights(connection, { ...(last ?? blank), capabilities }));
}
