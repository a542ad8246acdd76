import type { Values } from './field.ts';
import type { BudgetRow } from './have.ts';
import type { ForecastId, HarvestId, Id } from './id.ts';
import type { RecordKind } from './kind.ts';
import type { AccountRecord } from './record.ts';
import type { Side } from './side.ts';
import type { NewProject } from './want.ts';

/**
 * One account as the rest of hfsync sees it; both services implement it. Every method throws `RequestFailure`.
 * Reads are retried here. A write is sent again only if it was certainly not applied, and after another check.
 */
export interface Account<S extends Side = Side> {
  readonly side: S;
  /** The company with its name and where people open the account. */
  company(): Promise<Company<S>>;
  /** The whole list, or an error; never a part. `updatedSince` (ISO 8601) narrows it where the service can (Harvest, not roles). */
  list(kind: RecordKind, options?: { updatedSince?: string }): Promise<Listing<S>>;
  /** null where the service answers 404. */
  get(kind: RecordKind, id: Id<S>): Promise<AccountRecord<S> | null>;
  create(kind: RecordKind, values: Values, settings?: NewProject, check?: PreWriteCheck<S>): Promise<AccountRecord<S>>;
  /**
   * Harvest sends `values` alone. Forecast sends `raw` of the record with `values` put in, as the check before it saw it, or another form
   * of it. Returns what the service answered.
   */
  update(record: Target<S>, values: Values, check?: PreWriteCheck<S>, how?: WriteHow): Promise<AccountRecord<S>>;
  /** Roles only: nothing else is ever deleted. */
  deleteRole(id: Id<S>, check?: PreWriteCheck<S>): Promise<void>;
  /** What the owner of the token may do; null: the service does not say. */
  rights(): Promise<Rights<S> | null>;
  /** Requests sent since the start, retries not counted. */
  requests(): number;
}

/** How a change is put into a Forecast record; Harvest takes the changed keys alone. */
export interface WriteHow {
  readonly form: PutForm;
  /** Keys that an earlier form has lost, with the values that they had. */
  readonly restored?: RawRecord;
}

/**
 * `whole`: the record as it was read, unknown keys included, with the changes in it. `trimmed`: the same without what Forecast keeps for
 * itself. `partial`: the changed keys alone.
 */
export const PUT_FORMS = ['whole', 'trimmed', 'partial'] as const;
export type PutForm = (typeof PUT_FORMS)[number];

export type RawRecord = NonNullable<AccountRecord['raw']>;

export interface Rights<S extends Side = Side> {
  /** Harvest: their roles there. Forecast: none. */
  readonly roles: readonly string[];
  /** Forecast: the person that they are there. */
  readonly person: Id<S> | null;
  /** Who they are, and all that the service says of their rights here: to be compared with what it said before. */
  readonly text: string;
}

export type Target<S extends Side = Side> = Pick<AccountRecord<S>, 'kind' | 'id' | 'raw'>;

/**
 * The check of what a write depends on. It is judged with the slot of the rate budget in hand, each time the write is sent:
 * after waiting for a slot or for a limit, what was read before is out of date.
 */
export interface PreWriteCheck<S extends Side = Side> {
  /** Requests that the check is likely to need. They get their slots together with the write. 0 while the last reading is recent enough. */
  cost(): number;
  /** Looks, or looks again, through `account`. Throws where the write must not be sent any more. */
  again(account: Account<S>): Promise<void>;
  /** Whether the write may go by what was seen, right now. Where it answers true, the write is sent at once. */
  claim(): boolean;
  /** What was seen last; null before a create. */
  record(): AccountRecord<S> | null;
  /** Whether it is a reading that other looks share: they take turns, and the next one may find it done. */
  readonly isShared: boolean;
}

export interface Company<S extends Side> {
  readonly record: AccountRecord<S>;
  readonly name: string;
  readonly web: string;
  /** Forecast: the subdomain of the Harvest account that it says it is connected to. */
  readonly connectedTo?: string;
}

export interface Listing<S extends Side> {
  readonly records: readonly AccountRecord<S>[];
  /** The service's own clock when it answered (its `Date` header, ms since 1970), or null. */
  readonly servedAt: number | null;
}

export interface HarvestAccount extends Account<'harvest'> {
  /** Rows of the project-budget report by project; its own, tighter rate limit. */
  budgets(): Promise<ReadonlyMap<HarvestId, BudgetRow>>;
}

export interface ForecastAccount extends Account<'forecast'> {
  /** `/aggregate/remaining_budgeted_hours` by project, in hours; null where Forecast shows none. */
  remainingHours(): Promise<ReadonlyMap<ForecastId, number | null>>;
  /** Names of placeholders by id. */
  placeholders(): Promise<ReadonlyMap<ForecastId, string>>;
}

/** Both sides, as a run is handed them. */
export interface Accounts {
  readonly harvest: HarvestAccount;
  readonly forecast: ForecastAccount;
}
