import type { Values } from '../model/field.ts';
import type { Change } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Run } from './one-run.ts';
import { madeMeanwhileError } from './errors.ts';
import { findCreated } from './find.ts';
import { unstored } from './precheck.ts';

/**
 * Whether somebody else made the record since the accounts were read: a person, or the services' own integration.
 *
 * | new records like it since              | then |
 * | -------------------------------------- | ---- |
 * | none                                   | null: it is created |
 * | one, with every wanted value           | that one: done without a request |
 * | one that differs, or several           | refused as stale: the next plan links it, or lists them |
 *
 * The newcomers are at most 10 s old, because of the pre-write check.
 */
export function madeMeanwhile(run: Run, change: Change, wanted: Values): AccountRecord | null {
  const { account, kind } = change;
  if (kind === 'company') throw new Error('a company is never created');
  const isKnown = ({ id }: AccountRecord) => run.ledger.current(account, kind, id) !== undefined;
  const twins = findCreated(kind, wanted, run.refreshers[account].newcomers(kind), isKnown);
  const [twin] = twins;
  if (!twin) return null;
  if (twins.length === 1 && unstored(wanted, twin.values).length === 0) return twin;
  throw madeMeanwhileError(
    change,
    twins.map(({ id }) => id),
  );
}
