import { parseAddress, type Address } from '../model/address.ts';
import type { Baseline, Last } from '../model/last.ts';

/**
 * The state with everything that it remembers about one pair moved to another address. References from other pairs are
 * updated too.
 */
export function renamed(last: Last, from: Address, to: Address): Omit<Last, 'lineage' | 'serial'> {
  const { lineage: _lineage, serial: _serial, ...known } = last;
  const { cascade, written, stored, pointed, released, updated } = known;
  const key = (address: Address): Address => (address === from ? to : address);
  const table = <T>(all: { readonly [address: Address]: T }): { readonly [address: Address]: T } =>
    Object.fromEntries((Object.entries(all) as [Address, T][]).map(([address, value]) => [key(address), value]));
  const baseline = Object.entries(table(last.baseline)).map(([address, known]) => [
    address,
    referring(known, from, to),
  ]);
  return {
    ...known,
    baseline: Object.fromEntries(baseline) as Last['baseline'],
    waiting: table(last.waiting),
    brought: last.brought.map(key),
    temporary: last.temporary.map((entry) => ({ ...entry, address: key(entry.address) })),
    ...(pointed && { pointed: pointed.map(key) }),
    ...(cascade && { cascade: { ...cascade, people: table(cascade.people) } }),
    ...(written && { written: table(written) }),
    ...(stored && { stored: table(stored) }),
    ...(released && { released: released.map(key) }),
    ...(updated && { updated: table(updated) }),
  };
}

/** Updates references in a baseline. A project names the pair of its client, and a person the pairs of its roles. */
function referring(known: Baseline, from: Address, to: Address): Baseline {
  const kind = parseAddress(from)?.kind;
  const pair = (text: string): string => (text === idsOf(from) ? idsOf(to) : text);
  if (kind === 'client' && typeof known.client === 'string') return { ...known, client: pair(known.client) };
  if (kind === 'role' && Array.isArray(known.roles))
    return { ...known, roles: (known.roles as readonly string[]).map(pair).sort() };
  return known;
}

function idsOf(address: Address): string {
  return address.slice(address.indexOf(':') + 1);
}
