import { KINDS, RECORD_KINDS, type Kind, type RecordKind } from './kind.ts';
import { SIDES, type Side } from './side.ts';

/**
 * What an account can do, as far as the services' public documentation does not say. Each is a question with the answer
 * yes, no, or unknown. The answers come from what a service did while hfsync worked, or from a deliberate probe, and
 * are kept in the state. `rules/capabilities.ts` puts them into words and says what follows from each.
 */
export type Capability =
  /** Forecast keeps the pointer to Harvest that an API client sends. */
  | `pointer.${RecordKind}`
  /** A PUT to Forecast with only the changed keys leaves the other keys as they are. */
  | `partial-put.${RecordKind}`
  /** Forecast accepts a PUT of the whole record as it was read, including unknown keys, and keeps everything. */
  | `whole-put.${RecordKind}`
  /** The same without the keys that only Forecast sets, such as the id. */
  | `trimmed-put.${RecordKind}`
  /** Forecast accepts a change of the company's default capacity. */
  | 'company-default'
  /** Harvest accepts edits of an archived record. */
  | `archived-edit.${'client' | 'project'}`
  /** Harvest accepts a restore and an edit of a project in one request. */
  | 'restore-edit.project'
  /** A second record may have the same name. For projects: within one client. */
  | `same-name.${Side}.${'client' | 'project' | 'role'}`
  /** A second client may have the same name in another case. */
  | `other-case.${Side}`
  /** A client may have the name of an archived one. */
  | `archived-name.${Side}`
  /** Forecast accepts a weekly capacity that is not a multiple of half an hour. */
  | 'odd-capacity.forecast'
  /** Forecast's own integration copies a new name from Harvest to a linked project at once: within 20 seconds. */
  | 'built-in-sync'
  /** The owner of the token may create records of a kind, or change and delete them. */
  | Permission;

export type Permission = `create.${Side}.${RecordKind}` | `edit.${Side}.${Kind}`;

export const CAPABILITIES: readonly Capability[] = [
  ...RECORD_KINDS.map((kind) => `pointer.${kind}` as const),
  ...RECORD_KINDS.map((kind) => `partial-put.${kind}` as const),
  ...RECORD_KINDS.map((kind) => `whole-put.${kind}` as const),
  ...RECORD_KINDS.map((kind) => `trimmed-put.${kind}` as const),
  'company-default',
  'archived-edit.client',
  'archived-edit.project',
  'restore-edit.project',
  ...SIDES.flatMap((side) =>
    (['client', 'project', 'role'] as const).map((kind) => `same-name.${side}.${kind}` as const),
  ),
  ...SIDES.map((side) => `other-case.${side}` as const),
  ...SIDES.map((side) => `archived-name.${side}` as const),
  'odd-capacity.forecast',
  'built-in-sync',
  ...SIDES.flatMap((side) => RECORD_KINDS.map((kind) => `create.${side}.${kind}` as const)),
  ...SIDES.flatMap((side) => KINDS.map((kind) => `edit.${side}.${kind}` as const)),
];

/** `unknown`: it was not probed, and no answer has shown it. */
export type Knowledge = 'yes' | 'no' | 'unknown';

export interface Learned {
  readonly value: 'yes' | 'no';
  /** `probe`: asked on purpose. `answer`: seen during an apply. */
  readonly from: 'probe' | 'answer';
  /** For a permission: the owner of the token and their rights then. With other rights, the answer no longer counts. */
  readonly as?: string;
}

/** By capability. A missing one is unknown. A newer hfsync may know more of them. */
export type Capabilities = { readonly [capability: string]: Learned };

/** Whatever remembers them: the state, or a run. */
export interface Knowing {
  readonly capabilities?: Capabilities;
}

export function isPermission(capability: string): capability is Permission {
  return capability.startsWith('create.') || capability.startsWith('edit.');
}

export function permissionFor(action: 'create' | 'update' | 'link' | 'delete', side: Side, kind: Kind): Permission {
  return action === 'create' && kind !== 'company' ? `create.${side}.${kind}` : `edit.${side}.${kind}`;
}

export function knows(known: Knowing | null, capability: Capability): Knowledge {
  const all = known?.capabilities ?? {};
  return Object.hasOwn(all, capability) ? (all[capability]?.value ?? 'unknown') : 'unknown';
}
