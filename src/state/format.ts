import { createHash } from 'node:crypto';
import { compareAddresses, type Address } from '../model/address.ts';
import { UserError } from '../model/error.ts';
import type { FieldName } from '../model/field.ts';
import { SIDES, type Side } from '../model/side.ts';
import type {
  Baseline,
  Cascade,
  Last,
  TemporaryName,
  Updated,
  Waiting,
  WaitingValue,
  Written,
  WrittenValue,
} from '../model/last.ts';
import { FIELD_NAMES } from '../rules/fields.ts';
import {
  address,
  count,
  entries,
  fieldName,
  list,
  oneOf,
  onlyKeys,
  ShapeError,
  side,
  text,
  type Entries,
} from './shape.ts';
import { readStored, storedInOrder } from './stored.ts';

export const STATE_FORMAT = 'hfsync-state/1';
const KEYS = [
  'format',
  'lineage',
  'serial',
  'accounts',
  'baseline',
  'waiting',
  'brought',
  'temporary',
  'pointed',
  'cascade',
  'written',
  'stored',
  'released',
  'updated',
  'checksum',
] as const;

export interface StateOrigin {
  /** The file's name, for messages. */
  readonly path: string;
  readonly backup: string;
  readonly accounts: Last['accounts'];
}

/** The state as text: keys, addresses and fields always in the same order, a checksum last, a newline at the end. */
export function formatState(last: Last): string {
  const body = stateBody(last);
  return `${JSON.stringify({ ...body, checksum: checksum(body) }, null, 2)}\n`;
}

/**
 * The state from its text. Throws `UserError`: `state.damaged`, `state.newer`, `state.other-accounts`.
 * The file is left as it is in each case: what cannot be read is never overwritten.
 */
export function parseState(source: string, origin: StateOrigin): Last {
  const found = parseObject(source, origin);
  checkFormat(found.get('format'), origin);
  const last = readShape(found, origin);
  const { harvest, forecast } = last.accounts;
  if (harvest !== origin.accounts.harvest || forecast !== origin.accounts.forecast)
    throw new UserError(
      'state.other-accounts',
      `${origin.path} is the state of Harvest account ${harvest} and Forecast account ${forecast}, ` +
        `not of ${origin.accounts.harvest} and ${origin.accounts.forecast}.`,
      { hint: 'Correct the accounts in the configuration, or choose another `state.path`.' },
    );
  return last;
}

function parseObject(source: string, origin: StateOrigin): Entries {
  try {
    return entries(JSON.parse(source), 'state');
  } catch (cause) {
    throw damaged(origin, 'it is not a JSON object', cause);
  }
}

function checkFormat(format: unknown, origin: StateOrigin): void {
  if (format === STATE_FORMAT) return;
  const version = typeof format === 'string' ? /^hfsync-state\/(\d+)$/.exec(format)?.[1] : undefined;
  if (version === undefined) throw damaged(origin, `its format is not ${STATE_FORMAT}`);
  throw new UserError('state.newer', `${origin.path} was written by a newer hfsync (format hfsync-state/${version}).`, {
    hint: 'Update hfsync.',
  });
}

function readShape(found: Entries, origin: StateOrigin): Last {
  try {
    onlyKeys(found, KEYS, 'state');
    const last = readLast(found);
    const sum = found.get('checksum');
    if (sum !== undefined && sum !== checksum(stateBody(last)))
      throw damaged(origin, 'its checksum does not match its contents');
    return last;
  } catch (error) {
    if (error instanceof ShapeError) throw damaged(origin, error.message, error);
    throw error;
  }
}

function damaged(origin: StateOrigin, what: string, cause?: unknown): UserError {
  return new UserError('state.damaged', `${origin.path} is damaged: ${what}.`, {
    hint: wayOnFrom(origin.backup),
    cause,
  });
}

/** What to do about a damaged state. */
export function wayOnFrom(backup: string): string {
  return `hfsync leaves it as it is. The generation before it is ${backup}. To put that in its place: hfsync state restore`;
}

