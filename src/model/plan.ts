import type { Address } from './address.ts';
import { FORMS, type FieldName, type FieldValue } from './field.ts';
import type { Kept } from './finding.ts';
import type { TrippedGuard } from './guard.ts';
import type { ManualItem, Conflict, Observation } from './item.ts';
import type { Kind } from './kind.ts';
import type { Baseline } from './last.ts';
import type { RuleId } from './rule.ts';
import type { Side } from './side.ts';
import type { Named } from './titled.ts';
import type { NewProject, SourcePosition } from './want.ts';

/** The plan, in exactly the shape of its JSON (`schemas/plan.schema.json`). Everything but `created_at` is reproducible. */
export interface Plan {
  readonly format_version: string;
  readonly hfsync_version: string;
  /** ISO 8601. The only value that differs between two plans of the same accounts, config and state. */
  readonly created_at: string;
  readonly config: { readonly path: string; readonly sha256: string };
  readonly accounts: { readonly [S in Side]: { readonly id: number; readonly name: string } };
  readonly state: { readonly lineage: string; readonly serial: number };
  readonly summary: Summary;
  readonly changes: readonly Change[];
  readonly manual: readonly ManualItem[];
  readonly conflicts: readonly Conflict[];
  readonly observations: readonly Observation[];
  readonly cost: Cost;
  /** Guards that this plan trips. */
  readonly guards: readonly TrippedGuard[];
  /** How many entries of the file `hfsync adopt` would update. Missing if none. Not part of the digest. */
  readonly adoptable?: number;
  /**
   * `--only` and `--except` of a saved plan, so that applying it plans the same part again. Missing for the whole plan.
   */
  readonly select?: { readonly only: readonly string[]; readonly except: readonly string[] };
  /** What `--only` and `--except` left out. Present only with `select`. */
  readonly left_out?: { readonly [L in 'changes' | 'manual' | 'conflicts']: number };
  /** Only on a plan that undoes an apply. */
  readonly undo?: Undo;
  /** The differences from a plan that was reviewed before. */
  readonly since?: Since;
  /** Names, e-mails and hours are left out. Such a plan is only for reading and never applied. */
  readonly redacted?: true;
  /** The approval token over everything that would be written; see plan/digest.ts. */
  readonly digest: string;
}

/** What a plan that undoes an apply knows besides its changes. */
export interface Undo {
  /** The digest of the plan that was applied. */
  readonly of: string;
  /** The baselines to restore, as they were before that apply. Null if the state had none. */
  readonly baseline: { readonly [address: Address]: Baseline | null };
  /**
   * The baselines that the apply left at the same addresses. Only those that have not changed since are restored.
   * Missing in plans that were saved before the apply ended.
   */
  readonly left?: { readonly [address: Address]: Baseline | null };
  /** Set only while it is applied: baselines that are not restored, because they have changed since that apply. */
  readonly left_alone?: readonly { readonly address: Address; readonly fields: readonly FieldName[] }[];
  /** What cannot be undone. */
  readonly cannot: readonly Irreversible[];
}

export interface Irreversible {
  /** The id of the change that was made. */
  readonly id: string;
  readonly address: Address;
  readonly kind: Kind;
  readonly label: string;
  readonly named?: Named;
  readonly account: Side;
  readonly action: Action;
  /** Why, and what a person can do, in words. */
  readonly reason: string;
  /** As data. Missing in plans of older versions. */
  readonly finding?: Kept;
}

/** This plan compared with an earlier one. */
export interface Since {
  /** The digest of the earlier plan. */
  readonly digest: string;
  readonly created_at: string;
  readonly changes: Differences<Change>;
  readonly manual: Differences<ManualItem>;
  readonly conflicts: Differences<Conflict>;
}

export type ComparedPlan = Plan & { readonly since: Since };

export function isCompared(plan: Plan): plan is ComparedPlan {
  return plan.since !== undefined;
}

export interface Differences<T> {
  /** Ids of what only this plan has. */
  readonly added: readonly string[];
  /** Those that differ, as they were in the earlier plan. */
  readonly different: readonly T[];
  /** Those that only the earlier plan had. */
  readonly gone: readonly T[];
  /** How many are the same in both. */
  readonly same: number;
}

export const PLAN_FORMAT = '1.0';

