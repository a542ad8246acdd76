import { createHash } from 'node:crypto';
import type { Address } from '../model/address.ts';
import { UserError } from '../model/error.ts';
import { OTHER_PLACE } from './faults.ts';
import type { Advance } from '../model/ledger.ts';
import type { Last, Stored } from '../model/last.ts';
import type { Side } from '../model/side.ts';
import type { Intent, IntentOutcome } from '../model/store.ts';
import { keyMissing, notSealed, type Cipher } from './crypt.ts';
import { validateEntry, validateHeader, validateSealedLine } from './generated/state-validator.js';
import { isObject, parsedOr } from '../model/json.ts';
import { reasonOf } from './schema-reason.ts';

/**
 * The journal beside the state: one JSON line per entry, each with its number and a checksum, or sealed with the key.
 * In: lines. Out: entries, open intents, and the state with the finished outcomes in it.
 *
 * | line                        | means |
 * | --------------------------- | ----- |
 * | the last one, torn          | a run died while it wrote this line, so nothing was sent after it: ignored |
 * | any other one, damaged      | the file was changed: refused |
 * | an intent without outcome   | open: hfsync cannot tell whether it was applied |
 * | an outcome without intent   | the record already had the wanted value: only its advance counts |
 *
 * Advances are whole baselines, so replaying them any number of times gives the same result.
 */
const JOURNAL_FORMAT = 'hfsync-journal/1';

export interface JournalHeader {
  readonly lineage: string;
  /** The serial of the state that the entries build on. */
  readonly serial: number;
  readonly accounts: Last['accounts'];
}

export type Entry =
  { readonly kind: 'intent'; readonly intent: Intent } | { readonly kind: 'outcome'; readonly outcome: IntentOutcome };

export interface Journal {
  /** Null if nothing was written yet, or only a torn line. */
  readonly header: JournalHeader | null;
  readonly entries: readonly Entry[];
  /** Whether the last line is torn. It must be removed before anything is appended. */
  readonly torn: boolean;
}

/** The whole journal. */
export function formatJournal(header: JournalHeader, all: readonly Entry[], cipher: Cipher | null): string {
  const lines = all.map((entry, index) => formatEntry(entry, index + 1, cipher));
  return formatLine({ format: JOURNAL_FORMAT, ...header }, 0, cipher) + lines.join('');
}

/** One line of the journal. The first entry has the number 1. */
export function formatEntry(entry: Entry, number: number, cipher: Cipher | null): string {
  return formatLine(entry.kind === 'intent' ? { intent: entry.intent } : { outcome: entry.outcome }, number, cipher);
}

function formatLine(content: object, number: number, cipher: Cipher | null): string {
  const plain = JSON.stringify(content);
  const line = cipher
    ? { n: number, ...cipher.seal(plain, lineContext(number)) }
    : { n: number, check: lineChecksum(plain, number), entry: content };
  return `${JSON.stringify(line)}\n`;
}

/**
 * Throws `UserError`: `state.journal-damaged`, `state.newer`, `state.key-missing`, `state.key-wrong`, `state.not-sealed`,
 * `state.other-accounts`.
 */
export function parseJournal(
  source: string | null,
  cipher: Cipher | null,
  path: string,
  accounts: Last['accounts'],
): Journal {
  const lines = (source ?? '').split('\n');
  // Every complete line ends with a line feed, so text after the last one is a torn line.
  const rest = lines.pop() ?? '';
  const contents: unknown[] = [];
  let torn = rest !== '';
  for (const [number, line] of lines.entries()) {
    const content = parseLine(line, number, cipher, path);
    if (content !== undefined) {
      contents.push(content);
      continue;
    }
    if (number < lines.length - 1 || rest !== '') throw damaged(path, number);
    torn = true;
  }
  return readJournal(contents, torn, path, accounts);
}

/** The content of a line, or undefined if the line is not complete. */
function parseLine(source: string, number: number, cipher: Cipher | null, path: string): unknown {
  const line = parsedOr(source, undefined);
  if (!isObject(line) || line['n'] !== number) return undefined;
  if (validateSealedLine(line)) {
    if (!cipher) throw keyMissing(path);
    return JSON.parse(cipher.open(line, lineContext(number)));
  }
  if (line['check'] !== lineChecksum(JSON.stringify(line['entry']), number)) return undefined;
  if (cipher) throw notSealed(path);
  return line['entry'];
}

