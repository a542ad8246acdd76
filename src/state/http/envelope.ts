import { UserError } from '../../model/error.ts';
import { isLeasedHolder, type LeasedHolder } from '../lease.ts';
import type { TextName } from '../medium.ts';
import { isObject, parsedOr } from '../../model/json.ts';

/**
 * The protocol has only one text. It contains all the texts of a state, so that the state and its journal are replaced
 * at once. It has those keys of a Terraform state that servers look at: GitLab wants JSON with a `serial`, keeps every
 * text by its serial, and refuses a serial that it already has.
 */
export interface Envelope {
  /** Grows by one with every write. */
  readonly serial: number;
  readonly lineage: string;
  /** Random and new for every write. If an answer is lost, reading shows whether the write arrived. */
  readonly nonce: string;
  /** Who writes, as of the last write. Null if nobody does. Only the server knows who holds the lock. */
  readonly holder: LeasedHolder | null;
  /** Whether there was a state when this was written. If it is missing later, it was lost. */
  readonly hasState: boolean;
  readonly texts: { readonly [T in TextName]: string | null };
  /** A state that could not be read and was moved out of the way. */
  readonly damaged: string | null;
}

export const EMPTY: Envelope = {
  ...{ serial: 0, lineage: '', nonce: '', holder: null, hasState: false, damaged: null },
  texts: { state: null, backup: null, journal: null },
};

const FORMAT = 'hfsync-shared-state/1';
/** The version of the format of Terraform's states. */
const VERSION = 4;

export function formatEnvelope({ serial, lineage, ...own }: Envelope): string {
  return `${JSON.stringify({ version: VERSION, serial, lineage, hfsync: { format: FORMAT, ...own } })}\n`;
}

/** `name` is what messages call the text. Throws `UserError`: `state.foreign`, `state.newer`, `state.damaged`. */
export function parseEnvelope(source: string, name: string): Envelope {
  const found = parsedOr(source, undefined);
  const own = isObject(found) ? found['hfsync'] : undefined;
  if (!isObject(found) || !isObject(own)) throw foreign(name);
  const { format } = own;
  if (format !== FORMAT) throw newer(name, String(format));
  const { serial, lineage } = found;
  const { nonce, holder, hasState, texts, damaged } = own;
  const isWhole =
    Number.isSafeInteger(serial) &&
    [lineage, nonce].every((each) => typeof each === 'string') &&
    (holder === null || isLeasedHolder(holder)) &&
    isObject(texts) &&
    [texts['state'], texts['backup'], texts['journal'], damaged].every(isTextOrNull);
  if (!isWhole) throw broken(name);
  return { ...{ serial, lineage, nonce, holder, texts, damaged }, hasState: hasState === true } as Envelope;
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function foreign(name: string): UserError {
  return new UserError(
    'state.foreign',
    `${name} keeps something that hfsync did not write. Nothing was changed there.`,
    {
      hint: 'A state of Terraform or of OpenTofu needs an address of its own. Choose another one: HFSYNC_STATE_HTTP_ADDRESS',
    },
  );
}

function newer(name: string, format: string): UserError {
  return new UserError('state.newer', `${name} was written by a newer hfsync (format ${format}).`, {
    hint: 'Update hfsync.',
  });
}

function broken(name: string): UserError {
  return new UserError('state.damaged', `${name} is damaged: what hfsync keeps around its state has another shape.`, {
    hint: 'Restore an older version of it on the server. GitLab keeps them.',
  });
}

/** Whether nobody wrote in between or changed a text by hand. */
export function isSameText(a: Envelope | null, b: Envelope | null): boolean {
  return a === null || b === null
    ? a === b
    : a.nonce === b.nonce && JSON.stringify(a.texts) === JSON.stringify(b.texts);
}

export function bytesOf(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text, 'utf8');
}
