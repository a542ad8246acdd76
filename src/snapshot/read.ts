import type { Account, Accounts, Listing } from '../model/account.ts';
import { RequestFailure } from '../model/failure.ts';
import type { AccountHave, Budgets, Have } from '../model/have.ts';
import type { Id } from '../model/id.ts';
import type { RecordKind } from '../model/kind.ts';
import type { Clock } from '../model/ports.ts';
import { recordName, type AccountRecord } from '../model/record.ts';
import { sideName, type Side } from '../model/side.ts';
import { inTurn } from './in-turn.ts';
import { listIncomplete } from './confirm-absences.ts';

interface Reading {
  readonly roles: boolean;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Reads *have*: both accounts, completely and at the same time. In: the two accounts. Out: `Have`, or the first error.
 *
 * | read                                                | when                                                   |
 * | --------------------------------------------------- | ------------------------------------------------------ |
 * | company, clients, people, projects                  | always, on both sides                                  |
 * | roles                                               | with `roles`                                           |
 * | Harvest's budget report, Forecast's remaining hours | with `budgets`                                         |
 * | one client                                          | if a project refers to it but the list does not have it |
 */
export async function readHave(accounts: Accounts, options: { readonly budgets: boolean } & Reading): Promise<Have> {
  const before = { harvest: accounts.harvest.requests(), forecast: accounts.forecast.requests() };
  const reading = options.budgets ? readBudgets(accounts) : Promise.resolve(null);
  // An error about budgets is thrown after those of the accounts, which may explain it.
  reading.catch(() => undefined);
  const [harvest, forecast] = await Promise.all([
    readAccount(accounts.harvest, options),
    readAccount(accounts.forecast, options),
  ]);
  const budgets = await reading;
  return {
    harvest: { ...harvest, requests: accounts.harvest.requests() - before.harvest },
    forecast: { ...forecast, requests: accounts.forecast.requests() - before.forecast },
    budgets,
    placeholders: new Map(),
  };
}

async function readAccount<S extends Side>(
  account: Account<S>,
  { roles, clock }: Reading,
): Promise<Omit<AccountHave<S>, 'requests'>> {
  const start = clock.now();
  const [company, role, client, person, project] = await Promise.all([
    account.company(),
    roles ? listed(account, 'role') : unread<S>(),
    listed(account, 'client'),
    listed(account, 'person'),
    listed(account, 'project'),
  ]);
  const end = clock.now();
  await confirmClients(account, client.records, project.records);
  const served = [role, client, person, project].flatMap(({ servedAt }) => servedAt ?? []);
  const isApart = served.some((at) => at < start - APART_MS || at > end + APART_MS);
  return {
    id: company.record.id,
    name: company.name,
    web: company.web,
    ...(company.connectedTo !== undefined && { connectedTo: company.connectedTo }),
    company: company.record,
    records: { role: role.records, client: client.records, person: person.records, project: project.records },
    servedAt: served.length > 0 ? Math.min(...served) : null,
    ...(isApart && { isClockApart: true }),
  };
}

/** The largest difference between the service's clock and ours that is not reported. Less may be just a slow answer. */
const APART_MS = 60_000;

type Records<S extends Side> = ReadonlyMap<Id<S>, AccountRecord<S>>;

async function listed<S extends Side>(
  account: Account<S>,
  kind: RecordKind,
): Promise<{ readonly records: Records<S>; readonly servedAt: number | null }> {
  const { records, servedAt }: Listing<S> = await account.list(kind);
  const byId = new Map<Id<S>, AccountRecord<S>>();
  for (const record of records) byId.set(record.id, record);
  return { records: byId, servedAt };
}

/** Nothing is read for a kind that is switched off. */
function unread<S extends Side>(): { readonly records: Records<S>; readonly servedAt: null } {
  return { records: new Map(), servedAt: null };
}

/**
 * Checks clients that a project refers to but the list does not have. If such a client exists, the list was incomplete.
 * If not, it stays unknown.
 */
async function confirmClients<S extends Side>(
  account: Account<S>,
  clients: Records<S>,
  projects: Records<S>,
): Promise<void> {
  const missing = new Set<number>();
  for (const { values } of projects.values())
    if (typeof values.client === 'number' && !clients.has(values.client as Id<S>)) missing.add(values.client);
  await inTurn([...missing], async (id) => {
    const client = await account.get('client', id as Id<S>);
    if (client) throw listIncomplete(account.side, 'client', id, recordName(client));
  });
}

async function readBudgets({ harvest, forecast }: Accounts): Promise<Budgets> {
  const [rows, hours] = await Promise.all([
    withHint(harvest.budgets(), 'harvest'),
    withHint(forecast.remainingHours(), 'forecast'),
  ]);
  return { harvest: rows, forecast: hours };
}

/** Adds a hint: budgets are the only part that a token may not be able to read and a company may do without. */
async function withHint<T>(reading: Promise<T>, side: Side): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof RequestFailure) || !isAboutBudgets(error)) throw error;
    throw new RequestFailure(error.failure, side, error.message, {
      ...(error.status !== null && { status: error.status }),
      hint: `${error.hint ?? `${sideName(side)} did not return the budgets.`} With \`budgets: off\`, hfsync plans without budgets.`,
      cause: error,
    });
  }
}

/**
 * Whether the failure is about budgets only. A limit, an invalid token, or a service that cannot be reached would stop
 * every other request too.
 */
function isAboutBudgets({ failure, status }: RequestFailure): boolean {
  return failure !== 'limited' && failure !== 'unsent' && status !== null && status !== 401;
}
