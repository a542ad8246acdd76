import type { Ledger } from '../../src/model/ledger.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import { createKnowledge } from '../../src/plan/memory/knowledge.ts';
import { isTemporary } from '../../src/model/temporary.ts';

/** Knows records, and that a pair agrees on whatever was put last. */
export function createFakeLedger(records: Iterable<AccountRecord>): Ledger & { readonly put: Ledger['put'] } {
  const knowledge = createKnowledge(null);
  const known = new Map<string, AccountRecord>();
  for (const record of records) known.set(`${record.side}:${record.kind}:${record.id}`, record);
  return {
    current: (side, kind, id) => known.get(`${side}:${kind}:${id}`),
    records: (side, kind) => [...known.values()].filter((record) => record.side === side && record.kind === kind),
    put(record, change) {
      known.set(`${record.side}:${record.kind}:${record.id}`, record);
      if (!change) return null;
      const { name } = record.values;
      const temporary = name !== undefined && isTemporary(name);
      return {
        address: change.address,
        baseline: name === undefined || temporary ? {} : { name },
        ...(temporary && { temporary: { side: record.side, name, was: 'before' } }),
      };
    },
    wrote: () => undefined,
    remove(change) {
      return { address: change.address, baseline: null };
    },
    knows: knowledge.knows,
    learn: knowledge.learn,
    memory: () => ({
      ...knowledge.memory(),
      accounts: { harvest: 11, forecast: 22 },
      baseline: {},
      waiting: {},
      brought: [],
      temporary: [],
    }),
  };
}
