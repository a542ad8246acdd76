import type { Address } from '../model/address.ts';
import type { Last } from '../model/last.ts';

/** The state without everything about one pair, as if hfsync had never seen it. */
export function forget(last: Last, address: Address): Omit<Last, 'lineage' | 'serial'> {
  const { lineage: _lineage, serial: _serial, ...known } = last;
  const { cascade, written, stored, pointed, released, updated } = known;
  return {
    ...known,
    baseline: without(last.baseline, address),
    waiting: without(last.waiting, address),
    brought: last.brought.filter((other) => other !== address),
    temporary: last.temporary.filter((entry) => entry.address !== address),
    ...(pointed && { pointed: pointed.filter((other) => other !== address) }),
    ...(cascade && { cascade: { ...cascade, people: without(cascade.people, address) } }),
    ...(written && { written: without(written, address) }),
    ...(stored && { stored: without(stored, address) }),
    ...(released && { released: released.filter((other) => other !== address) }),
    ...(updated && { updated: without(updated, address) }),
  };
}

function without<T>(table: { readonly [address: Address]: T }, address: Address): { readonly [address: Address]: T } {
  return Object.fromEntries(Object.entries(table).filter(([key]) => key !== address));
}
