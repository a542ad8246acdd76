import { isCertificate, isTls } from './certificate.ts';
import { errorCode } from '../model/error.ts';
import { isObject, parseJson } from '../model/json.ts';
import type { Proxy } from './proxy.ts';
import { WireFault } from './wire-fault.ts';

/**
 * The result of one request, as a value. `answer`: the whole answer arrived. `unreadable`: the body of the answer is
 * too long or not UTF-8. `broken`: the answer did not arrive whole. `unsent` is true only if no byte of the request can
 * have reached the service.
 */
export type WireResult = Answered | Unreadable | Broken;

/** Header names in any case. */
export type AnswerHeaders = Pick<Headers, 'get' | 'has'>;

/** The same headers, except for one. */
export function withHeader(headers: AnswerHeaders, name: string, value: string): AnswerHeaders {
  const isIt = (asked: string): boolean => asked.toLowerCase() === name;
  return {
    get: (asked) => (isIt(asked) ? value : headers.get(asked)),
    has: (asked) => isIt(asked) || headers.has(asked),
  };
}

/** `via`: the proxy that the request went through. */
interface Answered {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
  readonly via?: Proxy;
}

interface Unreadable {
  readonly kind: 'unreadable';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly reason: string;
  readonly via?: Proxy;
}

export interface Broken {
  readonly kind: 'broken';
  readonly code: string;
  readonly message: string;
  readonly unsent: boolean;
  /** Trying again cannot help: neither the certificate nor the proxy's password will change. */
  readonly lasting: boolean;
  /** What to do about it, if that is known here. */
  readonly hint?: string;
  readonly via?: Proxy;
}

/** Error codes that occur only before the first byte of a request. A `WireFault` says so itself. */
const UNSENT_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * Some code wraps the reason (`.cause`). The innermost cause counts. `ECONNRESET` and the like count as sent, unless the
 * connection was not open yet.
 */
export function toBroken(error: unknown): Broken {
  const cause = causeOf(error);
  const code = codeOf(error);
  const fault = chainOf(error).find((each) => each instanceof WireFault);
  const unsent = fault ? fault.unsent : UNSENT_CODES.has(code) || failedToConnect(cause) || isCertificate(code);
  return {
    kind: 'broken',
    code,
    message: fault?.hasMessage ? fault.message : withoutCredentials(wordsOf(error)),
    unsent,
    lasting: fault?.lasting === true || (unsent && isTls(code)),
    ...(fault?.hint && { hint: fault.hint }),
  };
}

/** The code of the innermost cause. `UNKNOWN` if it has none. */
export function codeOf(error: unknown): string {
  const cause = causeOf(error);
  return errorCode(cause) ?? (cause instanceof Error && cause.name === 'TimeoutError' ? 'TIMEOUT' : 'UNKNOWN');
}

function causeOf(error: unknown): unknown {
  return chainOf(error).at(-1);
}

/** The error and its causes, innermost last. */
function chainOf(error: unknown): readonly unknown[] {
  return error instanceof Error && error.cause instanceof Error ? [error, ...chainOf(error.cause)] : [error];
}

/** An error in one line, with its code if it has one. */
export function wordsOf(error: unknown): string {
  const cause = causeOf(error);
  // All addresses of a host failed; the first error is enough.
  if (cause instanceof AggregateError && cause.errors.length > 0) return wordsOf(cause.errors[0]);
  const code = codeOf(error);
  const message = oneLine(cause instanceof Error && cause.message !== '' ? cause.message : String(cause));
  // An OpenSSL message: thread, "error", number, "SSL routines", function, reason, file, line.
  const [, , , , , reason = ''] = /^[0-9A-F]+:error:/.test(message) ? message.split(':') : [];
  if (reason !== '') return `${code}: ${reason}`;
  return message.includes(code) || code === 'TIMEOUT' ? message : `${code}: ${message}`;
}

function failedToConnect(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(failedToConnect);
  return cause instanceof Error && 'syscall' in cause && cause.syscall === 'connect';
}

/** A proxy's address may contain a password. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/\s@]*@/g, '//***@');
}

/**
 * Whether this answer comes from something between us and the service: a proxy, a filter, a login page. Both services
 * answer in JSON, except at their edge: a limit with `Retry-After`, a path that is not a route (404), a failure (5xx).
 * An answer without `Date` does not come from their web servers (RFC 9110, 6.6.1).
 */
export function isForeign(result: WireResult): boolean {
  if (result.kind !== 'answer') return false;
  const { status, headers, text } = result;
  const page = text.trim() !== '' && parseJson(text) === undefined;
  if (status === 429) return !headers.has('retry-after') && (page || !headers.has('date'));
  return status >= 400 && status < 500 && !OF_THE_EDGE.has(status) && page;
}

/** Not found, and two statuses for timeouts. */
const OF_THE_EDGE = new Set([404, 408, 425]);

/**
 * What the service said, in one line. Reads every error body that the services are known to send (Forecast `reason`,
 * `errors`; Harvest `message`, `error_description`, `error`; HTML pages).
 */
export function messageOf(text: string): string {
  const json = parseJson(text);
  const said = isObject(json) ? saidIn(json) : null;
  if (said !== null) return oneLine(said);
  return titleOf(text) ?? oneLine(text);
}

/** The title of an HTML page, or its heading (haproxy's pages have only that), in one line. Null if there is none. */
export function titleOf(text: string): string | null {
  const title = oneLine(/<(?:title|h1)\b[^>]*>([^<]*)/i.exec(text)?.[1] ?? '');
  return title === '' ? null : title;
}

function saidIn(json: { readonly [key: string]: unknown }): string | null {
  if (isText(json['reason'])) return json['reason'];
  const errors = listed(json['errors']);
  if (errors.length > 0) return errors.join(', ');
  for (const key of ['message', 'error_description', 'error']) {
    const value = json[key];
    if (isText(value)) return value;
  }
  return null;
}

function listed(errors: unknown): string[] {
  if (isText(errors)) return [errors];
  if (Array.isArray(errors)) return errors.flatMap((item) => listed(item));
  if (!isObject(errors)) return [];
  return Object.entries(errors).flatMap(([field, value]) => listed(value).map((text) => `${field}: ${text}`));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

const MESSAGE_LIMIT = 300;
// Control characters and bidirectional marks could rewrite a terminal line.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function oneLine(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(UNPRINTABLE, (char) => `\\u{${char.codePointAt(0)?.toString(16) ?? ''}}`);
  return line.length > MESSAGE_LIMIT ? `${line.slice(0, MESSAGE_LIMIT)}…` : line;
}
