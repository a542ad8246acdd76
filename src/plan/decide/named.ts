import type { Named } from '../../model/titled.ts';
import { parseAddress, type Address } from '../../model/address.ts';
import type { Have } from '../../model/have.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import type { Side } from '../../model/side.ts';
import { nameOfClient } from '../compare/client-key.ts';
import { recordOf } from '../join/pair.ts';

/** An item with the names that its records have in the accounts now. */
export function withNames<T extends { readonly address: Address }>(
  have: Have,
  item: T,
): T & { readonly named?: Named } {
  const named = namedOf(have, item.address);
  return named ? { ...item, named } : item;
}

export function namedOf(have: Have, address: Address): Named | null {
  const parts = parseAddress(address);
  if (!parts || parts.kind === 'company') return null;
  const { kind } = parts;
  const recordAt = (side: Side): AccountRecord | undefined =>
    parts[side] === null ? undefined : recordOf(have, side, kind, parts[side]);
  const [harvest, forecast] = [recordAt('harvest'), recordAt('forecast')];
  const record = harvest ?? forecast;
  if (!record) return null;
  return {
    harvest: harvest ? recordName(harvest) : null,
    forecast: forecast ? recordName(forecast) : null,
    ...(kind === 'project' && { client: nameOfClient(have, record.side, record.values.client) || null }),
    ...(kind === 'person' && { email: harvest?.values.email ?? forecast?.values.email ?? null }),
  };
}
