import { RequestFailure } from '../model/failure.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Attempt } from './attempt.ts';
import type { Run } from './one-run.ts';
import { putInForm } from './put-in-form.ts';
import type { WriteCheck } from './write-check.ts';
import { targetId } from './values.ts';

/** What one request came to; `record` is null after a delete. */
export type Sent = { readonly kind: 'answered'; readonly record: AccountRecord | null } | { readonly kind: 'unclear' };

/**
 * Sends the change's one request, if its check allows it: once, or again where it certainly was not applied. Throws the
 * `RequestFailure` of a request that was certainly not applied, and `NotSent`.
 */
export async function sendOnce(run: Run, attempt: Attempt, check: WriteCheck): Promise<Sent> {
  try {
    return { kind: 'answered', record: await send(run, attempt, check) };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    if (error.failure === 'gone' && attempt.change.action === 'delete') return { kind: 'answered', record: null };
    // Sent, and the answer does not say what became of it (failure.ts): only reading can.
    if (error.failure !== 'unknown' && error.failure !== 'malformed') throw error;
    attempt.unclear = error;
    return { kind: 'unclear' };
  }
}

async function send(run: Run, attempt: Attempt, check: WriteCheck): Promise<AccountRecord | null> {
  const { change, wanted } = attempt;
  const account = run.accounts[change.account];
  if (change.action === 'create') {
    if (change.kind === 'company') throw new Error('a company is never created');
    return account.create(change.kind, wanted, change.settings, check);
  }
  const id = targetId(change, run.plan, run.created);
  if (id === null) throw new Error(`${change.id} has no record to write`);
  if (change.action === 'delete') {
    await account.deleteRole(id, check);
    return null;
  }
  if (change.account === 'forecast' && change.kind !== 'company') return putInForm(run, attempt, id, check);
  return account.update({ kind: change.kind, id }, wanted, check);
}
