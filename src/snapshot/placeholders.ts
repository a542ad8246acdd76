import type { ForecastAccount } from '../model/account.ts';
import type { Have } from '../model/have.ts';
import { forecastId } from '../model/id.ts';
import type { Last } from '../model/last.ts';
import { baselinesOf } from '../model/pair-ids.ts';

/**
 * Names of Forecast's placeholders. A plan tells them where it deletes a role that they have, which it does only for a role that the
 * state knows and that is gone from Harvest: so nothing else asks for them.
 */
export async function withPlaceholders(account: ForecastAccount, have: Have, last: Last | null): Promise<Have> {
  if (!mayTakeFromPlaceholders(have, last)) return have;
  const before = account.requests();
  const placeholders = await account.placeholders();
  const requests = have.forecast.requests + account.requests() - before;
  return { ...have, placeholders, forecast: { ...have.forecast, requests } };
}

function mayTakeFromPlaceholders({ harvest, forecast }: Have, last: Last | null): boolean {
  return baselinesOf(last).some((parts) => {
    if (parts.kind !== 'role' || parts.harvest === null || harvest.records.role.has(parts.harvest)) return false;
    const role = forecast.records.role.get(parts.forecast ?? forecastId(0));
    return (role?.members?.placeholders.length ?? 0) > 0;
  });
}
