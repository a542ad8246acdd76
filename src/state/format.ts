import { createHash } from 'node:crypto';
import { compareAddresses, type Address } from '../model/address.ts';
import type { Capabilities, Learned } from '../model/capability.ts';
import { UserError } from '../model/error.ts';
import { OTHER_PLACE } from './faults.ts';
import type { FieldName } from '../model/field.ts';
import type { Cascade, Last, Stored, StoredForms, Updated, WaitingValue, WrittenValue } from '../model/last.ts';
import { SIDES } from '../model/side.ts';
import { FIELD_NAMES } from '../rules/fields.ts';
import { validateState, type WrittenState } from './generated/state-validator.js';
import { withoutRegular } from './regular.ts';
import { isObject, parsedOr } from '../model/json.ts';
import { reasonOf } from './schema-reason.ts';

export const STATE_FORMAT = 'hfsync-state/1';

export interface StateOrigin {
  /** The file's name, for messages. */
  readonly path: string;
  readonly backup: string;
  readonly accounts: Last['accounts'];
}

/**
 * The state as text. Keys, addresses and fields are always in the same order, each entry of a table has its own line, a
 * checksum comes last, and the text ends with a newline.
 */
export function formatState(last: Last): string {
  const body = stateBody(last);
  const parts = Object.entries(body).map(([key, value]) => `${JSON.stringify(key)}:${inLines(value)}`);
  const text = `{\n${parts.join(',\n')}`;
  return text + closing(sumOf(text));
}

function inLines(value: unknown): string {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return JSON.stringify(value);
  if (Array.isArray(value)) return `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`);
  return `{\n${entries.join(',\n')}\n}`;
}

/** The end of the text. */
function closing(sum: string): string {
  return `,\n"checksum":"${sum}"\n}\n`;
}

/**
 * The checksum of a text that hfsync wrote, up to its closing lines. Without its line feeds, the text is compact JSON.
 */
function sumOf(text: string): string {
  return sha256(`${text.replaceAll('\n', '')}}`);
}

/**
 * The state from its text. Throws `UserError`: `state.damaged`, `state.newer`, `state.other-accounts`. hfsync leaves
 * the text as it is in each case, and never overwrites what it cannot read.
 */
export function parseState(source: string, origin: StateOrigin, parsed = parsedOr(source, undefined)): Last {
  if (!isObject(parsed)) throw damaged(origin, 'it is not a JSON object');
  checkFormat(parsed['format'], origin);
  const last = checkedState(parsed, source, origin);
  const { harvest, forecast } = last.accounts;
  if (harvest !== origin.accounts.harvest || forecast !== origin.accounts.forecast)
    throw new UserError(
      'state.other-accounts',
      `${origin.path} is the state of Harvest account ${harvest} and Forecast account ${forecast}, ` +
        `not of ${origin.accounts.harvest} and ${origin.accounts.forecast}.`,
      { hint: OTHER_PLACE },
    );
  return last;
}

function checkFormat(format: unknown, origin: StateOrigin): void {
  if (format === STATE_FORMAT) return;
  const version = typeof format === 'string' ? /^hfsync-state\/(\d+)$/.exec(format)?.[1] : undefined;
  if (version === undefined) throw damaged(origin, `its format is not ${STATE_FORMAT}`);
  throw new UserError('state.newer', `${origin.path} was written by a newer hfsync (format hfsync-state/${version}).`, {
    hint: 'Update hfsync.',
  });
}

function checkedState(found: { readonly [key: string]: unknown }, source: string, origin: StateOrigin): Last {
  if (!isValid(found)) throw damaged(origin, reasonOf(validateState.errors, 'state'));
  const { format: _format, checksum: sum, ...known } = found;
  // The first format had neither of these, so they can be missing.
  const last: Last = { ...known, brought: known.brought ?? [], temporary: known.temporary ?? [] };
  if (sum !== undefined && !isSumOf(sum, source, { format: _format, ...known }, last))
    throw damaged(origin, 'its checksum does not match its contents');
  return last;
}

/**
 * The long tables are checked by `withoutRegular`, because the validator would make a path for each entry. If the rest
 * is not valid, the validator checks everything, for its error message.
 */
function isValid(found: { readonly [key: string]: unknown }): found is typeof found & WrittenState {
  return validateState(withoutRegular(found)) || validateState(found);
}

