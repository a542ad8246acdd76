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
 * The changes that a selection leaves. `--only` pulls in what its changes wait for; what waits for an excluded change goes with
 * it. (A role's deletion waits for people out of order alone, not out of need.)
 */
export function selectChanges(selection: Selection, changes: readonly Change[]): Change[] {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const kept = new Set<Change>();
  const keep = (change: Change): void => {
    if (kept.has(change)) return;
    kept.add(change);
    for (const id of needs(change)) keep(byId.get(id) as Change);
  };
  for (const change of changes) if (isSelected(selection, change.address)) keep(change);
  for (const change of changes) if (selection.except.includes(change.address)) kept.delete(change);
  for (let size = -1; size !== kept.size;) {
    size = kept.size;
    for (const change of kept) if (needs(change).some((id) => !kept.has(byId.get(id) as Change))) kept.delete(change);
  }
  const left = changes.filter((change) => kept.has(change));
  const ids = new Set(left.map((change) => change.id));
  return left.map((change) => ({ ...change, after: change.after.filter((id) => ids.has(id)) }));
}

function needs(change: Change): readonly string[] {
  return change.action === 'delete' ? [] : change.after;
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
