import type { ForecastId, HarvestId, Id } from './id.ts';
import type { RecordKind } from './kind.ts';
import type { AccountRecord } from './record.ts';
import type { Side } from './side.ts';

/** *have*: both accounts, read whole. Every list is complete, or reading failed with an error. */
export interface Have {
  readonly harvest: AccountHave<'harvest'>;
  readonly forecast: AccountHave<'forecast'>;
  /** Null with `budgets: off`. */
  readonly budgets: Budgets | null;
  /** Names of Forecast placeholders. Read only if a role that one of them has may be deleted. */
  readonly placeholders: ReadonlyMap<ForecastId, string>;
}

export interface AccountHave<S extends Side> {
  readonly id: number;
  readonly name: string;
  /** Where a person opens this account in a browser, without a trailing slash. */
  readonly web: string;
  readonly company: AccountRecord<S>;
  readonly records: { readonly [K in RecordKind]: ReadonlyMap<Id<S>, AccountRecord<S>> };
  /** Forecast: the subdomain of the Harvest account that it says it is connected to. */
  readonly connectedTo?: string;
  /** Requests that this reading took, retries not counted. */
  readonly requests: number;
  /** The service's own clock when it answered the first of the lists, in ms since 1970. Null if it does not say. */
  readonly servedAt: number | null;
  /** That clock and ours are more than a minute apart. */
  readonly isClockApart?: boolean;
}

export interface Budgets {
  /** Rows of Harvest's project-budget report by Harvest project id. */
  readonly harvest: ReadonlyMap<HarvestId, BudgetRow>;
  /** Forecast's own figure in hours, by Forecast project id. Null if it shows none. */
  readonly forecast: ReadonlyMap<ForecastId, number | null>;
}

export interface BudgetRow {
  /** `budget_by` of the report: project, task, person, project_cost, task_fees, none. Null if it is missing. */
  readonly by: string | null;
  /** Null if it is missing. */
  readonly monthly: boolean | null;
  /** Hours, or money for fee budgets. Null if the token may not see it. */
  readonly remaining: number | null;
}

/** A record missing from a complete list, for which a GET returned 404. */
export interface Absence {
  readonly side: Side;
  readonly kind: RecordKind;
  readonly id: number;
}
