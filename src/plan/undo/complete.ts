import { formatAddress, parseAddress, type Address } from '../../model/address.ts';
import { FORMS, sameValue } from '../../model/field.ts';
import type { Have } from '../../model/have.ts';
import type { Last } from '../../model/last.ts';
import type { Change, ChangedField, Plan, Undo } from '../../model/plan.ts';
import { recordsOf } from '../join/pair.ts';

type Saved = Plan & { readonly undo: Undo };

/**
 * Fills in the ids that the undo plan of a killed run could not know. In: the plan as it was saved before the first
 * write. Out: the same plan with the records that the run did create, and without the others.
 *
 * The ids come from the state, which got them from the journal: a pair with the known end of the address. That holds
 * only until the next apply, since any later pair may have another origin. After that, steps without an id cannot be
 * undone.
 */
export interface Completed {
  readonly saved: Saved;
  readonly unknown: readonly Change[];
}

export function completeUndo(saved: Saved, have: Have, last: Last): Completed {
  const isLatest = last.serial === saved.state.serial;
  const found = new Map<Address, Address | null>();
  const addressOf = (address: Address): Address | null => {
    if (!isOpen(address)) return address;
    if (!found.has(address)) found.set(address, isLatest ? pairAt(address, last) : null);
    return found.get(address) ?? null;
  };
  const changes = saved.changes.flatMap((change): readonly Change[] => {
    const address = addressOf(change.address);
    return address === null ? [] : [{ ...change, address, fields: change.fields.map((field) => filled(field)) }];

    function filled(field: ChangedField): ChangedField {
      const isBlank = field.before === null && field.after === null;
      if (field.field === 'pointer' && isBlank)
        return { ...field, before: parseAddress(address ?? '')?.harvest ?? null };
      return FORMS[field.field] === 'client' ? withClient(field, change, have) : field;
    }
  });
  const byAddress = <T>(map: { readonly [address: Address]: T } | undefined): { readonly [address: Address]: T } =>
    Object.fromEntries(
      (Object.entries(map ?? {}) as [Address, T][]).flatMap(([address, value]) => {
        const known = addressOf(address);
        return known === null ? [] : [[known, value] as const];
      }),
    );
  const undo: Undo = {
    ...saved.undo,
    baseline: byAddress(saved.undo.baseline),
    ...(saved.undo.left && { left: byAddress(saved.undo.left) }),
    cannot: saved.undo.cannot.flatMap((item) => {
      const address = addressOf(item.address);
      return address === null ? [] : [{ ...item, address }];
    }),
  };
  const unknown = isLatest ? [] : saved.changes.filter(({ address, action }) => isOpen(address) && action === 'delete');
  return { saved: { ...saved, changes, undo }, unknown };
}

function isOpen(address: Address): boolean {
  const parts = parseAddress(address);
  return parts !== null && parts.kind !== 'company' && (parts.harvest === null || parts.forecast === null);
}

/** The pair with the known end. Null if no record was created. */
function pairAt(address: Address, last: Last): Address | null {
  const wanted = parseAddress(address);
  if (!wanted || wanted.kind === 'company') return null;
  for (const key of Object.keys(last.baseline)) {
    const parts = parseAddress(key);
    if (parts?.kind !== wanted.kind) continue;
    const isSame = wanted.harvest === null ? parts.forecast === wanted.forecast : parts.harvest === wanted.harvest;
    if (isSame) return formatAddress(wanted.kind, parts.harvest, parts.forecast);
  }
  return null;
}

/** Adds the id of a client that the same run created, because the plan has only its name. */
function withClient(field: ChangedField, { account }: Change, have: Have): ChangedField {
  if (field.before === null || (field.before_id ?? null) !== null) return field;
  const [client, ...others] = [...recordsOf(have, account, 'client')].filter(({ values }) =>
    sameValue('name', values.name, field.before),
  );
  return client && others.length === 0 ? { ...field, before_id: client.id } : field;
}
