import { compareAddresses, formatAddress, parseAddress, type Address } from '../../model/address.ts';
import { FORMS } from '../../model/field.ts';
import type { Kept } from '../../model/finding.ts';
import type { Have } from '../../model/have.ts';
import type { Baseline, Last } from '../../model/last.ts';
import {
  countsOf,
  PLAN_FORMAT,
  type Change,
  type ChangedField,
  type Irreversible,
  type Plan,
  type Undo,
} from '../../model/plan.ts';
import { findingText } from '../../rules/findings.ts';
import { digestOf } from '../digest.ts';
import { recordOf } from '../join/pair.ts';

/**
 * The plan that undoes an apply. In: what became of its changes, and the state before it. Out: a plan of the inverse steps
 * in reverse order, with the baselines to put back, and a list of what cannot be undone. Pure, like the plan itself.
 *
 * | what was done                                  | undone by |
 * | ---------------------------------------------- | ------------- |
 * | values written, a pointer set                  | the values from before |
 * | a role created                                 | deleting it, if nobody else has it by then |
 * | a client, project or person created, and its link | nothing: hfsync never deletes those |
 * | a role deleted                                 | nothing: a new one would have another id |
 */
export interface Fate {
  readonly change: Change;
  /**
   * `done` by hfsync. `found` means that it was so already, and is not undone. `open` means that the outcome is not
   * known yet. Its step is then only taken if the record shows the change when the undo plan is applied (check.ts).
   */
  readonly fate: 'done' | 'found' | 'open';
  /** The record's id. Null if only a lost answer contained it. */
  readonly id: number | null;
}

interface Before {
  readonly have: Have;
  readonly last: Last | null;
  readonly createdAt: string;
  readonly version: string;
  readonly digestKey: Uint8Array | null;
}

/** `after` is the state that the apply left. */
export function makeUndo(plan: Plan, fates: readonly Fate[], before: Before, after: Last): Plan {
  const made = madeBy(fates);
  const steps = fates.filter(({ fate }) => fate !== 'found').map(({ change }) => stepOf(change, made, before.have));
  const changes = inverted(steps.flatMap((step) => (step.kind === 'inverse' ? [step] : [])));
  const cannot = steps.flatMap((step) => (step.kind === 'cannot' ? [step.item] : []));
  const stays = new Set(cannot.map(({ address }) => address));
  const written = changes.map(({ address }) => address);
  const open = new Set(fates.filter(({ fate }) => fate === 'open').map(({ change }) => made.addressOf(change)));
  const baseline: { [address: Address]: Baseline | null } = {};
  const left: { [address: Address]: Baseline | null } = {};
  for (const address of [...written, ...movedBaselines(before.last, after)]) {
    if (stays.has(address)) continue;
    baseline[address] = before.last?.baseline[address] ?? null;
    if (!open.has(address)) left[address] = after.baseline[address] ?? null;
  }
  const undo: Undo = {
    of: plan.digest,
    baseline,
    left,
    cannot: cannot.sort((a, b) => compareAddresses(a.address, b.address)),
  };
  return {
    format_version: PLAN_FORMAT,
    hfsync_version: before.version,
    created_at: before.createdAt,
    config: plan.config,
    accounts: plan.accounts,
    state: { lineage: after.lineage, serial: after.serial },
    summary: { ...countsOf({ changes, manual: [], conflicts: [] }), in_sync: plan.summary.in_sync },
    changes,
    manual: [],
    conflicts: [],
    observations: [],
    cost: { ...plan.cost, apply_seconds_at_least: 0 },
    guards: [],
    undo,
    digest: digestOf({ accounts: plan.accounts, changes, undo }, before.digestKey),
  };
}

/**
 * Addresses whose baselines the apply changed, with or without a write. For example, a new default capacity changes
 * people without a write.
 */
function movedBaselines(before: Last | null, after: Last): readonly Address[] {
  const addresses = new Set([...Object.keys(before?.baseline ?? {}), ...Object.keys(after.baseline)] as Address[]);
  return [...addresses].filter(
    (address) => JSON.stringify(before?.baseline[address]) !== JSON.stringify(after.baseline[address]),
  );
}

/** The records that the apply created. */
interface Made {
  readonly creates: ReadonlyMap<string, Fate>;
  /** The address of a change. If the apply created its record, the address contains the new id. */
  addressOf(change: Change): Address;
}

