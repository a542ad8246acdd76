import { knows } from '../../model/capability.ts';
import { FORMS, sameValue, type FieldName, type FieldValue } from '../../model/field.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { Reason } from '../../model/reason.ts';
import { otherSide, type Side } from '../../model/side.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { LinkSet } from '../../model/want.ts';
import { EFFECTS } from '../../rules/effects.ts';
import { classify } from '../../rules/classify.ts';
import { rowOf, SYNCED } from '../../rules/fields.ts';
import { createRule } from '../../rules/existence-rules.ts';
import { acceptsCapacity, acceptsText } from '../../rules/refusals.ts';
import { counterpartOfClient, whyNoClient } from './linked.ts';
import { endOf, sourceOf, type Pair } from '../join/pair.ts';
import { staysArchived } from './stays-archived.ts';
import { roleNamesFor } from './lost-roles.ts';
import { roleKeys } from '../compare/role-keys.ts';
import { comparableValue } from '../compare/comparable.ts';
import { permissionBlocker, type CompareContext } from '../compare/context.ts';
import { addWrite, openDraft, addManual, subjectOf, planWrite, type Draft, type Sheet } from './sheet.ts';

/**
 * A pair of which one end is still to be created. In: the pair. Out: a create on the target side, with the pointer in it if
 * that is Forecast. A create in Harvest is followed by a link in Forecast. What `set:` says is what is created, and the
 * existing end gets it too.
 */
export function planCreate(context: CompareContext, sheet: Sheet, pair: Pair): void {
  const { create } = pair;
  const source = create && endOf(context.have, pair, otherSide(create.target));
  if (!create || !source || pair.kind === 'company') return;
  const values = createdValues(context, sheet, pair, source);
  const blocker =
    pointerBlocker(context, source, create.target) ??
    permissionBlocker(context, source, create.target) ??
    blockerOf(create.target, source, values) ??
    clientBlocker(context, sheet, create.target, values);
  if (blocker) return addManual(sheet, subjectOf(context, pair), create.rule, blocker);
  const settings = pair.kind === 'project' && create.target === 'harvest' ? context.want.newProject : undefined;
  const draft = openDraft(sheet, pair, create.target, 'create', settings);
  for (const { field, ...value } of values) {
    const origin = inSet(pair, field) ? ('config' as const) : source.side;
    addWrite(draft, { field, before: null, ...value, rule: create.rule, origin });
  }
  draft.effects.push(...effectsOf(draft));
  writePointer(context, sheet, pair, source, draft);
  for (const { field, after } of values) writeSource(context, sheet, pair, source, field, after);
}

interface CreatedValue {
  readonly field: FieldName;
  readonly after: FieldValue;
  readonly beforeId?: null;
  readonly afterId?: number | null;
  readonly afterFrom?: { readonly pair: Pair; readonly side: 'harvest' | 'forecast' };
}

function createdValues(context: CompareContext, sheet: Sheet, pair: Pair, source: AccountRecord): CreatedValue[] {
  const set = pair.link && !pair.brought ? pair.link.set : {};
  return SYNCED[source.kind].flatMap((field) => createdValue({ context, sheet, source, set }, field));
}

interface Creating {
  readonly context: CompareContext;
  readonly sheet: Sheet;
  readonly source: AccountRecord;
  readonly set: LinkSet;
}

function createdValue({ context, sheet, source, set }: Creating, field: FieldName): CreatedValue[] {
  const { values, side } = source;
  const form = FORMS[field];
  switch (form) {
    case 'text':
    case 'email': {
      const after = set[field] ?? values[field];
      // An unknown value that may be empty is left out, so the service uses its default.
      return after === undefined && rowOf(field).mayBeEmpty ? [] : [{ field, after: after ?? '' }];
    }
    case 'client': {
      const client = counterpartOfClient(context, sheet, side, values.client);
      return client ? [{ field, beforeId: null, ...client }] : [];
    }
    case 'status':
      return set.status === 'archived' ? [{ field, after: 'archived' }] : [];
    case 'capacity': {
      const capacity = set.capacity ?? comparableValue(context, source, field);
      return typeof capacity === 'number' ? [{ field, after: capacity }] : [];
    }
    case 'roles': {
      if (context.want.roles !== 'sync' || comparableValue(context, source, field) === undefined) return [];
      const roles = roleNamesFor(context, sheet, otherSide(side), roleKeys(context, source), []);
      return roles.length > 0 ? [{ field, after: roles }] : [];
    }
    case 'pointer':
      return [];
  }
}

