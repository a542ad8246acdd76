import { includesText, type FieldName, type FieldValue } from '../model/field.ts';
import type { Change } from '../model/plan.ts';
import type { Side } from '../model/side.ts';

/**
 * What this run itself does to people without writing them: a role's new name shows on everybody who has it, a deleted
 * role disappears from them, and Harvest gives a new default capacity to everybody who was on the old one (Harvest help,
 * "Setting and editing capacity"). A person who moved in exactly this way was not edited by somebody else.
 */
export interface OwnChanges {
  /** Called before the request is sent, since its effect may be visible before its answer. */
  sent(change: Change): void;
  /** Whether a person's new value follows from what was sent. */
  explains(side: Side, field: FieldName, before: FieldValue | undefined, found: FieldValue | undefined): boolean;
}

interface SideChanges {
  readonly renamed: (readonly [before: string, after: string])[];
  readonly deleted: string[];
  readonly capacities: (readonly [before: FieldValue, after: FieldValue])[];
}

/** Changes that affect people, who are read again afterwards. */
export function movesPeople(change: Change): boolean {
  return change.kind === 'company' || (change.kind === 'role' && change.action !== 'create');
}

export function createOwnChanges(): OwnChanges {
  const bySide = { harvest: noChanges(), forecast: noChanges() } satisfies Record<Side, SideChanges>;
  return {
    sent(change) {
      const own = bySide[change.account];
      for (const { field, before, after } of change.fields) {
        if (change.kind === 'company' && field === 'capacity') own.capacities.push([before, after]);
        if (change.kind !== 'role' || field !== 'name' || typeof before !== 'string') continue;
        if (change.action === 'delete') own.deleted.push(before);
        else if (typeof after === 'string') own.renamed.push([before, after]);
      }
    },
    explains(side, field, before, found) {
      const own = bySide[side];
      if (field === 'capacity') return own.capacities.some(([from, to]) => from === before && to === found);
      if (field !== 'roles' || !isNames(before) || !isNames(found)) return false;
      return explainsRoles(own, before, found);
    },
  };
}

function noChanges(): SideChanges {
  return { renamed: [], deleted: [], capacities: [] };
}

/** Every role found came from one that was there, and every role that was there is found, renamed or deleted. */
function explainsRoles(own: SideChanges, before: readonly string[], found: readonly string[]): boolean {
  const names = before.map((name) => ({ names: namesSince(own, name), name }));
  const isKnown = (name: string) => names.some((role) => includesText(role.names, name));
  const isKept = (role: { names: readonly string[] }) =>
    role.names.some((each) => includesText(own.deleted, each) || includesText(found, each));
  return found.every(isKnown) && names.every(isKept);
}

/** All names that a role has had since then, in order. */
function namesSince(own: SideChanges, name: string): readonly string[] {
  const names = [name];
  for (const [before, after] of own.renamed) {
    if (includesText(names, before)) names.push(after);
  }
  return names;
}

function isNames(value: FieldValue | undefined): value is readonly string[] {
  return Array.isArray(value);
}
