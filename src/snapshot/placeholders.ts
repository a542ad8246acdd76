import type { ForecastAccount } from '../model/account.ts';
import type { Have } from '../model/have.ts';
import { forecastId } from '../model/id.ts';
import type { Last } from '../model/last.ts';
import { baselinesOf } from '../model/pair-ids.ts';

/**
 * Reads Forecast's placeholders. A plan needs their names only if it deletes a role that they have. It deletes a role
 * only if the state knows it and Harvest no longer has it, so in all other cases nothing is read.
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
