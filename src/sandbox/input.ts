import { Refusal, type Input } from './resource.ts';

/** How the services read a written key: Rails coerces "12" and "true" (recorded: `"client_id":"7722246"`). */
interface Types {
  text: string;
  'text?': string | null;
  flag: boolean;
  whole: number;
  'whole?': number | null;
  number: number;
  'number?': number | null;
  texts: string[];
  ids: number[];
  flags: Record<string, boolean>;
}
export type Fields = Readonly<Record<string, keyof Types>>;
export type Written<F extends Fields> = { -readonly [K in keyof F]?: Types[F[K]] };

/** The written keys that the service knows, in its own types; others are ignored. Throws a 422 for what it cannot read. */
export function readFields<const F extends Fields>(input: Input, fields: F): Written<F> {
  const written: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, type] of Object.entries(fields)) {
    if (!Object.hasOwn(input, key)) continue;
    const value = readValue(type, input[key]);
    if (value === undefined) problems.push(`${humanize(key)} is invalid`);
    else written[key] = value;
  }
  if (problems.length > 0) throw new Refusal(422, problems);
  return written as Written<F>;
}

/** "first_name" as Rails names it in a message: "First name". */
export function humanize(key: string): string {
  const words = key.replace(/_id$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function readValue(type: keyof Types, value: unknown): unknown {
  switch (type) {
    case 'text':
      return readText(value ?? '');
    case 'text?':
      return value === null ? null : readText(value);
    case 'flag':
      return readFlag(value);
    case 'whole':
      return readNumber(value, true);
    case 'whole?':
      return value === null || value === '' ? null : readNumber(value, true);
    case 'number':
      return readNumber(value, false);
    case 'number?':
      return value === null || value === '' ? null : readNumber(value, false);
    case 'texts':
      return readList(value, readText);
    case 'ids':
      return readList(value, (item) => readNumber(item, true));
    case 'flags':
      return readFlags(value);
  }
}

function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function readFlag(value: unknown): boolean | undefined {
  if (value === true || value === 'true' || value === '1' || value === 1) return true;
  return value === false || value === 'false' || value === '0' || value === 0 ? false : undefined;
}

function readNumber(value: unknown, whole: boolean): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  return whole && !Number.isSafeInteger(number) ? undefined : number;
}

/** In a form, a list with one item is a single key, and an empty list is an empty text. */
function readList<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  const items: unknown[] = Array.isArray(value) ? value : value === null || value === '' ? [] : [value];
  const list: T[] = [];
  for (const item of items) {
    const one = read(item);
    if (one === undefined) return undefined;
    if (one !== '') list.push(one);
  }
  return list;
}

function readFlags(value: unknown): Record<string, boolean> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).map(([key, flag]) => [key, readFlag(flag)] as const);
  if (entries.some(([, flag]) => flag === undefined)) return undefined;
  return Object.fromEntries(entries) as Record<string, boolean>;
}

/**
 * A request's body as keys and values: JSON, or a form with lists as repeated keys, with or without `[]`.
 * Throws a 400 for invalid JSON.
 */
export function readBody(body: string, contentType: string): Input {
  if (body.trim() === '') return {};
  if (contentType.includes('application/x-www-form-urlencoded')) return readForm(body);
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Input;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Refusal(400, ['The request body is not a JSON object.']);
}

function readForm(body: string): Input {
  const input: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [written, value] of new URLSearchParams(body)) {
    const key = written.replace(/\[\d*\]$/, '');
    const before = input[key];
    if (key !== written) input[key] = Array.isArray(before) ? [...(before as unknown[]), value] : [value];
    else if (before === undefined) input[key] = value;
    else input[key] = Array.isArray(before) ? [...(before as unknown[]), value] : [before, value];
  }
  return input;
}