export interface Summary {
  readonly auto: number;
  readonly harvest: number;
  readonly forecast: number;
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  readonly link: number;
  readonly manual: number;
  readonly conflicts: number;
  readonly in_sync: number;
}

/** A plan in numbers: everything except `in_sync`, which only the planner knows. */
export function countsOf({
  changes,
  manual,
  conflicts,
}: Pick<Plan, 'changes' | 'manual' | 'conflicts'>): Omit<Summary, 'in_sync'> {
  const count = (test: (change: Change) => boolean): number => changes.filter(test).length;
  return {
    auto: changes.length,
    harvest: count(({ account }) => account === 'harvest'),
    forecast: count(({ account }) => account === 'forecast'),
    create: count(({ action }) => action === 'create'),
    update: count(({ action }) => action === 'update'),
    delete: count(({ action }) => action === 'delete'),
    link: count(({ action }) => action === 'link'),
    manual: manual.length,
    conflicts: conflicts.length,
  };
}

export const ACTIONS = ['create', 'update', 'delete', 'link'] as const;
export type Action = (typeof ACTIONS)[number];

/** Who decided a value: the side that changed, the file (`set:`), the merged elements of both sides, or an undo. */
export type Origin = Side | 'config' | 'merge' | 'undo';

/** One request that writes one record on one side. */
export interface Change {
  /** `account:action:address`, with `#n` if one record needs several. */
  readonly id: string;
  readonly address: Address;
  readonly kind: Kind;
  readonly label: string;
  readonly named?: Named;
  /** The side that is written. */
  readonly account: Side;
  readonly action: Action;
  readonly rules: readonly RuleId[];
  readonly fields: readonly ChangedField[];
  /** Side effects in the services, in words. Not part of the digest. */
  readonly effects: readonly string[];
  /** Ids of changes that this one waits for. */
  readonly after: readonly string[];
  /** For fields that both sides once agreed on, the values at that time. Not part of the digest. */
  readonly baseline?: { readonly [F in FieldName]?: FieldValue };
  /** Who last saved the Forecast record, if its values are used. Harvest does not say. Not part of the digest. */
  readonly edited_by?: string;
  /** Web pages of the existing records on either side. Not part of the digest. Missing in plans of older versions. */
  readonly urls?: readonly string[];
  /** Only on a project created in Harvest: the config's `new_project`. */
  readonly settings?: NewProject;
  readonly declared_at?: SourcePosition;
}

/** Values as the written account has them. A client is shown by its name, with its ids beside it. */
export interface ChangedField {
  readonly field: FieldName;
  readonly before: FieldValue;
  readonly after: FieldValue;
  readonly before_id?: number | null;
  readonly after_id?: number | null;
  /** The id of the create in this plan whose answer gives the value (`pointer`, `client`). */
  readonly after_from?: string;
  readonly rule: RuleId;
  readonly origin: Origin;
}

/**
 * A field's value before or after, as the written account has it. For a client, which plans show by name, this is the
 * id.
 */
export function idOrValue(
  changed: Partial<Pick<ChangedField, 'before' | 'after' | 'before_id' | 'after_id'>> & Pick<ChangedField, 'field'>,
  when: 'before' | 'after',
): FieldValue {
  return (FORMS[changed.field] === 'client' ? changed[`${when}_id`] : changed[when]) ?? null;
}

export interface Cost {
  /** Requests that reading took. */
  readonly requests: { readonly [S in Side]: number };
  /** Requests that applying takes, not counting reading again. */
  readonly apply_requests: { readonly [S in Side]: number };
  /** The least time that the writes take under the services' rate limits, in seconds. */
  readonly apply_seconds_at_least: number;
}

/** Whether the plan undoes an apply. */
export function isUndo(plan: Plan): plan is Plan & { readonly undo: Undo } {
  return plan.undo !== undefined;
}

/** Baselines that a plan restores at addresses where it writes nothing. */
export function alonePutBack({ undo, changes }: Plan): readonly (readonly [address: string, Baseline | null])[] {
  if (!undo) return [];
  const written = new Set<string>(changes.map(({ address }) => address));
  return Object.entries(undo.baseline).filter(([address]) => !written.has(address));
}

/** True if there is nothing to do and nothing waits. Only then does a plan say "No changes." */
export function isEmpty(plan: Plan): boolean {
  return plan.summary.auto === 0 && plan.summary.manual === 0 && plan.summary.conflicts === 0;
}