/** Without its pointer, Forecast's own integration would treat the new record as a second one. */
function pointerBlocker({ last }: CompareContext, { kind }: AccountRecord, target: Side): Reason | null {
  if (kind === 'company' || kind === 'role' || knows(last, `pointer.${kind}`) !== 'no') return null;
  return { code: 'pointer-refused', step: target === 'forecast' ? 'import' : 'push' };
}

/** A create that the service would refuse, or that would lack its client, is reported instead. */
function blockerOf(
  target: 'harvest' | 'forecast',
  source: AccountRecord,
  values: readonly CreatedValue[],
): Reason | null {
  for (const { field, after } of values) {
    if (!acceptsText(target, field, after)) return { code: 'value-empty', fields: [field] };
    if (field === 'name' && isTemporary(String(after))) return { code: 'temporary-name' };
    if (FORMS[field] === 'capacity' && !acceptsCapacity(target, Number(after))) return { code: 'capacity-refused' };
  }
  if (source.kind !== 'project' || values.some(({ field }) => field === 'client')) return null;
  return whyNoClient(source);
}

function clientBlocker(
  context: CompareContext,
  sheet: Sheet,
  target: 'harvest' | 'forecast',
  values: readonly CreatedValue[],
): Reason | null {
  const client = values.find(({ field }) => field === 'client')?.afterId;
  const isArchived = values.some(({ field, after }) => field === 'status' && after === 'archived');
  return client && !isArchived && staysArchived(context, sheet, target, client) ? { code: 'client-archived' } : null;
}

/**
 * A declared create that finds an archived project under a client that stays archived waits as a whole, as it would if it had
 * found none. If the two were linked without their status, the next plan would archive the live project.
 */
export function planUnderArchived(context: CompareContext, sheet: Sheet, pair: Pair): boolean {
  const source = pair.kind === 'project' ? sourceOf(context.have, pair) : null;
  if (!source || pair.link?.set.status === 'archived') return false;
  const target = otherSide(source);
  const { client, status } = endOf(context.have, pair, target)?.values ?? {};
  if (status !== 'archived' || !client || !staysArchived(context, sheet, target, client)) return false;
  addManual(sheet, subjectOf(context, pair), createRule('project', target), { code: 'client-archived' });
  return true;
}

function effectsOf({ pair, side }: Draft): string[] {
  if (pair.kind === 'person') return [EFFECTS.forecastSeat, EFFECTS.noInvitation];
  if (pair.kind === 'project' && side === 'harvest') return [EFFECTS.manager];
  return [];
}

function writePointer(context: CompareContext, sheet: Sheet, pair: Pair, source: AccountRecord, draft: Draft): void {
  const { rule } = pair.create ?? { rule: 'link.pointer' as const };
  if (pair.kind === 'role' && knows(context.last, 'pointer.role') === 'no') return;
  if (draft.side === 'forecast') {
    addWrite(draft, { field: 'pointer', before: null, after: source.id, rule, origin: 'harvest' });
    return;
  }
  const before = source.values.pointer;
  if (before === undefined) return addManual(sheet, subjectOf(context, pair), rule, { code: 'pointer-unknown' });
  const afterFrom = { pair, side: 'harvest' } as const;
  planWrite(sheet, pair, 'forecast', { field: 'pointer', before, after: null, afterFrom, rule, origin: 'harvest' });
}

/** The existing end gets what `set:` says as well, so that both sides have it after one apply. */
function writeSource(
  context: CompareContext,
  sheet: Sheet,
  pair: Pair,
  source: AccountRecord,
  field: FieldName,
  after: FieldValue,
): void {
  if (!inSet(pair, field)) return;
  const before = source.values[field];
  if (
    before === undefined ||
    sameValue(field, before, after) ||
    (FORMS[field] === 'capacity' && comparableValue(context, source, field) === after)
  )
    return;
  // The rule of a set value is the field's own. A person who was just imported cannot sign in yet.
  const { rule } = classify(pair.kind, field, { maySignIn: false, editor: 'other' });
  planWrite(sheet, pair, source.side, { field, before, after, rule, origin: 'config' });
}

function inSet(pair: Pair, field: FieldName): boolean {
  return pair.link !== null && !pair.brought && Object.hasOwn(pair.link.set, field);
}
