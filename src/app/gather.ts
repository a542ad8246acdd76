/**
 * Gathers everything that a plan is made of: *want*, *have*, *last*. In: the configuration's name, the environment.
 * Out: the plan's input. It can stop at each step, in this order: the configuration, the form of the state, the
 * addresses asked for, reading both accounts.
 */
import path from 'node:path';
import { UserError } from '../model/error.ts';
import type { Absence, Have } from '../model/have.ts';
import type { Last } from '../model/last.ts';
import type { Plan } from '../model/plan.ts';
import { parseSelector } from '../model/selector.ts';
import type { Store } from '../model/store.ts';
import type { StoreOptions } from '../state/store.ts';
import type { Want } from '../model/want.ts';
import type { Connection } from './accounts.ts';
import { configFolder } from './config.ts';
import { placesFor } from './state-place.ts';
import { openTransport } from './transport.ts';
import type { Environment } from './environment.ts';
import { counted } from '../report/count.ts';
import { printable } from '../report/escape.ts';

export interface Select {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

export const EVERYTHING: Select = { only: [], except: [] };

/** The input of `plan/`. */
export interface PlanInput {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly digestKey: Uint8Array | null;
  readonly select: Select;
}

/** The state of this configuration, in its backend. The signal ends its waits. */
export async function openState(env: Environment, want: Want, signal?: AbortSignal): Promise<Store> {
  const { openStore } = await import('../state/store.ts');
  return openStore(want.state, await storeOptions(env, want, signal));
}

export async function storeOptions(env: Environment, want: Want, signal?: AbortSignal): Promise<StoreOptions> {
  return {
    folder: configFolder(env, want),
    accounts: { harvest: want.harvest.account, forecast: want.forecast.account },
    key: await stateKey(env),
    // The signal ends the wait for a lock that somebody else holds. Waits with their own signal are not affected.
    clock: signal ? { ...env.clock, sleep: (ms, own) => env.clock.sleep(ms, own ?? signal) } : env.clock,
    variables: placesFor(env.variables, want),
    transport: () => openTransport(env, want.contact, { timeouts: STATE_TIMEOUTS }),
    random: env.random,
    holder: env.holder,
    disk: await env.stateDisk(),
  };
}

/** In ms. A later answer would come too late for the lease of a lock. */
const STATE_TIMEOUTS = { headers: 30_000, idle: 20_000, total: 60_000 } as const;

/** `HFSYNC_STATE_KEY`, 32 bytes. Null if it is not set. */
export async function stateKey(env: Environment): Promise<Uint8Array | null> {
  const text = env.variables['HFSYNC_STATE_KEY'];
  if (text === undefined || text === '') return null;
  const { parseStateKey } = await import('../state/crypt.ts');
  return parseStateKey(text);
}

/** Reads both accounts completely. */
export async function readBoth(env: Environment, connection: Connection, want: Want): Promise<Have> {
  const { readHave } = await import('../snapshot/read.ts');
  env.progress(printable`Reading Harvest and Forecast …`);
  const { clock } = env;
  const have = await readHave(connection, { budgets: want.budgets === 'auto', roles: want.roles === 'sync', clock });
  env.progress(null);
  return have;
}

/** Names absences to confirm in addition to those that the plan mentions. */
type Confirm = (read: Pick<PlanInput, 'want' | 'have' | 'last'>) => readonly Absence[];

/**
 * The plan's input. First makes sure that no row is older than the state knows, and that every absence that the plan
 * would mention is real.
 */
export async function inputOf(
  env: Environment,
  connection: Connection,
  known: Pick<PlanInput, 'want' | 'have' | 'last' | 'select'>,
  alsoConfirm: Confirm = () => [],
): Promise<PlanInput> {
  const [
    { readBehindAgain },
    { withPlaceholders },
    { confirmAbsences },
    { absencesToConfirm },
    { withoutOldRefusals },
  ] = await Promise.all([
    import('../snapshot/behind.ts'),
    import('../snapshot/placeholders.ts'),
    import('../snapshot/confirm-absences.ts'),
    import('../plan/plan.ts'),
    import('./rights.ts'),
  ]);
  const certain = await readBehindAgain(connection, known.have, known.last);
  const have = await withPlaceholders(connection.forecast, certain, known.last);
  const last = await withoutOldRefusals(connection, known.last);
  const read = { ...known, have, last };
  await confirmAbsences(connection, [...absencesToConfirm(read), ...alsoConfirm(read)]);
  return {
    ...read,
    select: fromConfig(env, known.want, known.select),
    version: env.version,
    createdAt: new Date(env.clock.now()).toISOString(),
    digestKey: await stateKey(env),
  };
}

/** Makes a plan of the current situation: reads everything, writes nothing, takes no lock. */
export async function makeFreshPlan(
  env: Environment,
  options: { readonly select: Select; readonly maxWait: number; readonly alsoConfirm?: Confirm },
  signal: AbortSignal,
): Promise<{ readonly plan: Plan; readonly input: PlanInput }> {
  checkSelectors(options.select);
  const { loadWant } = await import('./config.ts');
  const want = await loadWant(env);
  const { last, open } = await (await openState(env, want)).read();
  if (open.length > 0 && !env.flags.quiet) {
    env.err.write(
      printable`${counted(open.length, 'write')} of an interrupted apply may or may not have happened. The next apply checks that first.\n`,
    );
  }
  const { connect } = await import('./accounts.ts');
  const connection = await connect(env, want, { maxWait: options.maxWait, signal });
  try {
    const have = await readBoth(env, connection, want);
    const input = await inputOf(env, connection, { want, have, last, select: options.select }, options.alsoConfirm);
    const { makePlan } = await import('../plan/plan.ts');
    return { plan: makePlan(input), input };
  } finally {
    await connection.close();
  }
}

/**
 * Throws `UserError` for an address with a mistake in it. Whether such a record exists is known only after reading both
 * accounts.
 */
export function checkSelectors({ only, except }: Select): void {
  for (const text of [...only, ...except]) {
    if (parseSelector(text)) continue;
    throw new UserError('address.invalid', `${JSON.stringify(text)} is not an address.`, {
      hint: 'Addresses are kind:HARVEST_ID/FORECAST_ID, as plans print them, such as project:14308069/2001, project:14308069/* for one end, or company.',
    });
  }
}

/**
 * Turns paths of lines into those that the plan uses, relative to the configuration's folder. A person may name a file
 * from where they are.
 */
export function fromConfig(env: Environment, want: Want, { only, except }: Select): Select {
  const folder = configFolder(env, want);
  const local = (text: string): string => {
    const selector = parseSelector(text);
    if (selector?.is !== 'line') return text;
    const inside = path.relative(folder, path.resolve(env.folder, selector.path));
    const name = path.isAbsolute(inside) || inside.startsWith('..') ? path.normalize(selector.path) : inside;
    return `${name.split(path.sep).join('/')}:${selector.line}`;
  };
  return { only: only.map(local), except: except.map(local) };
}
