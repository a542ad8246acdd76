import { RequestFailure } from '../model/failure.ts';
import type { Values } from '../model/field.ts';
import type { Change } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Intent } from '../model/store.ts';
import type { Run } from './context.ts';
import type { WriteCheck } from './write-check.ts';
import { targetId } from './values.ts';

/** One change on its way. */
export interface Attempt {
  readonly change: Change;
  readonly wanted: Values;
  /** null until it is durable, which it is before anything is sent. */
  intent: Intent | null;
  /** The record to write, as it was last seen; null for a create. */
  fresh: AccountRecord | null;
  /** A request has left, whatever came of it. */
  isSent: boolean;
  /** What its last request got instead of a clear answer. */
  unclear: RequestFailure | null;
}

/** What one request came to; `record` is null after a delete. */
export type Sent = { readonly kind: 'answered'; readonly record: AccountRecord | null } | { readonly kind: 'unclear' };

/**
 * Sends the change's one request, if its check allows it: once, or again where it certainly was not applied. Throws the
 * `RequestFailure` of a request that was certainly not applied, and `NotSent`.
 */
export async function sendOnce(run: Run, attempt: Attempt, look: WriteCheck): Promise<Sent> {
  try {
    return { kind: 'answered', record: await send(run, attempt, look) };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    if (error.failure === 'gone' && attempt.change.action === 'delete') return { kind: 'answered', record: null };
    // Sent, and the answer does not say what became of it (failure.ts): only reading can.
    if (error.failure !== 'unknown' && error.failure !== 'malformed') throw error;
    attempt.unclear = error;
    return { kind: 'unclear' };
  }
}

async function send(run: Run, { change, wanted }: Attempt, look: WriteCheck): Promise<AccountRecord | null> {
  const account = run.accounts[change.account];
  if (change.action === 'create') {
    if (change.kind === 'company') throw new Error('a company is never created');
    return account.create(change.kind, wanted, change.settings, look);
  }
  const id = targetId(change, run.plan, run.created);
  if (id === null) throw new Error(`${change.id} has no record to write`);
  const isPartial = change.kind !== 'company' && run.ledger.knows(`partial-put.${change.kind}`) === 'yes';
  if (change.action !== 'delete') return account.update({ kind: change.kind, id }, wanted, look, { isPartial });
  await account.deleteRole(id, look);
  return null;
}
