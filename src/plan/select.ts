import type { Address } from '../model/address.ts';
import { parseAddress } from '../model/address.ts';
import { UserError } from '../model/error.ts';
import type { Change } from '../model/plan.ts';

/** `--only` and `--except`: addresses; empty lists select everything. */
export interface Selection {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/**
 * The changes that a selection leaves. `--only` pulls in what its changes wait for, and what it pulls in comes whole: all that is
 * planned for that record, on both sides. What waits for an excluded change goes with it, and so does the rest of that record on
 * its side: services force several requests on hfsync, but they are one change to a person, and a temporary name is never the last
 * one. (A role's deletion waits for people out of order alone, not out of need.)
 */
export function selectChanges(selection: Selection, changes: readonly Change[]): Change[] {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const records = byAddress(changes);
  const wholeRecord = ({ address }: Change): readonly Change[] => records.get(address) ?? [];
  const kept = new Set<Change>();
  const keep = (change: Change): void => {
    if (kept.has(change)) return;
    kept.add(change);
    for (const id of needs(change)) wholeRecord(byId.get(id) as Change).forEach(keep);
  };
  for (const change of changes) if (isSelected(selection, change.address)) keep(change);
  for (const change of changes) if (selection.except.includes(change.address)) kept.delete(change);
  const lacks = (change: Change): boolean =>
    needs(change).some((id) => !kept.has(byId.get(id) as Change)) ||
    wholeRecord(change).some((other) => other.account === change.account && !kept.has(other));
  for (let size = -1; size !== kept.size;) {
    size = kept.size;
    for (const change of kept) if (lacks(change)) kept.delete(change);
  }
  const left = changes.filter((change) => kept.has(change));
  const ids = new Set(left.map((change) => change.id));
  return left.map((change) => ({ ...change, after: change.after.filter((id) => ids.has(id)) }));
}

function byAddress(changes: readonly Change[]): ReadonlyMap<Address, readonly Change[]> {
  const records = new Map<Address, Change[]>();
  for (const change of changes) {
    const record = records.get(change.address);
    if (record) record.push(change);
    else records.set(change.address, [change]);
  }
  return records;
}

function needs(change: Change): readonly string[] {
  return change.action === 'delete' ? [] : change.after;
}

export function isEverything({ only, except }: Selection): boolean {
  return only.length + except.length === 0;
}

export function isSelected({ only, except }: Selection, address: Address): boolean {
  return (only.length === 0 || only.includes(address)) && !except.includes(address);
}

/** A selection that names nothing is a mistake, not an empty plan. */
export function checkSelection(selection: Selection, known: ReadonlySet<string>): void {
  for (const [flag, addresses] of Object.entries(selection)) {
    for (const address of addresses as readonly string[]) {
      if (known.has(address)) continue;
      const hint = parseAddress(address)
        ? 'No link and no record of the plan has this address. `hfsync plan` shows addresses.'
        : 'An address is like project:14308069/2001 (Harvest id, Forecast id; - where none is known), or company.';
      throw new UserError('input.address', `--${flag}: ${JSON.stringify(address)} is not known here.`, { hint });
    }
  }
}