function madeBy(fates: readonly Fate[]): Made {
  const creates = fates.filter(({ change }) => change.action === 'create');
  const addresses = new Map(creates.map(({ change, id }) => [change.address, completed(change, id)]));
  return {
    creates: new Map(creates.map((create) => [create.change.id, create])),
    addressOf: ({ address }) => addresses.get(address) ?? address,
  };
}

function completed({ address, kind, account }: Change, id: number | null): Address {
  const parts = parseAddress(address);
  if (!parts || kind === 'company') return address;
  const ends = { ...parts, [account]: parts[account] ?? id };
  return formatAddress(kind, ends.harvest, ends.forecast);
}

type Step =
  | { readonly kind: 'inverse'; readonly of: Change; readonly change: Change }
  | { readonly kind: 'cannot'; readonly item: Irreversible }
  | { readonly kind: 'nothing' };

function stepOf(change: Change, made: Made, have: Have): Step {
  const finding = irreversible(change, made);
  const address = made.addressOf(change);
  if (finding) {
    const { id, kind, label, named, account, action } = change;
    const reason = findingText(finding);
    return {
      kind: 'cannot',
      item: { id, address, kind, label, ...(named && { named }), account, action, reason, finding },
    };
  }
  const action = change.action === 'create' ? 'delete' : 'update';
  const fields = change.fields.flatMap((field) => inverseField(change, field, made, have) ?? []);
  const { after: _after, declared_at: _at, settings: _settings, baseline: _baseline, edited_by: _by, ...rest } = change;
  const kept = action === 'delete' ? fields.filter(({ field }) => field === 'name') : fields;
  if (kept.length === 0) return { kind: 'nothing' };
  const rules = [...new Set(kept.map(({ rule }) => rule))].sort();
  return {
    kind: 'inverse',
    of: change,
    change: { ...rest, address, action, rules, fields: kept, effects: [], after: [] },
  };
}

function irreversible({ account: side, action, kind, fields }: Change, made: Made): Kept | null {
  if (action === 'create' && kind !== 'role' && kind !== 'company') return { code: 'never-deleted', side, kind };
  if (action === 'delete') return { code: 'role-deleted', side };
  const source = fields.find(({ field, after_from }) => field === 'pointer' && after_from !== undefined);
  const create = made.creates.get(source?.after_from ?? '');
  return create && create.change.kind !== 'role' ? { code: 'link-kept' } : null;
}

/**
 * The field with its values swapped. Null if the person's capacity needs no undoing, because a new default had moved
 * it.
 */
function inverseField(change: Change, field: ChangedField, made: Made, have: Have): ChangedField | null {
  const { before_id, after_id, after_from, ...rest } = field;
  if (change.kind === 'person' && field.field === 'capacity' && wasKept(change, field, have)) return null;
  const given = after_from === undefined ? undefined : (made.creates.get(after_from)?.id ?? null);
  const writtenId = FORMS[field.field] === 'client' && given !== undefined ? given : after_id;
  return {
    ...rest,
    before: field.field === 'pointer' && given !== undefined ? given : field.after,
    after: field.before,
    ...(writtenId !== undefined && { before_id: writtenId }),
    ...(before_id !== undefined && { after_id: before_id }),
    origin: 'undo',
  };
}

/**
 * Whether the write only kept a person's capacity. `before` is then the new default, which was still to come
 * (cascade.ts).
 */
function wasKept({ account, address }: Change, { after }: ChangedField, have: Have): boolean {
  const id = parseAddress(address)?.[account] ?? 0;
  return recordOf(have, account, 'person', id)?.values.capacity === after;
}

/** The steps in reverse order, each with a new id. */
function inverted(steps: readonly (Step & { kind: 'inverse' })[]): readonly Change[] {
  const backwards = steps.toReversed();
  const counts = new Map<string, number>();
  const ids = new Map<string, string>();
  for (const { of, change } of backwards) {
    const base = `${change.account}:${change.action}:${change.address}`;
    const alike = backwards.filter((other) => sameRequest(other.change, change)).length;
    const number = (counts.get(base) ?? 0) + 1;
    counts.set(base, number);
    ids.set(of.id, alike > 1 ? `${base}#${number}` : base);
  }
  return backwards.map(({ of, change }) => ({
    ...change,
    id: ids.get(of.id) ?? of.id,
    after: backwards.filter((other) => other.of.after.includes(of.id)).flatMap((other) => ids.get(other.of.id) ?? []),
  }));
}

function sameRequest(a: Change, b: Change): boolean {
  return a.account === b.account && a.action === b.action && a.address === b.address;
}
