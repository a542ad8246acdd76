import { compareAddresses, formatAddress, parseAddress, type Address } from '../model/address.ts';
import type { Have } from '../model/have.ts';
import type { Baseline, Last } from '../model/last.ts';
import {
  countsOf,
  PLAN_FORMAT,
  type Change,
  type ChangedField,
  type Irreversible,
  type Plan,
  type Undo,
} from '../model/plan.ts';
import { sideName } from '../model/side.ts';
import { digestOf } from './digest.ts';
import { recordOf } from './pair.ts';

/**
 * The plan that takes an apply back. In: what was done, and the state before it. Out: a plan of the inverse steps in the inverse
 * order, with the baselines to put back, and a list of what cannot be taken back. Pure, like the plan itself.
 *
 * | what was done                                  | taken back by |
 * | ---------------------------------------------- | ------------- |
 * | values written, a pointer set                  | the values from before |
 * | a role created                                 | deleting it, while nobody else has it |
 * | a client, project or person created, and its link | nothing: hfsync never deletes those |
 * | a role deleted                                 | nothing: a new one would have another id |
 */
export interface DoneChange {
  readonly change: Change;
  /** The record's id, which only the answer to a create told. */
  readonly id: number;
}

interface Before {
  readonly have: Have;
  readonly last: Last | null;
  readonly createdAt: string;
  readonly version: string;
  readonly digestKey: Uint8Array | null;
}

/** `after`: the state that the apply left. */
export function makeUndo(plan: Plan, done: readonly DoneChange[], before: Before, after: Last): Plan {
  const steps = done.map((item) => stepOf(item, done, before.have));
  const changes = inverted(steps.flatMap((step) => (step.kind === 'inverse' ? [step] : [])));
  const cannot = steps.flatMap((step) => (step.kind === 'cannot' ? [step.item] : []));
  const stays = new Set(cannot.map(({ address }) => address));
  const addresses = [...changes.map(({ address }) => address), ...movedBaselines(before.last, after)];
  const baseline: { [address: Address]: Baseline | null } = {};
  for (const address of addresses) if (!stays.has(address)) baseline[address] = before.last?.baseline[address] ?? null;
  const undo: Undo = {
    of: plan.digest,
    baseline,
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

/** What the apply recorded as agreed, whether it wrote it or found it: a new default capacity moves people without a write. */
function movedBaselines(before: Last | null, after: Last): readonly Address[] {
  const addresses = new Set([...Object.keys(before?.baseline ?? {}), ...Object.keys(after.baseline)] as Address[]);
  return [...addresses].filter(
    (address) => JSON.stringify(before?.baseline[address]) !== JSON.stringify(after.baseline[address]),
  );
}

type Step =
  | { readonly kind: 'inverse'; readonly of: Change; readonly change: Change }
  | { readonly kind: 'cannot'; readonly item: Irreversible }
  | { readonly kind: 'nothing' };

function stepOf({ change, id }: DoneChange, done: readonly DoneChange[], have: Have): Step {
  const reason = irreversible(change, done);
  const address = completed(change, id);
  if (reason !== null) {
    const { kind, label, account, action } = change;
    return { kind: 'cannot', item: { id: change.id, address, kind, label, account, action, reason } };
  }
  const action = change.action === 'create' ? 'delete' : 'update';
  const fields = change.fields.flatMap((field) => inverseField(change, field, have) ?? []);
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

function irreversible(change: Change, done: readonly DoneChange[]): string | null {
  const side = sideName(change.account);
  if (change.action === 'create' && change.kind !== 'role')
    return `hfsync never deletes a ${change.kind}: archive it in ${side} by hand.`;
  if (change.action === 'delete') return `A new role would have another id: make it again in ${side} by hand.`;
  const source = change.fields.find(({ field, after_from }) => field === 'pointer' && after_from !== undefined);
  const isKept = done.some((other) => other.change.id === source?.after_from && other.change.kind !== 'role');
  return isKept ? 'The link belongs to a record that stays.' : null;
}

/** null where the value was put back already: a number that a new default had moved. */
function inverseField(change: Change, field: ChangedField, have: Have): ChangedField | null {
  const { before_id, after_id, after_from: _from, ...rest } = field;
  if (change.kind === 'person' && field.field === 'capacity' && wasKept(change, field, have)) return null;
  return {
    ...rest,
    before: field.after,
    after: field.before,
    ...(after_id !== undefined && { before_id: after_id }),
    ...(before_id !== undefined && { after_id: before_id }),
    origin: 'undo',
  };
}

/** See cascade.ts: what such a change shows as `before` is the default that was still to come. */
function wasKept({ account, address }: Change, { after }: ChangedField, have: Have): boolean {
  const id = parseAddress(address)?.[account] ?? 0;
  return recordOf(have, account, 'person', id)?.values.capacity === after;
}

/** The address with the id that a create got. */
function completed({ address, kind, account }: Change, id: number): Address {
  const parts = parseAddress(address);
  if (!parts || kind === 'company') return address;
  const ends = { ...parts, [account]: parts[account] ?? id };
  return formatAddress(kind, ends.harvest, ends.forecast);
}

/** In the inverse order, each with an id of its own. */
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
