import { formatAddress, parseAddress, type Address } from '../../model/address.ts';
import { FORMS, sameValue, spacedAlike, type FieldName } from '../../model/field.ts';
import type { Have } from '../../model/have.ts';
import type { Baseline, Last, Stored } from '../../model/last.ts';
import type { Advance } from '../../model/ledger.ts';
import type { AccountRecord } from '../../model/record.ts';
import { otherSide, type Side } from '../../model/side.ts';
import type { Intent, IntentField } from '../../model/store.ts';
import { storedAfter } from './stored-forms.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { Want } from '../../model/want.ts';
import { SYNCED } from '../../rules/fields.ts';
import { clientKeyOf } from '../compare/client-key.ts';
import { writtenRoleKeys } from '../compare/role-keys.ts';
import { join } from '../join/join.ts';
import type { Joined } from '../join/joined.ts';

/** A write that a killed run sent and did not record, and the record that shows it; Null if there is none any more. */
export interface Recovered {
  readonly intent: Intent;
  readonly record: AccountRecord | null;
}

/**
 * What a write that a killed run could not record made both sides agree on. In: the intent found done. Out: the new baseline of
 * its pair.
 *
 * The value written came from the other side, so both had it then; what either shows now may be a later edit, and must not
 * become the baseline, or that edit would be lost. But if it shows the same text without some blanks, that is how the service
 * stores it, and the two do not agree. Values that came from the file, were merged of both sides, or were given back to
 * their own side may not have reached the other one yet: they advance nothing.
 */
export function recoveredAdvance(
  { intent, record }: Recovered,
  now: { readonly want: Want; readonly have: Have; readonly last: Last | null },
): Advance | null {
  const { account, action } = intent.change;
  const address = addressOf(intent, record);
  if (address === null) return null;
  if (action === 'delete') return { address, baseline: null };
  const joined = join(now.want, now.have, now.last);
  const baseline: { [F in FieldName]?: Baseline[F] } = { ...now.last?.baseline[address] };
  for (const field of intent.fields) {
    const value = sharedForm(joined, intent, field);
    if (value !== undefined && !isOtherForm(field, record)) baseline[field.field] = value;
  }
  const at = record?.updatedAt;
  return {
    address,
    baseline,
    ...storedOf(intent, record, now.last?.stored?.[address]),
    ...temporaryOf(intent, address, now.last),
    ...(at !== undefined && { updated: { [account]: new Date(at).toISOString() } }),
  };
}

/** Any other difference may be a later edit. */
function isOtherForm({ field, after }: IntentField, record: AccountRecord | null): boolean {
  const found = record?.values[field];
  return spacedAlike(field, found, after) && !sameValue(field, found, after);
}

function storedOf(
  { change, fields }: Intent,
  record: AccountRecord | null,
  known: Stored | undefined,
): Pick<Advance, 'stored'> {
  const answers = fields.map((each) => {
    const { field, before, after: asked } = each;
    return { field, before, asked, got: isOtherForm(each, record) ? record?.values[field] : asked };
  });
  const stored = storedAfter(known, change.account, answers);
  return known || Object.keys(stored).length > 0 ? { stored } : {};
}

/** The pair's address with the id that a create got, or the Harvest id that a link wrote; null while an end is not known. */
function addressOf({ change, fields }: Intent, record: AccountRecord | null): Address | null {
  const parts = parseAddress(change.address);
  if (!parts || change.kind === 'company') return parts && change.address;
  const pointer = fields.find(({ field }) => field === 'pointer')?.after;
  const found = (side: Side) => parts[side] ?? (change.account === side ? (record?.id ?? null) : null);
  const harvest = found('harvest') ?? (typeof pointer === 'number' ? pointer : null);
  const forecast = found('forecast');
  return harvest === null || forecast === null ? null : formatAddress(change.kind, harvest, forecast);
}

/** A written value in the form in which the state keeps it; Undefined if it proves nothing about the other side. */
function sharedForm(joined: Joined, { change }: Intent, written: IntentField): Baseline[FieldName] {
  const { field, after, after_id, origin } = written;
  const { account: side, kind } = change;
  if (origin !== otherSide(side) || !SYNCED[kind].includes(field)) return undefined;
  switch (FORMS[field]) {
    case 'client':
      return typeof after_id === 'number' ? wholeKey(clientKeyOf(joined, side, after_id)) : undefined;
    case 'roles':
      return Array.isArray(after) ? writtenRoleKeys(joined, side, after as readonly string[]) : undefined;
    case 'capacity':
      return typeof after === 'number' ? after : undefined;
    case 'text':
    case 'email':
    case 'status':
      return typeof after === 'string' && !isTemporary(after) ? after.normalize('NFC') : undefined;
    case 'pointer':
      return undefined;
  }
}

/** A key with a missing end says nothing about the other side. */
function wholeKey(key: string | undefined): string | undefined {
  return key === undefined || key.includes('-') ? undefined : key;
}

function temporaryOf({ change, fields }: Intent, address: Address, last: Last | null): Pick<Advance, 'temporary'> {
  const name = fields.find(({ field }) => field === 'name');
  if (!name || typeof name.after !== 'string') return {};
  const known = last?.temporary.find((entry) => entry.side === change.account && entry.address === address);
  if (!isTemporary(name.after)) return known ? { temporary: null } : {};
  return { temporary: { side: change.account, name: name.after, was: known?.was ?? String(name.before) } };
}
