/** Long enough to be nobody else's text, short enough to find what was cut, wrapped or half masked. */
const PIECE = 8;

/**
 * The ways in which a text gives the token away: as it is, also cut into pieces of eight, wrapped over lines or coloured, JSON- or
 * URL-encoded, as hexadecimal digits, and inside base64 of either alphabet at any offset.
 */
export function leaksIn(text: string, token: string): string[] {
  const joined = text.replace(/\u001b\[[0-9;]*m/g, '').replace(/\s+/g, '');
  const texts = [text, joined, joined.toLowerCase()];
  return formsOf(token)
    .filter(({ forms }) => forms.some((form) => texts.some((each) => each.includes(form))))
    .map(({ name }) => name);
}

type Form = { readonly name: string; readonly forms: readonly string[] };

/** Each token's, worked out once: every text of every test is searched. */
const known = new Map<string, readonly Form[]>();

function formsOf(token: string): readonly Form[] {
  const forms = known.get(token) ?? allForms(token);
  known.set(token, forms);
  return forms;
}

function allForms(token: string): readonly Form[] {
  return [
    { name: 'plain', forms: piecesOf(token, PIECE) },
    { name: 'JSON-escaped', forms: [escapedSlashes(token), unicodeEscapes(token)] },
    {
      name: 'URL-encoded',
      forms: [encodeURIComponent(token), encodeURIComponent(token).toLowerCase(), everyByte(token)],
    },
    { name: 'hex', forms: piecesOf(Buffer.from(token).toString('hex'), 2 * PIECE) },
    { name: 'base64', forms: [0, 1, 2].flatMap((offset) => piecesOf(base64Core(token, offset), 12)) },
    { name: 'base64url', forms: [0, 1, 2].flatMap((offset) => piecesOf(base64Core(token, offset, 'base64url'), 12)) },
  ];
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
function base64Core(token: string, offset: number, alphabet: 'base64' | 'base64url' = 'base64'): string {
  const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(token)]).toString(alphabet);
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + token.length) * 8) / 6));
}
