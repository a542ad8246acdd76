import { parseAddress, type Address } from '../../model/address.ts';
import type { Have } from '../../model/have.ts';
import type { Last, Updated } from '../../model/last.ts';
import { SIDES } from '../../model/side.ts';
import { recordOf } from '../join/pair.ts';

/** When both ends of a pair were last changed, as their services tell it now. */
export function updatedOf(have: Have, address: Address): Updated {
  const parts = parseAddress(address);
  if (!parts) return {};
  const updated: { -readonly [S in keyof Updated]: Updated[S] } = {};
  for (const side of SIDES) {
    const record = recordOf(have, side, parts.kind, parts[side] ?? 0);
    if (record?.updatedAt !== undefined) updated[side] = new Date(record.updatedAt).toISOString();
  }
  return updated;
}

/**
 * For the state: the versions that each baseline comes from. They change with the baseline, or if hfsync wrote, so that an edit of
 * what does not sync leaves the state as it is.
 */
export function allUpdated(
  have: Have,
  baseline: Last['baseline'],
  { last, isWritten }: { readonly last: Last | null; readonly isWritten: (address: Address) => boolean },
): Pick<Last, 'updated'> {
  const updated: Record<Address, Updated> = {};
  for (const address of Object.keys(baseline) as Address[]) {
    const known = last?.updated?.[address];
    const isSame = JSON.stringify(last?.baseline[address]) === JSON.stringify(baseline[address]);
    const shown = updatedOf(have, address);
    const now = isSame && !isWritten(address) ? { ...shown, ...known } : { ...known, ...shown };
    if (Object.keys(now).length > 0) updated[address] = now;
  }
  return Object.keys(updated).length > 0 ? { updated } : {};
}
