import { UserError } from '../model/error.ts';
import type { RawRecord } from '../model/account.ts';
import type { RequestFailure } from '../model/failure.ts';
import type { FieldValue, Values } from '../model/field.ts';
import type { Change } from '../model/plan.ts';
import { sideName } from '../model/side.ts';
import type { Difference } from './precheck.ts';

export const STALE = 'apply.stale';
export const NOT_LINKED = 'apply.not-linked';

export function staleError(change: Change, differences: readonly Difference[]): UserError {
  const what = differences.map(
    (item) => `${item.field} is ${describeValue(item.found)} now, not ${describeValue(item.expected)}`,
  );
  return new UserError(
    STALE,
    `${describeChange(change)} was changed by someone else since it was read: ${what.join('; ')}. Nothing was written to it.`,
    { hint: 'Plan again: the next plan takes that edit into account.' },
  );
}

export function vanishedError(change: Change): UserError {
  return new UserError(STALE, `${describeChange(change)} was deleted after it was read. Nothing was written to it.`, {
    hint: 'Plan again.',
  });
}

export function madeMeanwhileError(change: Change, ids: readonly number[]): UserError {
  return new UserError(
    STALE,
    `${describeChange(change)} was created by someone else in the meantime: ${ids.join(', ')}. No second one was created.`,
    { hint: 'Plan again: the next plan links what is there.' },
  );
}

export function vanishedMeanwhileError(change: Change): UserError {
  return new UserError(
    'apply.gone',
    `${describeChange(change)} got no clear answer, and the record no longer exists.`,
    {
      hint: 'Plan again.',
    },
  );
}

export function notStoredError(change: Change, differences: readonly Difference[]): UserError {
  const what = differences.map(
    (item) => `${item.field}: asked for ${describeValue(item.expected)}, got ${describeValue(item.found)}`,
  );
  return new UserError(
    'apply.not-stored',
    `${describeChange(change)} accepted the request but not every value: ${what.join('; ')}.`,
    {
      hint: `${sideName(change.account)} stores that value differently, or does not let this token write it.`,
    },
  );
}

/** Forecast stored what was asked, and changed what was not; no form of the request gave it back. */
export function lostError(change: Change, lost: RawRecord): UserError {
  const what = Object.entries(lost).map(([key, value]) => `${key} was ${JSON.stringify(value)}`);
  return new UserError(
    'apply.lost',
    `${describeChange(change)} was stored, but Forecast changed more than hfsync asked for: ${what.join('; ')}.`,
    {
      hint: 'Enter that again in Forecast before the next apply. hfsync does not write records of this kind that way again.',
    },
  );
}

/** Another change of this run has shown that Forecast takes none. */
export function lostFormError(change: Change): UserError {
  return new UserError(
    'apply.not-stored',
    `${describeChange(change)} was not sent: Forecast takes no write of this kind that leaves the rest as it is.`,
    { hint: 'Plan again to see what can be done.' },
  );
}

/** Forecast took the request and dropped the pointer: what is there is not linked, and must not be created again. */
export function notLinkedError(change: Change, id: number): UserError {
  const isCreate = change.action === 'create';
  const what = isCreate ? `created, not linked. It is ${id}, but` : 'not linked:';
  const known = isCreate ? ' hfsync remembers the pair and does not create it again.' : '';
  const hint =
    change.kind === 'role'
      ? 'Nothing is to be done: hfsync pairs roles by their names.'
      : `Tick it in Forecast under Manage > Import from Harvest.${known}`;
  return new UserError(
    NOT_LINKED,
    `${describeChange(change)}: ${what} Forecast did not keep the pointer to Harvest that hfsync sent.`,
    { hint },
  );
}

/** After an unclear answer the record shows neither what it had nor what was asked for. */
export function conflictError(change: Change, wanted: Values, differences: readonly Difference[]): UserError {
  const what = differences.map((item) => {
    const asked = item.field in wanted ? `asked for ${describeValue(wanted[item.field])}, ` : '';
    return `${item.field}: ${asked}was ${describeValue(item.expected)}, is ${describeValue(item.found)}`;
  });
  return new UserError(
    'apply.conflict',
    `${describeChange(change)} got no clear answer, and someone else changed it in the meantime: ${what.join('; ')}.`,
    { hint: 'Plan again: the next plan compares both values.' },
  );
}

/** A change that may or may not have been applied. `unclear`: what its request got instead of a clear answer. */
interface Unclear {
  readonly change: Change;
  readonly unclear: RequestFailure | null;
}

/** `why`: why reading cannot tell either. What the request itself got instead of a clear answer is told before that. */
export function unclearError({ change, unclear }: Unclear, why: string, cause: unknown): UserError {
  const got = unclear ? [sentence(unclear.message), 'After that:'] : [];
  return new UserError(
    'apply.unsettled',
    [
      `${describeChange(change)}: it is not clear yet whether the request was applied.`,
      ...got,
      sentence(why),
      'The journal has a record of it.',
    ].join(' '),
    { hint: ['Run apply again: it checks this record first.', unclear?.hint ?? []].flat().join(' '), cause },
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export function severalError(change: Change, ids: readonly number[]): UserError {
  return new UserError(
    'apply.several',
    `${describeChange(change)} got no clear answer, and there are several new records like it: ${ids.join(', ')}.`,
    { hint: 'Check them, delete the extra ones by hand, link the right one, and plan again.' },
  );
}

function describeChange(change: Change): string {
  return `${sideName(change.account)} ${change.kind} ${JSON.stringify(change.named?.[change.account] ?? change.label)} (${change.address})`;
}

function describeValue(value: FieldValue | undefined): string {
  return value === undefined ? 'not visible' : JSON.stringify(value);
}
