/** Much deeper than any answer or plan, and shallow enough for every recursive reader. */
export const MAX_DEPTH = 100;

/** Parses JSON. Undefined if the text is not JSON, or nests deeper than `maxDepth`. */
export function parseJson(text: string, maxDepth = MAX_DEPTH): unknown {
  return nesting(text) > maxDepth ? undefined : parsedOr(text, undefined);
}

/** The parsed text, or `otherwise` if it is not JSON. */
export function parsedOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return otherwise;
    throw error;
  }
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value nests at most so deep; one that is no object or list has no depth. */
export function nestsWithin(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (most === 0) return false;
  if (Array.isArray(value)) return value.every((each) => nestsWithin(each, most - 1));
  const of = value as { readonly [key: string]: unknown };
  // A parsed value has nothing but keys of its own, and `in` makes no list of them.
  for (const key in of) if (!nestsWithin(of[key], most - 1)) return false;
  return true;
}

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return deepest;
    } else if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (char === 0x5d || char === 0x7d) depth--;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The quote that ends the string which starts at `start`: not one that is escaped. -1 if there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return -1;
}
