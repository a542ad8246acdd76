import type { Values } from './field.ts';
import type { BudgetRow } from './have.ts';
import type { ForecastId, HarvestId, Id } from './id.ts';
import type { RecordKind } from './kind.ts';
import type { AccountRecord } from './record.ts';
import type { Side } from './side.ts';
import type { NewProject } from './want.ts';

/**
 * One account as the rest of hfsync sees it. Both services implement it. Every method throws `RequestFailure`. Reads
 * are retried here. A write is sent again only if it was certainly not applied, and after another check.
 */
export interface Account<S extends Side = Side> {
  readonly side: S;
  /** The company with its name and where people open the account. */
  company(): Promise<Company<S>>;
  /** The whole list or an error, never a part. */
  list(kind: RecordKind, options?: ListOptions): Promise<Listing<S>>;
  /** Null if the service answers 404. */
  get(kind: RecordKind, id: Id<S>): Promise<AccountRecord<S> | null>;
  create(kind: RecordKind, values: Values, settings?: NewProject, check?: PreWriteCheck<S>): Promise<AccountRecord<S>>;
  /**
   * Harvest sends only `values`. Forecast sends the record's `raw` with `values` put in, as the check before it read
   * it, or another form of it. Returns what the service answered.
   */
  update(record: Target<S>, values: Values, check?: PreWriteCheck<S>, how?: WriteHow): Promise<AccountRecord<S>>;
  /** Roles only: nothing else is ever deleted. */
  deleteRole(id: Id<S>, check?: PreWriteCheck<S>): Promise<void>;
  /** What the owner of the token may do. Null if the service does not say. */
  rights(): Promise<Rights<S> | null>;
  /** Requests sent since the start, retries not counted. */
  requests(): number;
}

export interface ListOptions {
  /** ISO 8601. Narrows the list if the service supports that (Harvest, not for roles). */
  readonly updatedSince?: string;
  /** Forecast: keep the objects as they came, so that a write can be compared with them. */
  readonly keepsRaw?: boolean;
}

/** How to put a change into a Forecast record. Harvest needs only the changed keys. */
export interface WriteHow {
  readonly form: PutForm;
  /** Keys that an earlier form lost, with their former values. */
  readonly restored?: RawRecord;
}

/**
 * `whole`: the record as it was read, including unknown keys, with the changes in it. `trimmed`: the same without keys
 * that only Forecast sets. `partial`: only the changed keys.
 */
export const PUT_FORMS = ['whole', 'trimmed', 'partial'] as const;
export type PutForm = (typeof PUT_FORMS)[number];

export type RawRecord = NonNullable<AccountRecord['raw']>;

export interface Rights<S extends Side = Side> {
  /** Their roles in Harvest. Empty for Forecast. */
  readonly roles: readonly string[];
  /** The person that they are in Forecast. Null for Harvest. */
  readonly person: Id<S> | null;
  /** Who they are and everything the service says about their rights, to compare with what it said before. */
  readonly text: string;
}

export type Target<S extends Side = Side> = Pick<AccountRecord<S>, 'kind' | 'id' | 'raw'>;

/**
 * The check of what a write depends on. Its result is tested again each time the write is sent, after its slot of the
 * rate budget was granted: what was read before waiting may be out of date.
 */
export interface PreWriteCheck<S extends Side = Side> {
  /**
   * How many requests the check will probably need. They get their slots together with the write. 0 while the last
   * reading is recent enough.
   */
  cost(): number;
  /** Reads, or reads again, through `account`. Throws if the write must not be sent. */
  again(account: Account<S>): Promise<void>;
  /** Whether what was read is recent enough for the write right now. If true, the write is sent at once. */
  claim(): boolean;
  /** The record as last read. Null before a create. */
  record(): AccountRecord<S> | null;
  /** Whether other checks share this reading. They take turns, and the next may find the work already done. */
  readonly isShared: boolean;
  /** The volley that this write belongs to: its writes share one list and leave together. Null if it leaves alone. */
  volley(): object | null;
  /** In ms: a write that goes by a list is not sent if it cannot leave so soon after `claim`. Null: no limit. */
  leaveWithinMs(): number | null;
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
  /** The rows of the project-budget report, by project. It has a separate, tighter rate limit. */
  budgets(): Promise<ReadonlyMap<HarvestId, BudgetRow>>;
}

export interface ForecastAccount extends Account<'forecast'> {
  /** `/aggregate/remaining_budgeted_hours` by project, in hours. Null if Forecast shows none. */
  remainingHours(): Promise<ReadonlyMap<ForecastId, number | null>>;
  /** Names of placeholders by id. */
  placeholders(): Promise<ReadonlyMap<ForecastId, string>>;
}

/** Both accounts of a run. */
export interface Accounts {
  readonly harvest: HarvestAccount;
  readonly forecast: ForecastAccount;
}