function readLast(found: Entries): Last {
  const accounts = entries(found.get('accounts'), 'accounts');
  onlyKeys(accounts, ['harvest', 'forecast'], 'accounts');
  return {
    lineage: text(found.get('lineage'), 'lineage'),
    serial: count(found.get('serial'), 'serial'),
    accounts: {
      harvest: count(accounts.get('harvest'), 'accounts.harvest'),
      forecast: count(accounts.get('forecast'), 'accounts.forecast'),
    },
    baseline: byAddress(found.get('baseline'), 'baseline', readBaseline),
    waiting: byAddress(found.get('waiting'), 'waiting', readWaiting),
    // Both came after the first format; a state without them has none.
    brought: addresses(found.get('brought') ?? [], 'brought'),
    temporary: list(found.get('temporary') ?? [], 'temporary').map((item) => readTemporary(item)),
    ...(found.has('pointed') && {
      pointed: list(found.get('pointed'), 'pointed').map((item) => address(item, 'pointed')),
    }),
    ...(found.has('cascade') && { cascade: readCascade(found.get('cascade')) }),
    ...(found.has('written') && { written: byAddress(found.get('written'), 'written', readWritten) }),
    ...(found.has('stored') && { stored: byAddress(found.get('stored'), 'stored', readStored) }),
    ...(found.has('released') && { released: addresses(found.get('released'), 'released') }),
    ...(found.has('updated') && { updated: byAddress(found.get('updated'), 'updated', readUpdated) }),
  };
}

function addresses(value: unknown, where: string): readonly Address[] {
  return list(value, where).map((item) => address(item, where));
}

function byAddress<T>(value: unknown, where: string, read: (value: unknown, where: string) => T) {
  const result: { [key: Address]: T } = {};
  for (const [key, item] of entries(value, where))
    result[address(key, `${where}.${key}`)] = read(item, `${where}.${key}`);
  return result;
}

/** Checks one address's baseline; also used for the ones in the journal. */
export function readBaseline(value: unknown, where: string): Baseline {
  const result: { [F in FieldName]?: string | number | readonly string[] } = {};
  for (const [key, item] of entries(value, where)) {
    const field = fieldName(key, `${where}.${key}`);
    result[field] = readBaselineValue(item, `${where}.${key}`);
  }
  return result;
}

function readBaselineValue(value: unknown, where: string): string | number | readonly string[] {
  if (Array.isArray(value)) return value.map((item) => text(item, where));
  return typeof value === 'number' ? count(value, where) : text(value, where);
}

function readWaiting(value: unknown, where: string): Waiting {
  const result: { [F in FieldName]?: WaitingValue } = {};
  for (const [key, item] of entries(value, where)) {
    const at = `${where}.${key}`;
    const found = entries(item, at);
    onlyKeys(found, ['side', 'value', 'editor'], at);
    result[fieldName(key, at)] = {
      side: side(found.get('side'), `${at}.side`),
      value: text(found.get('value'), `${at}.value`),
      editor: oneOf(found.get('editor'), ['self', 'other', 'unknown'], `${at}.editor`),
    };
  }
  return result;
}

/** Checks one address's; also used for the ones in the journal. */
export function readUpdated(value: unknown, where: string): Updated {
  const found = entries(value, where);
  onlyKeys(found, SIDES, where);
  const time = (of: Side) => {
    if (!found.has(of)) return {};
    const iso = text(found.get(of), `${where}.${of}`);
    if (Number.isNaN(Date.parse(iso))) throw new ShapeError(`${where}.${of}`, 'a time');
    return { [of]: iso };
  };
  return { ...time('harvest'), ...time('forecast') };
}

function readTemporary(value: unknown): TemporaryName {
  const found = entries(value, 'temporary');
  onlyKeys(found, ['side', 'address', 'name', 'was'], 'temporary');
  return {
    side: side(found.get('side'), 'temporary.side'),
    address: address(found.get('address'), 'temporary.address'),
    name: text(found.get('name'), 'temporary.name'),
    was: text(found.get('was'), 'temporary.was'),
  };
}

function readCascade(value: unknown): Cascade {
  const found = entries(value, 'cascade');
  onlyKeys(found, ['side', 'before', 'after', 'people'], 'cascade');
  return {
    side: side(found.get('side'), 'cascade.side'),
    before: count(found.get('before'), 'cascade.before'),
    after: count(found.get('after'), 'cascade.after'),
    people: byAddress(found.get('people'), 'cascade.people', count),
  };
}

function readWritten(value: unknown, where: string): Written {
  const result: { [F in FieldName]?: readonly WrittenValue[] } = {};
  for (const [key, item] of entries(value, where)) {
    const at = `${where}.${key}`;
    result[fieldName(key, at)] = list(item, at).map((entry) => readWrittenValue(entry, at));
  }
  return result;
}

function readWrittenValue(value: unknown, where: string): WrittenValue {
  const found = entries(value, where);
  onlyKeys(found, SIDES, where);
  const written = (of: Side) => found.has(of) && { [of]: readBaselineValue(found.get(of), `${where}.${of}`) };
  return { ...written('harvest'), ...written('forecast') };
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
  };
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

/** Over the compact JSON of everything else, so that white space and line ends do not matter, and every value does. */
function checksum(body: ReturnType<typeof stateBody>): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
}
