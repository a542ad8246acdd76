import type { Joined } from '../join/joined.ts';
import { compareStored, compareThreeWays, type Verdict } from './three-way.ts';
import { knows } from '../../model/capability.ts';
import { COMPANY } from '../../model/address.ts';
import type { Last } from '../../model/last.ts';
import type { Kind } from '../../model/kind.ts';
import type { Action } from '../../model/plan.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { Reason } from '../../model/reason.ts';
import { otherSide, type Side } from '../../model/side.ts';
import { acceptsCapacity, writeRefusal } from '../../rules/refusals.ts';
import { isContested } from './contested.ts';

/** What the planner has to know about the plan so far: Forecast's null capacity means the default *after* this plan. */
export interface CompareContext extends Joined {
  /** In seconds. Undefined if the company's capacity is not known. */
  readonly defaultCapacity: number | undefined;
  /** The two defaults wait for a person, so the meaning of null is unknown. */
  readonly defaultWaits: boolean;
  /** Whether a record that is still to be created counts as there: while planning it does. */
  readonly countsCreates: boolean;
  /** hfsync is writing a new default. People may have it before the answer arrives. */
  readonly isCascading?: boolean;
}

/** What pairs are compared against. Forecast's null capacity stands for the default that both sides have after this plan. */
export function createContext(joined: Joined): CompareContext {
  return { ...joined, ...defaultAfter(joined), countsCreates: true };
}

/** In seconds. If the two defaults still differ after this plan, null means what it means in Forecast today. */
function defaultAfter(joined: Joined): Pick<CompareContext, 'defaultCapacity' | 'defaultWaits'> {
  const { have, want, last } = joined;
  const harvest = have.harvest.company.values.capacity ?? undefined;
  const forecast = have.forecast.company.values.capacity ?? undefined;
  if (want.company === 'off') return { defaultCapacity: forecast, defaultWaits: false };
  const verdict = verdictOnDefault(last, harvest, forecast);
  const winner = verdict === 'both' ? want.conflicts : verdict === 'first' ? want.firstSync : verdict;
  const refused =
    (winner === 'forecast' && forecast !== undefined && !acceptsCapacity('harvest', forecast)) ||
    (winner === 'harvest' && knows(last, 'company-default') === 'no') ||
    ((winner === 'harvest' || winner === 'forecast') && companyRefusal({ last }, otherSide(winner)) !== null);
  if (refused || winner === 'manual' || winner === 'stored' || waitsContested(joined, winner))
    return { defaultCapacity: forecast, defaultWaits: true };
  return { defaultCapacity: winner === 'harvest' ? harvest : forecast, defaultWaits: false };
}

function verdictOnDefault(last: Last | null, harvest: number | undefined, forecast: number | undefined): Verdict {
  const { capacity } = last?.baseline[COMPANY] ?? {};
  const forms = last?.stored?.[COMPANY]?.capacity;
  const same = (a: unknown, b: unknown): boolean => a === b;
  if (forms) return compareStored<string | number>(forms, harvest, forecast, same);
  return compareThreeWays(typeof capacity === 'number' ? capacity : undefined, harvest, forecast, same);
}

function waitsContested(joined: Joined, winner: Verdict): boolean {
  const { harvest, forecast } = joined.have;
  const company = joined.pairs.at('harvest', 'company', harvest.id);
  if (!company || (winner !== 'harvest' && winner !== 'forecast')) return false;
  const values = { harvest: harvest.company.values.capacity, forecast: forecast.company.values.capacity };
  const target = otherSide(winner);
  const planned = { field: 'capacity', before: values[target] ?? null, after: values[winner] ?? null } as const;
  return isContested(joined, company, target, planned);
}

/** Harvest's new default moves people, who may have to get their number back. */
export function companyRefusal({ last }: Pick<Joined, 'last'>, target: Side): Reason | null {
  return (
    refusalOf(last, 'update', target, 'company') ??
    (target === 'harvest' ? refusalOf(last, 'update', target, 'person') : null)
  );
}

/** A push is two writes: what it creates in Harvest, and the pointer to that in Forecast. */
export function permissionBlocker(
  { last }: Pick<Joined, 'last'>,
  { kind }: AccountRecord,
  target: Side,
): Reason | null {
  return (
    refusalOf(last, 'create', target, kind) ??
    (target === 'harvest' ? refusalOf(last, 'update', 'forecast', kind) : null)
  );
}

/** What the state remembers of answers that speak against a write. */
export function refusalOf(last: Last | null, action: Action, side: Side, kind: Kind): Reason | null {
  const refusal = writeRefusal((capability) => knows(last, capability), action, side, kind);
  return refusal && (refusal === 'permission' ? { code: 'not-allowed', side } : { code: 'put-refused' });
}
