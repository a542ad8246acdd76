import type { Joined } from './joined.ts';
import type { SharedContext } from './shared.ts';
import { compareThreeWays } from './compare.ts';
import { COMPANY } from '../model/address.ts';
import { acceptsCapacity } from '../rules/refusals.ts';

/** What pairs are compared against. Forecast's null capacity stands for the default that both sides have after this plan. */
export function createContext(joined: Joined): SharedContext {
  return { ...joined, ...defaultAfter(joined), countsCreates: true };
}

/** In seconds. Where the two defaults will still differ after this plan, null means what it means in Forecast today. */
function defaultAfter({ have, want, last }: Joined): Pick<SharedContext, 'defaultCapacity' | 'defaultWaits'> {
  const harvest = have.harvest.company.values.capacity ?? undefined;
  const forecast = have.forecast.company.values.capacity ?? undefined;
  if (want.company === 'off') return { defaultCapacity: forecast, defaultWaits: false };
  const baseline = last?.baseline[COMPANY]?.capacity;
  const verdict = compareThreeWays(
    typeof baseline === 'number' ? baseline : undefined,
    harvest,
    forecast,
    (a, b) => a === b,
  );
  const winner = verdict === 'both' ? want.conflicts : verdict === 'first' ? want.firstSync : verdict;
  const refused = winner === 'forecast' && forecast !== undefined && !acceptsCapacity('harvest', forecast);
  return { defaultCapacity: winner === 'harvest' ? harvest : forecast, defaultWaits: winner === 'manual' || refused };
}
