import { KINDS, RECORD_KINDS, type Kind, type RecordKind } from './kind.ts';
import { SIDES, type Side } from './side.ts';

/**
 * What an account can do, as far as the public material on the services does not say: each is a question that is answered yes, no, or
 * not at all yet. The answers come from what a service answered while hfsync worked, or from somebody who asked on purpose; they are in
 * the state. `rules/capabilities.ts` puts them in words and says what follows from each.
 */
export type Capability =
  /** Forecast keeps the pointer to Harvest that an API client sends. */
  | `pointer.${RecordKind}`
  /** A PUT to Forecast with the changed keys alone leaves the other keys as they are. */
  | `partial-put.${RecordKind}`
  /** A PUT to Forecast of the whole record as it was read, unknown keys included, is taken and keeps everything. */
  | `whole-put.${RecordKind}`
  /** The same without the keys that Forecast keeps for itself, such as the id. */
  | `trimmed-put.${RecordKind}`
  /** Forecast takes the company's default capacity. */
  | 'company-default'
  /** Harvest accepts edits of an archived record. */
  | `archived-edit.${'client' | 'project'}`
  /** Harvest takes a restore and an edit of a project in one request. */
  | 'restore-edit.project'
  /** A second record may have the same name: a project, within its client. */
  | `same-name.${Side}.${'client' | 'project' | 'role'}`
  /** A second client may have the same name in other case. */
  | `other-case.${Side}`
  /** A client may have the name of an archived one. */
  | `archived-name.${Side}`
  /** Forecast takes a person's weekly capacity that is not in whole half hours. */
  | 'odd-capacity.forecast'
  /** Forecast's own integration brings a new name from Harvest to a linked project at once: within 20 seconds. */
  | 'built-in-sync'
  /** The owner of the token may make records of a kind, or change and delete them. */
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

/** `unknown`: nobody has asked, and no answer told. */
export type Knowledge = 'yes' | 'no' | 'unknown';

export interface Learned {
  readonly value: 'yes' | 'no';
  /** `probe` asked for it; `answer`: an apply saw it. */
  readonly from: 'probe' | 'answer';
  /** Of a permission: whose token it was, and what they might do then. Somebody with other rights is asked anew. */
  readonly as?: string;
}

/** By capability; one that is missing is unknown. A newer hfsync may know more of them. */
export type Capabilities = { readonly [capability: string]: Learned };

/** Of what remembers them: the state, or a run. */
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
