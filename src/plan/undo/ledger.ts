import type { Address } from '../../model/address.ts';
import type { FieldName } from '../../model/field.ts';
import type { Baseline, Last } from '../../model/last.ts';
import type { Advance, Ledger } from '../../model/ledger.ts';
import type { Change, Plan, Undo } from '../../model/plan.ts';
import { storedAfter } from '../memory/stored-forms.ts';

/**
 * A ledger that remembers the baselines from before the apply, and not what agrees now. Otherwise, a value that is
 * undone on one side would look like an edit there. Each step restores its fields. Once all steps of an address are
 * done, its whole old baseline is back. Addresses without steps follow at the end.
 */
export function createUndoLedger(ledger: Ledger, last: Last | null, plan: Plan & { readonly undo: Undo }): Ledger {
  const done = new Set<string>();

  function restored(address: Address, also: Change | null): Baseline | null {
    const steps = plan.changes.filter((change) => change.address === address);
    const taken = steps.filter((change) => change === also || done.has(change.id));
    const before = plan.undo.baseline[address] ?? null;
    if (taken.length === steps.length) return before;
    const mixed: { [F in FieldName]?: Baseline[F] } = { ...last?.baseline[address] };
    for (const { field } of taken.flatMap(({ fields }) => fields)) {
      if (before?.[field] === undefined) delete mixed[field];
      else mixed[field] = before[field];
    }
    return mixed;
  }

  function advance(change: Change): Advance {
    return { address: change.address, baseline: restored(change.address, change) };
  }

  /** A value that is put back is no longer stored in a different form. */
  function storedBack({ address, account, fields }: Change): Pick<Advance, 'stored'> {
    const known = last?.stored?.[address];
    if (!known) return {};
    const answers = fields.map(({ field, before, after }) => ({ field, before, asked: after, got: after }));
    return { stored: storedAfter(known, account, answers) };
  }

  return {
    current: ledger.current,
    records: ledger.records,
    knows: ledger.knows,
    learn: ledger.learn,
    intended: (change) => ({ ...advance(change), ...storedBack(change) }),
    wrote: ledger.wrote,
    put(record, change) {
      const plain = ledger.put(record, change);
      if (!change) return plain;
      done.add(change.id);
      return { ...plain, ...advance(change) };
    },
    remove(change) {
      ledger.remove(change);
      done.add(change.id);
      return advance(change);
    },
    memory() {
      const { cascade, ...memory } = ledger.memory();
      const baseline = { ...memory.baseline };
      const isWhole = plan.changes.every(({ id }) => done.has(id));
      const touched = plan.changes.filter(({ id }) => done.has(id)).map(({ address }) => address);
      for (const address of isWhole ? (Object.keys(plan.undo.baseline) as Address[]) : touched) {
        const value = restored(address, null);
        if (value === null) delete baseline[address];
        else baseline[address] = value;
      }
      // People whom the old default has moved back get their old baselines too, so no one is left to correct.
      return { ...memory, baseline, ...(cascade && !isWhole && { cascade }) };
    },
  };
}
