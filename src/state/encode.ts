import type { Last } from '../model/last.ts';
import type { StateContext } from './context.ts';
import { keyMissing, notSealed, type Cipher, type Sealed } from './crypt.ts';
import { formatState, parseState } from './format.ts';
import { validateSealed } from './generated/state-validator.js';
import { parsedOr } from '../model/json.ts';

const SEALED_FORMAT = 'hfsync-state-encrypted/1';

/** The state's text as the medium keeps it. */
export function encodeState({ cipher }: Pick<StateContext, 'cipher'>, last: Last): string {
  const plain = formatState(last);
  if (!cipher) return plain;
  return `${JSON.stringify({ format: SEALED_FORMAT, ...cipher.seal(plain, SEALED_FORMAT) }, null, 2)}\n`;
}

/**
 * The state in a text. With a key, the text must be sealed. Otherwise anybody who can write in the folder could decide
 * what both sides last agreed on. `name` is what messages call the text. Throws `UserError`.
 */
export function decodeState(context: StateContext, source: string, name: string): Last {
  const { cipher, accounts, medium } = context;
  const found = parsedOr(source, undefined);
  const origin = { path: name, backup: medium.names.backup, accounts };
  // A text that is neither goes to the parser, which says what is wrong with it.
  const last = validateSealed(found)
    ? parseState(opened(cipher, found, name), origin)
    : parseState(source, origin, found);
  if (cipher && !validateSealed(found)) throw notSealed(name);
  return last;
}

function opened(cipher: Cipher | null, sealed: Sealed, name: string): string {
  if (!cipher) throw keyMissing(name);
  return cipher.open(sealed, SEALED_FORMAT);
}

/** Whether the text of a state is sealed with a key. */
export function isSealedState(source: string): boolean {
  return validateSealed(parsedOr(source, undefined));
}
