import { parseAddress, type Address } from '../../model/address.ts';
import type { Kind } from '../../model/kind.ts';
import { recordName } from '../../model/record.ts';
import { SIDES } from '../../model/side.ts';
import type { Link } from '../../model/want.ts';
import { openAddress } from '../join/creates.ts';
import type { Joined } from '../join/joined.ts';
import { addressOf, recordOf } from '../join/pair.ts';

/** What selectors can match. */
export interface Described {
  readonly kind: Kind;
  readonly harvest: number | null;
  readonly forecast: number | null;
  /** The names in the file and the accounts. */
  readonly names: readonly string[];
  /** Where the file has the entry for this very record, or the entry that brings it along. Null if there is none. */
  readonly at: Link['at'] | null;
}

export type Describe = (address: Address) => Described | null;

/**
 * Describes anything that has an address in this run: a pair, a declared create that is waiting, or a single record.
 */
export function describer(joined: Joined): Describe {
  let links: ReadonlyMap<Address, Link> | null = null;
  return (address) => {
    const parts = parseAddress(address);
    if (!parts) return null;
    links ??= linksByAddress(joined);
    const { kind } = parts;
    const link = links.get(address) ?? null;
    const names = SIDES.flatMap((side) => {
      const id = parts[side];
      const record = id === null || kind === 'company' ? undefined : recordOf(joined.have, side, kind, id);
      return record ? [recordName(record)] : [];
    });
    return { ...parts, names: [...names, ...(link?.label ? [link.label] : [])], at: link?.at ?? null };
  };
}

function linksByAddress({ pairs, blocked }: Joined): ReadonlyMap<Address, Link> {
  const links = new Map<Address, Link>();
  for (const pair of pairs.all) if (pair.link) links.set(addressOf(pair), pair.link);
  for (const { link } of blocked) links.set(openAddress(link), link);
  return links;
}
