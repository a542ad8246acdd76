import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';

/** The token of every test that sends one. It is in nothing that hfsync prints, throws, or writes to a file (P20). */
export const TOKEN = 'canary-4711.token/with+signs';

/** Long enough to be nobody else's text, short enough to find what was cut, wrapped or half masked. */
const PIECE = 8;

/**
 * The ways in which a text gives the token away: as it is, also cut into pieces of eight, wrapped over lines or coloured, JSON- or
 * URL-encoded, as hexadecimal digits, and inside base64 of either alphabet at any offset.
 */
export function leaksIn(text: string): string[] {
  const joined = text.replace(/\u001b\[[0-9;]*m/g, '').replace(/\s+/g, '');
  const texts = [text, joined, joined.toLowerCase()];
  return FORMS.filter(({ forms }) => forms.some((form) => texts.some((each) => each.includes(form)))).map(
    ({ name }) => name,
  );
}

const FORMS: readonly { readonly name: string; readonly forms: readonly string[] }[] = [
  { name: 'plain', forms: piecesOf(TOKEN, PIECE) },
  { name: 'JSON-escaped', forms: [escapedSlashes(TOKEN), unicodeEscapes(TOKEN)] },
  {
    name: 'URL-encoded',
    forms: [encodeURIComponent(TOKEN), encodeURIComponent(TOKEN).toLowerCase(), everyByte(TOKEN)],
  },
  { name: 'hex', forms: piecesOf(Buffer.from(TOKEN).toString('hex'), 2 * PIECE) },
  { name: 'base64', forms: [0, 1, 2].flatMap((offset) => piecesOf(base64Core(offset), 12)) },
  { name: 'base64url', forms: [0, 1, 2].flatMap((offset) => piecesOf(base64Core(offset, 'base64url'), 12)) },
];

/** Throws where a text gives the token away. The error names the form, never the text. */
export function expectNoSecrets(text: string, where: string): void {
  expect(leaksIn(text), `${where} holds the token`).toEqual([]);
}

/** All files of a test's folder: state, backup, journal, lock, plans, whatever else was left there. */
export async function expectNoSecretsIn(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    expectNoSecrets(await readFile(file, 'latin1'), path.relative(folder, file));
  }
}

export interface Watch {
  /** What was written since the last call. */
  take(): string;
}

/** Listens to everything that goes through a stream. */
export function watch(stream: Pick<NodeJS.WriteStream, 'write'>): Watch {
  let seen = '';
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    seen += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
    return write(chunk, ...rest);
  }) as NodeJS.WriteStream['write'];
  return {
    take() {
      const text = seen;
      seen = '';
      return text;
    },
  };
}

function piecesOf(text: string, length: number): string[] {
  return Array.from({ length: Math.floor(text.length / length) }, (_, nth) =>
    text.slice(nth * length, (nth + 1) * length),
  );
}

function escapedSlashes(text: string): string {
  return text.replaceAll('/', '\\/');
}

function unicodeEscapes(text: string): string {
  return [...text].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

function everyByte(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join('');
}

/** The base64 digits that depend on the token alone, with `offset` other bytes before it. */
function base64Core(offset: number, alphabet: 'base64' | 'base64url' = 'base64'): string {
  const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(TOKEN)]).toString(alphabet);
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + TOKEN.length) * 8) / 6));
}