/**
 * The text that hfsync wrote is hashed directly. But somebody may have formatted it or sorted its keys, so two other
 * forms of it count too.
 */
function isSumOf(sum: string, source: string, found: object, last: Last): boolean {
  const end = closing(sum);
  return (
    (source.endsWith(end) && sumOf(source.slice(0, -end.length)) === sum) ||
    sum === checksum(found) ||
    sum === checksum(stateBody(last))
  );
}

function damaged(origin: StateOrigin, what: string): UserError {
  return new UserError('state.damaged', `${origin.path} is damaged: ${what}.`, {
    hint: backupHint(origin.backup),
  });
}

/** What to do about a damaged state. */
export function backupHint(backup: string): string {
  return `hfsync leaves it as it is. The generation before it is ${backup}. To put that in its place: hfsync state restore`;
}

function stateBody(last: Last) {
  return {
    format: STATE_FORMAT,
    lineage: last.lineage,
    serial: last.serial,
    accounts: { harvest: last.accounts.harvest, forecast: last.accounts.forecast },
    baseline: inOrder(last.baseline, fieldsInOrder),
    waiting: inOrder(last.waiting, (waiting) => fieldsInOrder(waiting, waitingInOrder)),
    brought: last.brought.toSorted(compareAddresses),
    temporary: last.temporary
      .toSorted((a, b) => compareAddresses(a.address, b.address) || (a.side < b.side ? -1 : 1))
      .map(({ side, address, name, was }) => ({ side, address, name, was })),
    ...(last.pointed && { pointed: last.pointed.toSorted(compareAddresses) }),
    ...(last.cascade && { cascade: cascadeInOrder(last.cascade) }),
    ...(last.written && { written: inOrder(last.written, (fields) => fieldsInOrder(fields, writtenInOrder)) }),
    ...(last.stored && { stored: inOrder(last.stored, storedInOrder) }),
    ...(last.released && { released: last.released.toSorted(compareAddresses) }),
    ...(last.updated && { updated: inOrder(last.updated, updatedInOrder) }),
    ...(last.capabilities && { capabilities: learnedInOrder(last.capabilities) }),
  };
}

function learnedInOrder(capabilities: Capabilities): Capabilities {
  const names = Object.keys(capabilities).sort();
  return Object.fromEntries(names.flatMap((name) => (capabilities[name] ? [[name, learned(capabilities[name])]] : [])));
}

function learned({ value, from, as }: Learned): Learned {
  return { value, from, ...(as !== undefined && { as }) };
}

function updatedInOrder({ harvest, forecast }: Updated): Updated {
  return { ...(harvest !== undefined && { harvest }), ...(forecast !== undefined && { forecast }) };
}

function cascadeInOrder({ side, before, after, people }: Cascade): object {
  return { side, before, after, people: inOrder(people, (seconds) => seconds) };
}

function inOrder<T>(table: { readonly [key: Address]: T }, value: (item: T) => unknown): object {
  const addresses = (Object.keys(table) as Address[]).sort(compareAddresses);
  return Object.fromEntries(addresses.map((key) => [key, value(table[key] as T)]));
}

function fieldsInOrder<T>(
  values: { readonly [F in FieldName]?: T },
  value: (item: T) => unknown = (item) => item,
): object {
  const present = FIELD_NAMES.filter((field) => values[field] !== undefined);
  return Object.fromEntries(present.map((field) => [field, value(values[field] as T)]));
}

function waitingInOrder({ side, value, editor }: WaitingValue): WaitingValue {
  return { side, value, editor };
}

function writtenInOrder(streak: readonly WrittenValue[]): readonly WrittenValue[] {
  return streak.map(({ harvest, forecast }) => ({
    ...(harvest !== undefined && { harvest }),
    ...(forecast !== undefined && { forecast }),
  }));
}

function storedInOrder(stored: Stored): Stored {
  const present = FIELD_NAMES.filter((field) => stored[field] !== undefined);
  return Object.fromEntries(present.map((field) => [field, formsInOrder(stored[field] ?? {})]));
}

function formsInOrder(forms: StoredForms): StoredForms {
  const present = SIDES.flatMap((side) => (forms[side] ? [[side, forms[side]] as const] : []));
  return Object.fromEntries(present.map(([side, { asked, got }]) => [side, { asked, got }]));
}

/** The checksum over the compact JSON of everything else, so that every value counts and white space does not. */
function checksum(body: object): string {
  return sha256(JSON.stringify(body));
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
