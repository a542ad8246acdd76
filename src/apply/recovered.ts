import { formatAddress, parseAddress, type Address } from '../model/address.ts';
import { sameValue, spacedAlike, type FieldName } from '../model/field.ts';
import type { Have } from '../model/have.ts';
import type { Baseline, Last, Stored } from '../model/last.ts';
import type { Advance } from '../model/ledger.ts';
import type { AccountRecord } from '../model/record.ts';
import { rememberedEnds } from '../model/remembered.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { Intent, IntentField } from '../model/store.ts';
import { storedAfter } from '../model/stored.ts';
import { isTemporary } from '../model/temporary.ts';
import type { Judged } from './recover.ts';

/**
 * What a write that a killed run could not record made both sides agree on. In: the intent found done. Out: the new baseline of
 * its pair.
 *
 * The value written came from the other side, so both had it then; what either shows now may be a later edit, and must not
 * become the baseline, or that edit would be lost. But where it shows the same text without some blanks, that is how the service
 * stores it, and the two do not agree. Values that came from the file, were merged of both sides, or were given back to
 * their own side may not have reached the other one yet: they advance nothing.
 */
export function advanceOf({ intent, record }: Judged, have: Have, last: Last | null): Advance | null {
  const { account } = intent.change;
  const address = addressOf(intent, record);
  if (address === null) return null;
  if (intent.change.action === 'delete') return { address, baseline: null };
  const baseline: { [F in FieldName]?: Baseline[F] } = { ...last?.baseline[address] };
  for (const field of intent.fields) {
    const value = sharedForm(intent, field, have, last);
    if (value !== undefined && !isOtherForm(field, record)) baseline[field.field] = value;
  }
  const at = record?.updatedAt;
  return {
    address,
    baseline,
    ...storedOf(intent, record, last?.stored?.[address]),
    ...temporaryOf(intent, address, last),
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

/** A written value in the form in which the state keeps it; undefined where it proves nothing about the other side. */
function sharedForm(intent: Intent, field: IntentField, have: Have, last: Last | null): Baseline[FieldName] {
  const { account } = intent.change;
  if (field.origin !== otherSide(account)) return undefined;
  switch (field.field) {
    case 'client':
      return typeof field.after_id === 'number' ? pairKey(have, last, 'client', account, field.after_id) : undefined;
    case 'roles':
      return rolesForm(account, field, have, last);
    case 'capacity':
      return typeof field.after === 'number' ? field.after : undefined;
    case 'pointer':
    case 'notes':
      return undefined;
    default:
      return typeof field.after === 'string' && !isTemporary(field.after) ? field.after.normalize('NFC') : undefined;
  }
}

function rolesForm(side: Side, field: IntentField, have: Have, last: Last | null): readonly string[] | undefined {
  if (!Array.isArray(field.after)) return undefined;
  const roles: AccountRecord[] = [...have[side].records.role.values()];
  const keys = field.after.map((name: string) => {
    const role = roles.find(({ values }) => values.name?.normalize('NFC') === name.normalize('NFC'));
    return role && pairKey(have, last, 'role', side, role.id);
  });
  return keys.every((key) => key !== undefined) ? keys.toSorted() : undefined;
}

/** "harvestId/forecastId" of a record's pair: as the state knows it, else by Forecast's native pointer. */
function pairKey(have: Have, last: Last | null, kind: 'client' | 'role', side: Side, id: number): string | undefined {
  const known = rememberedEnds(last, have, kind).find((ends) => ends[side] === id);
  if (known) return `${known.harvest}/${known.forecast}`;
  const pointing = [...have.forecast.records[kind].values()].filter(
    (record) => (side === 'forecast' ? record.id : record.values.pointer) === id,
  );
  const [record] = pointing;
  const pointer = record?.values.pointer ?? null;
  return record && pointing.length === 1 && pointer !== null ? `${pointer}/${record.id}` : undefined;
}

function temporaryOf({ change, fields }: Intent, address: Address, last: Last | null): Pick<Advance, 'temporary'> {
  const name = fields.find(({ field }) => field === 'name');
  if (!name || typeof name.after !== 'string') return {};
  const known = last?.temporary.find((entry) => entry.side === change.account && entry.address === address);
  if (!isTemporary(name.after)) return known ? { temporary: null } : {};
  return { temporary: { side: change.account, name: name.after, was: known?.was ?? String(name.before) } };
}
