import { ACTIONS, type ChangedField } from '../model/plan.ts';
import type { FieldValue } from '../model/field.ts';
import { KINDS } from '../model/kind.ts';
import type { Advance } from '../model/ledger.ts';
import type { Intent } from '../model/store.ts';
import { readBaseline, readUpdated } from './format.ts';
import { address, count, entries, fieldName, list, oneOf, ShapeError, side, text } from './shape.ts';
import { readStored } from './stored.ts';

/** One intent as a journal line has it. Throws `ShapeError`. */
export function readIntent(value: unknown): Intent {
  const found = entries(value, 'intent');
  const change = entries(found.get('change'), 'intent.change');
  return {
    id: text(found.get('id'), 'intent.id'),
    at: count(found.get('at'), 'intent.at'),
    change: {
      id: text(change.get('id'), 'intent.change.id'),
      address: address(change.get('address'), 'intent.change.address'),
      kind: oneOf(change.get('kind'), KINDS, 'intent.change.kind'),
      account: side(change.get('account'), 'intent.change.account'),
      action: oneOf(change.get('action'), ACTIONS, 'intent.change.action'),
    },
    fields: list(found.get('fields'), 'intent.fields').map(readField),
    ...(found.has('advance') && { advance: readAdvance(found.get('advance')) }),
  };
}

function readField(value: unknown): Intent['fields'][number] {
  const found = entries(value, 'field');
  const origin = found.get('origin');
  return {
    field: fieldName(found.get('field'), 'field.field'),
    before: fieldValue(found.get('before'), 'field.before'),
    after: fieldValue(found.get('after'), 'field.after'),
    ...(found.has('before_id') && { before_id: id(found.get('before_id'), 'field.before_id') }),
    ...(found.has('after_id') && { after_id: id(found.get('after_id'), 'field.after_id') }),
    ...(origin !== undefined && { origin: readOrigin(origin) }),
  };
}

function readOrigin(value: unknown): ChangedField['origin'] {
  return oneOf(value, ['harvest', 'forecast', 'config', 'merge', 'undo'], 'field.origin');
}

function fieldValue(value: unknown, where: string): FieldValue {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number') return count(value, where);
  if (Array.isArray(value)) return value.map((item) => text(item, where));
  throw new ShapeError(where, 'a value of a field');
}

function id(value: unknown, where: string): number | null {
  return value === null ? null : count(value, where);
}

/** One advance as a journal line has it. Throws `ShapeError`. */
export function readAdvance(value: unknown): Advance {
  const found = entries(value, 'advance');
  const baseline = found.get('baseline');
  const temporary = found.get('temporary');
  return {
    address: address(found.get('address'), 'advance.address'),
    baseline: baseline === null ? null : readBaseline(baseline, 'advance.baseline'),
    ...(temporary !== undefined && { temporary: temporary === null ? null : readTemporary(temporary) }),
    ...(found.has('stored') && { stored: readStored(found.get('stored'), 'advance.stored') }),
    ...(found.get('brought') === true && { brought: true }),
    ...(found.has('updated') && { updated: readUpdated(found.get('updated'), 'advance.updated') }),
  };
}

function readTemporary(value: unknown): NonNullable<Advance['temporary']> {
  const found = entries(value, 'advance.temporary');
  return {
    side: side(found.get('side'), 'advance.temporary.side'),
    name: text(found.get('name'), 'advance.temporary.name'),
    was: text(found.get('was'), 'advance.temporary.was'),
  };
}
