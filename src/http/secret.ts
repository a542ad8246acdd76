import { inspect } from 'node:util';
import { UserError } from '../model/error.ts';

const MASK = '***';

/** A token or a password. Printing it in any way gives `***`. Only the code that writes a header calls `reveal`. */
export interface Secret {
  /** The variable that it comes from (`HARVEST_TOKEN`), for messages. */
  readonly variable: string;
  reveal(): string;
  toString(): string;
  toJSON(): string;
  [inspect.custom](): string;
}

/** Throws `UserError`, without the value, if a token is empty or cannot be part of a header. */
export function createSecret(value: string, variable: string): Secret {
  if (value === '') throw new UserError('token.empty', `${variable} is empty.`);
  // Node's own error for a bad header shows the value, so such a token must not get that far.
  if (!/^[\x21-\x7e\xa1-\xff]+$/.test(value)) {
    throw new UserError('token.invalid', `${variable} contains a character that no token can contain.`, {
      hint: 'Set it again without line breaks, spaces or quotes around it.',
    });
  }
  return secretOf(value, variable);
}

/** A secret that is not a token. A proxy's password may contain any character. */
export function secretOf(value: string, variable: string): Secret {
  function mask(): string {
    return MASK;
  }
  return Object.freeze({
    variable,
    reveal: () => value,
    toString: mask,
    toJSON: mask,
    [inspect.custom]: mask,
  });
}

/**
 * The text with every secret masked: as it is, JSON-escaped, URL-encoded, in hexadecimal, and inside base64 at any
 * offset.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  let clean = text;
  for (const form of secrets.flatMap(formsOf)) clean = clean.replaceAll(form, MASK);
  return clean;
}

/** The forms of each secret, computed once: every request needs them. */
const known = new WeakMap<Secret, readonly string[]>();

function formsOf(secret: Secret): readonly string[] {
  const forms = known.get(secret) ?? allForms(secret.reveal());
  known.set(secret, forms);
  return forms;
}

function allForms(value: string): readonly string[] {
  const bytes = [Buffer.from(value, 'utf8'), Buffer.from(value, 'latin1')];
  const encoded = bytes.flatMap((buffer) => [0, 1, 2].map((offset) => base64Core(buffer, offset)));
  const url = encodeURIComponent(value);
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    url,
    url.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    ...encoded,
    ...encoded.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    ...bytes.flatMap((buffer) => [buffer.toString('hex'), buffer.toString('hex').toUpperCase()]),
  ];
  // Longest first, so that no form is broken up by a shorter one inside it. The base64 core of a very short value would
  // match anything.
  return [...new Set(forms)]
    .filter((form) => form === value || form.length >= 6)
    .sort((left, right) => right.length - left.length);
}

/** The base64 characters that depend on `value` alone, if `offset` other bytes come before it. */
function base64Core(value: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), value]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + value.length) * 8) / 6));
}
