import { parseAddress, type Address, type AddressParts } from '../../model/address.ts';
import type { RecordKind } from '../../model/kind.ts';
import type { Last } from '../../model/last.ts';
import { SIDES, type Side } from '../../model/side.ts';
import type { Joined } from './joined.ts';
import { addressOf, recordOf } from './pair.ts';

/*
 * What is remembered of a pair stays until both of its ends are gone for good, or a person removes it (`hfsync state rm`).
 *
 * | the pair, in this run                                    | what is remembered of it |
 * | -------------------------------------------------------- | ------------------------ |
 * | is compared                                              | follows what is found    |
 * | is not in the file, ignored, switched off, or mistyped   | stays                    |
 * | has one end that is gone                                 | stays                    |
 * | has no end left, and the file still names it             | stays, since the plan reports it as gone |
 * | has no end left                                          | is forgotten             |
 *
 * So an id can be in several pairs of the state, of which the file, or Forecast's pointer, names one (`model/pair-ids.ts`).
 */

/** The entries of a table of the state that this run has no reason to forget. */
export function keptOf<T>(joined: Joined, table: { readonly [address: Address]: T } | undefined): Map<Address, T> {
  const entries = Object.entries(table ?? {}) as [Address, T][];
  return new Map(entries.filter(([address]) => !isForgotten(joined, address)));
}

/** Both records are gone. A role is then forgotten; any other declared pair is still reported. */
export function isForgotten(joined: Joined, address: Address, parts = parseAddress(address)): boolean {
  if (!parts || parts.kind === 'company') return false;
  const { kind } = parts;
  if (SIDES.some((side) => !isGone(joined, side, kind, parts[side]))) return false;
  return kind === 'role' || !isPair(joined, address, parts);
}

/** Missing from a list that was read. A list that is switched off says nothing. */
function isGone({ have, want }: Joined, side: Side, kind: RecordKind, id: number | null): boolean {
  if (kind === 'role' && want.roles === 'off') return false;
  return id === null || recordOf(have, side, kind, id) === undefined;
}

/** Whether the address is that of a pair of this run. */
function isPair({ pairs }: Joined, address: Address, parts: AddressParts): boolean {
  return SIDES.some((side) => {
    const id = parts[side];
    const pair = id === null ? undefined : pairs.at(side, parts.kind, id);
    return pair !== undefined && addressOf(pair) === address;
  });
}

/**
 * An end is gone and nothing mentions the pair any more: it is not in the file, or its other record is already in another pair. Such
 * an end needs no confirmation.
 */
export function isReleased(joined: Joined, address: Address, parts = parseAddress(address)): boolean {
  if (!parts || parts.kind === 'company') return false;
  const { kind } = parts;
  const isHarvestGone = isGone(joined, 'harvest', kind, parts.harvest);
  if (isHarvestGone === isGone(joined, 'forecast', kind, parts.forecast)) return false;
  const survivor = isHarvestGone ? 'forecast' : 'harvest';
  const pair = joined.pairs.at(survivor, kind, parts[survivor] ?? 0);
  return !pair || (addressOf(pair) !== address && joined.last?.baseline[addressOf(pair)] !== undefined);
}

/** For the state: a `create` in the file means a new record if the pair was released before. Roles are created without an entry. */
export function releasedAddresses(joined: Joined, baselines: Last['baseline']): readonly Address[] {
  const addresses = Object.keys(baselines) as Address[];
  return addresses.filter((address) => parseAddress(address)?.kind !== 'role' && isReleased(joined, address)).sort();
}
