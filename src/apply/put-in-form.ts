import type { PutForm, RawRecord } from '../model/account.ts';
import type { Capability } from '../model/capability.ts';
import { RequestFailure } from '../model/failure.ts';
import { knownFields, type Values } from '../model/field.ts';
import type { Id } from '../model/id.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { unchangedKey } from '../forecast/client.ts';
import { lostValues, writtenKeys } from '../forecast/encode.ts';
import { formsOf } from '../rules/put-forms.ts';
import type { Run } from './one-run.ts';
import { lostFormError } from './errors.ts';
import { isStoredAs } from './precheck.ts';
import type { Attempt } from './attempt.ts';
import type { WriteCheck } from './write-check.ts';

/**
 * Puts a change into a Forecast record. Nobody outside knows which form of it Forecast takes (`PutForm`), so where one fails the next is
 * tried, and what that shows is remembered.
 *
 * | a form                                                   | then |
 * | -------------------------------------------------------- | ---- |
 * | is taken: the values are there, all else is as it was    | done; the forms that failed before it are known not to work |
 * | is refused, and not for a value that changes             | the next; if all are refused, the first refusal counts |
 * | is taken, and nothing was stored                         | the next; if it goes on so, this answer counts |
 * | is taken, and lost what a person had entered             | the next, which gives it back; if none does, `attempt.lost` tells |
 */
export async function putInForm(run: Run, attempt: Attempt, id: Id, check: WriteCheck): Promise<AccountRecord> {
  const kind = attempt.change.kind as RecordKind;
  const failed: PutForm[] = [];
  let refusal: RequestFailure | null = null;
  let answer: AccountRecord | null = null;
  for (const form of formsOf((capability) => run.ledger.knows(capability), kind)) {
    const tried = await tryForm(run, attempt, { kind, id, form }, check);
    if (tried.is === 'stored') {
      for (const each of failed) run.ledger.learn(capabilityOf(each, kind), 'no');
      if (tried.proves) run.ledger.learn(capabilityOf(form, kind), 'yes');
      attempt.lost = null;
      return tried.record;
    }
    failed.push(form);
    if (tried.is === 'refused') refusal ??= tried.refusal;
    else answer = tried.record;
    if (tried.is === 'lost') run.ledger.learn(capabilityOf(form, kind), 'no');
  }
  if (answer) return answer;
  throw refusal ?? lostFormError(attempt.change);
}

type Tried =
  | { readonly is: 'stored'; readonly record: AccountRecord; readonly proves: boolean }
  | { readonly is: 'ignored' | 'lost'; readonly record: AccountRecord }
  | { readonly is: 'refused'; readonly refusal: RequestFailure };

interface Target {
  readonly kind: RecordKind;
  readonly id: Id;
  readonly form: PutForm;
}

async function tryForm(run: Run, attempt: Attempt, { kind, id, form }: Target, check: WriteCheck): Promise<Tried> {
  const { wanted } = attempt;
  const isKnown = run.ledger.knows(capabilityOf(form, kind)) === 'yes';
  try {
    const record = await send(run, attempt, { kind, id, form }, check);
    const before = attempt.fresh?.raw ?? {};
    const lost = lostValues(kind, wanted, before, record.raw ?? {});
    if (Object.keys(lost).length > 0) {
      attempt.lost = lost;
      return { is: 'lost', record };
    }
    const stored = knownFields(wanted).filter((field) => isStoredAs(field, record.values[field], wanted[field]));
    if (stored.length === 0 && !isKnown) return { is: 'ignored', record };
    return { is: 'stored', record, proves: stored.length > 0 };
  } catch (error) {
    if (!(error instanceof RequestFailure) || !isAboutForm(error, { kind, wanted, isKnown }, attempt.fresh?.raw))
      throw error;
    return { is: 'refused', refusal: error };
  }
}

/** What an earlier form has lost is given back at once: the check before a write would take the loss for an edit. */
async function send(run: Run, attempt: Attempt, { kind, id, form }: Target, check: WriteCheck): Promise<AccountRecord> {
  const { fresh, lost, wanted } = attempt;
  const account = run.accounts.forecast;
  if (!lost || !fresh?.raw) return account.update({ kind, id }, wanted, check, { form });
  await run.store.confirm();
  // A list may show less of a record than a GET, so a record that was listed is never put back.
  const wasListed = run.volleys.of(attempt.change) !== null;
  const raw = (wasListed && (await account.get(kind, id))?.raw) || fresh.raw;
  return account.update({ kind, id, raw }, wanted, undefined, { form, restored: lost });
}

/** Whether another form may be taken where this one was refused: the same values would be refused in each. */
function isAboutForm(
  { failure, status, message }: RequestFailure,
  { kind, wanted, isKnown }: { readonly kind: RecordKind; readonly wanted: Values; readonly isKnown: boolean },
  raw: RawRecord | undefined,
): boolean {
  if (failure !== 'refused' || (status !== 400 && status !== 422)) return false;
  const keys = writtenKeys(kind, wanted);
  if (unchangedKey(message, raw, keys) !== undefined) return true;
  const said = message.slice(message.indexOf(': ') + 2).toLowerCase();
  return (
    !isKnown && !keys.some((key) => said.includes(key.replace(/_id$/, '').replaceAll('_', ' ')) || said.includes(key))
  );
}

function capabilityOf(form: PutForm, kind: RecordKind): Capability {
  return `${form}-put.${kind}`;
}
