import { parseAddress } from '../../model/address.ts';
import type { Have } from '../../model/have.ts';
import type { Last } from '../../model/last.ts';
import type { GuardFinding } from '../../rules/guards.ts';
import type { Joined } from './joined.ts';
import { addressOf, recordOf } from './pair.ts';

/**
 * `pairing`: whether the two accounts still are the pair that they were. In: what Forecast says of Harvest, and what the state
 * remembers of it. Out: the findings.
 *
 * | seen                                                              | finding  |
 * | ----------------------------------------------------------------- | -------- |
 * | Forecast is connected to a Harvest account with another subdomain | account  |
 * | two or more records named their Harvest record, and none does now | pointers |
 */
export function otherPairing({ have, last }: Joined): GuardFinding[] {
  const other = otherAccount(have);
  const lost = lostPointers(have, last);
  return [
    ...(other ? [{ guard: 'pairing' as const, limit: 0, value: 1, details: other }] : []),
    ...(lost > 0 ? [{ guard: 'pairing' as const, limit: 0, value: lost }] : []),
  ];
}

function otherAccount({ harvest, forecast }: Have): { readonly named: string; readonly own: string } | null {
  const named = forecast.connectedTo;
  if (named === undefined || !URL.canParse(harvest.web)) return null;
  const own = new URL(harvest.web).hostname.split('.')[0] ?? '';
  return named.toLowerCase() === own ? null : { named, own };
}

/** Somebody may remove one pointer by hand, but not all of them. */
const POINTERS_AT_LEAST = 2;

function lostPointers(have: Have, last: Last | null): number {
  let lost = 0;
  for (const address of last?.pointed ?? []) {
    const parts = parseAddress(address);
    if (!parts || parts.kind === 'company') continue;
    const record = recordOf(have, 'forecast', parts.kind, parts.forecast ?? 0);
    if (!record) continue;
    // One that still points is enough, and nearly always the first.
    if (!isLost(record.values.pointer, parts.harvest)) return 0;
    lost++;
  }
  return lost >= POINTERS_AT_LEAST ? lost : 0;
}

/** A pointer that is unknown is unknown, and no loss. */
function isLost(pointer: number | null | undefined, harvest: number | null): boolean {
  return pointer !== undefined && pointer !== harvest;
}

/** For the state: whose pointer is right, so that a later plan sees when all of them vanish at once; also of pairs out of the file. */
export function pointedMemory(joined: Joined): Pick<Last, 'pointed'> {
  const known = joined.last?.pointed ?? [];
  const addresses = new Set([...known, ...[...joined.pairs.all].map(addressOf)]);
  const pointed = [...addresses].filter((address) => {
    const parts = parseAddress(address);
    if (!parts || parts.kind === 'company' || parts.harvest === null || parts.forecast === null) return false;
    if (parts.kind === 'role' && joined.want.roles === 'off') return known.includes(address);
    return recordOf(joined.have, 'forecast', parts.kind, parts.forecast)?.values.pointer === parts.harvest;
  });
  return pointed.length > 0 ? { pointed: pointed.sort() } : {};
}