/** Whether the journal was written with a key. */
export function isSealedJournal(source: string): boolean {
  return /^\{"n":0,"nonce":/.test(source);
}

function readJournal(contents: readonly unknown[], torn: boolean, path: string, accounts: Last['accounts']): Journal {
  const [header, ...others] = contents;
  if (header === undefined) return { header: null, entries: [], torn };
  refuseNewer(header, path);
  if (!validateHeader(header)) throw damaged(path, null, reasonOf(validateHeader.errors, 'header'));
  const { lineage, serial } = header;
  if (header.accounts.harvest !== accounts.harvest || header.accounts.forecast !== accounts.forecast)
    throw new UserError('state.other-accounts', `${path} is the journal of another pair of accounts.`, {
      hint: OTHER_PLACE,
    });
  const entries = others.map((entry) => readEntry(entry, path));
  return { header: { lineage, serial, accounts: header.accounts }, entries, torn };
}

function refuseNewer(header: unknown, path: string): void {
  const format = isObject(header) ? header['format'] : null;
  if (format === JOURNAL_FORMAT || typeof format !== 'string' || !/^hfsync-journal\/\d+$/.test(format)) return;
  throw new UserError('state.newer', `${path} was written by a newer hfsync (format ${format}).`, {
    hint: 'Update hfsync. Or let the hfsync that was interrupted finish first: hfsync apply.',
  });
}

function readEntry(entry: unknown, path: string): Entry {
  if (!validateEntry(entry)) throw damaged(path, null, reasonOf(validateEntry.errors, 'entry'));
  const { intent, outcome } = entry;
  if (intent) return { kind: 'intent', intent };
  if (outcome) return { kind: 'outcome', outcome };
  throw damaged(path, null, 'neither an intent nor an outcome');
}

function damaged(path: string, line: number | null, cause?: unknown): UserError {
  const where = line === null ? '' : ` in line ${line + 1}`;
  return new UserError('state.journal-damaged', `${path} is damaged${where}, and not only at its end.`, {
    hint: JOURNAL_HINT,
    cause,
  });
}

/** What to do about a damaged journal. */
export const JOURNAL_HINT =
  'It records what an interrupted run may have written. To go on without it, move the file away and check the next plan carefully.';

/** Intents without a recorded outcome, in the order in which they were made. */
export function openIntents(journal: readonly Entry[]): readonly Intent[] {
  const open = new Map<string, Intent>();
  for (const entry of journal) {
    if (entry.kind === 'intent') open.set(entry.intent.id, entry.intent);
    else open.delete(entry.outcome.intent);
  }
  return [...open.values()];
}

/** The state with the advances of the finished outcomes in it. */
export function replay(last: Last, journal: readonly Entry[]): Last {
  const sides = new Map<string, Side>();
  let result = last;
  for (const entry of journal) {
    if (entry.kind === 'intent') sides.set(entry.intent.id, entry.intent.change.account);
    else if (entry.outcome.advance)
      result = advanced(result, entry.outcome.advance, sides.get(entry.outcome.intent) ?? null);
  }
  return result;
}

function advanced(last: Last, advance: Advance, side: Side | null): Last {
  const { address, baseline, temporary, brought, stored } = advance;
  const { [address]: _old, ...others } = last.baseline;
  const { [address]: waiting, ...otherWaiting } = last.waiting;
  return {
    ...last,
    baseline: baseline === null ? others : { ...others, [address]: baseline },
    waiting: baseline === null || waiting === undefined ? otherWaiting : last.waiting,
    brought: brought && !last.brought.includes(address) ? [...last.brought, address] : last.brought,
    temporary: temporary === undefined ? last.temporary : withTemporary(last, advance, side),
    ...withUpdated(last, advance),
    ...withStored(last, address, baseline === null ? {} : stored),
  };
}

function withUpdated({ updated }: Last, { address, baseline, updated: newer }: Advance): Pick<Last, 'updated'> {
  const { [address]: known, ...others } = updated ?? {};
  if (baseline === null) return updated ? { updated: others } : {};
  return newer ? { updated: { ...others, [address]: { ...known, ...newer } } } : {};
}

function withStored(last: Last, address: Address, stored: Stored | undefined): Pick<Last, 'stored'> {
  if (stored === undefined || (Object.keys(stored).length === 0 && !last.stored?.[address])) return {};
  const { [address]: _old, ...others } = last.stored ?? {};
  return { stored: Object.keys(stored).length === 0 ? others : { ...others, [address]: stored } };
}

function withTemporary(last: Last, { address, temporary }: Advance, side: Side | null): Last['temporary'] {
  const written = temporary?.side ?? side;
  const others = last.temporary.filter((item) => item.address !== address || (written && item.side !== written));
  return temporary ? [...others, { address, ...temporary }] : others;
}

function lineContext(number: number): string {
  return `${JOURNAL_FORMAT}:${number}`;
}

function lineChecksum(content: string | undefined, number: number): string {
  return createHash('sha256')
    .update(`${lineContext(number)}\n${content ?? ''}`)
    .digest('hex')
    .slice(0, 16);
}
