import type { Intent } from '../../src/model/store.ts';
import { kindOf } from './planned.ts';
import type { Arrival } from './wire.ts';

/**
 * P23 journal honesty: whenever a write reaches a service, an intent for it is on the disk for certain, so that even a machine
 * that loses its power now will look what became of it. In: what of the journal is durable.
 */
export function hasDurableIntent(journal: string, { side, method, path }: Arrival): boolean {
  const id = /^\/[a-z_]+\/(\d+)/.exec(path)?.[1];
  for (const { change } of openIntents(journal)) {
    if (change.account !== side || change.kind !== kindOf(path)) continue;
    if (method === 'POST' ? change.action === 'create' : method === 'DELETE' ? change.action === 'delete' : true) {
      // A record that the same run created has no id in its address yet.
      const named = /^[a-z]+:(\d+|-)\/(\d+|-)$/.exec(change.address)?.[side === 'harvest' ? 1 : 2];
      if (method === 'POST' || named === undefined || named === '-' || named === id) return true;
    }
  }
  return false;
}

function openIntents(journal: string): readonly Intent[] {
  const open = new Map<string, Intent>();
  for (const line of journal.split('\n').slice(1, -1)) {
    const { entry } = JSON.parse(line) as {
      readonly entry: { intent?: Intent; outcome?: { readonly intent: string } };
    };
    if (entry.intent) open.set(entry.intent.id, entry.intent);
    if (entry.outcome) open.delete(entry.outcome.intent);
  }
  return [...open.values()];
}
