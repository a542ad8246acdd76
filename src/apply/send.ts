import { RequestFailure } from '../model/failure.ts';
import type { Values } from '../model/field.ts';
import type { Change } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Intent } from '../model/store.ts';
import type { Run } from './context.ts';

/** One change on its way: its intent is durable. */
export interface Attempt {
  readonly change: Change;
  readonly intent: Intent;
  readonly wanted: Values;
  /** The record to write, as it is right now; null for a create. */
  readonly fresh: AccountRecord | null;
}

/** What one request came to; `record` is null after a delete. */
export type Sent =
  | { readonly kind: 'answered'; readonly record: AccountRecord | null }
  | { readonly kind: 'unclear'; readonly failure: RequestFailure };

/** Sends the change's one request, once. Throws the `RequestFailure` of a request that was certainly not applied. */
export async function sendOnce(run: Run, attempt: Attempt): Promise<Sent> {
  try {
    return { kind: 'answered', record: await send(run, attempt) };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    if (error.failure === 'gone' && attempt.change.action === 'delete') return { kind: 'answered', record: null };
    // Sent, and the answer does not tell what became of it (failure.ts): only reading can.
    if (error.failure === 'unknown' || error.failure === 'malformed') return { kind: 'unclear', failure: error };
    throw error;
  }
}

async function send(run: Run, { change, fresh, wanted }: Attempt): Promise<AccountRecord | null> {
  const account = run.accounts[change.account];
  if (change.action === 'create') {
    if (change.kind === 'company') throw new Error('a company is never created');
    return account.create(change.kind, wanted, change.settings);
  }
  if (!fresh) throw new Error(`${change.id} has no record to write`);
  if (change.action !== 'delete') return account.update(fresh, wanted);
  await account.deleteRole(fresh.id);
  return null;
}
