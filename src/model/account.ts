import type { Values } from './field.ts';
import type { BudgetRow } from './have.ts';
import type { ForecastId, HarvestId, Id } from './id.ts';
import type { RecordKind } from './kind.ts';
import type { AccountRecord } from './record.ts';
import type { Side } from './side.ts';
import type { NewProject } from './want.ts';

/**
 * One account as the rest of hfsync sees it; both services implement it. Every method throws `RequestFailure`.
 * Reads are retried inside, writes never: a write is sent at most once per call.
 */
export interface Account<S extends Side = Side> {
  readonly side: S;
  /** The company with its name and where people open the account. */
  company(): Promise<Company<S>>;
  /** The whole list, or an error; never a part. `updatedSince` (ISO 8601) narrows it where the service can (Harvest, not roles). */
  list(kind: RecordKind, options?: { updatedSince?: string }): Promise<Listing<S>>;
  /** null where the service answers 404. */
  get(kind: RecordKind, id: Id<S>): Promise<AccountRecord<S> | null>;
  create(kind: RecordKind, values: Values, settings?: NewProject): Promise<AccountRecord<S>>;
  /** Harvest sends `values` alone; Forecast sends `record.raw` with `values` put in, so `record` must be fresh. Answers what the service answered. */
  update(record: AccountRecord<S>, values: Values): Promise<AccountRecord<S>>;
  /** Roles only: nothing else is ever deleted. */
  deleteRole(id: Id<S>): Promise<void>;
  /** Requests sent since the start, retries not counted. */
  requests(): number;
}

export interface Company<S extends Side> {
  readonly record: AccountRecord<S>;
  readonly name: string;
  readonly web: string;
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
