import { isObject, parseJson } from './json.ts';

/**
 * What a request came to, as a value. `answer`: the service answered whole. `unreadable`: it answered, and the body is over the
 * cap or no UTF-8. `broken`: no whole answer; `unsent` is true only where no byte of the request can have reached the service.
 */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly text: string }
  | { readonly kind: 'unreadable'; readonly status: number; readonly headers: Headers; readonly reason: string }
  | {
      readonly kind: 'broken';
      readonly code: string;
      readonly message: string;
      readonly unsent: boolean;
      /** Trying again cannot help: the certificate stays what it is. */
      readonly lasting: boolean;
    };

/** A certificate or protocol fault: the handshake comes before the first byte of a request, and checks are never weakened. */
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|UND_ERR_PRX_TLS)/;
const UNSENT_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKS5']);

/**
 * fetch wraps the reason (`TypeError: fetch failed`, `.cause`), a proxy's twice; others throw it bare. The innermost one is read.
 * `ECONNRESET` and the like count as sent unless the failing call was `connect` itself.
 */
export function toBroken(error: unknown): Outcome {
  const cause = causeOf(error);
  const code = codeOf(error);
  const message = cause instanceof Error && cause.message !== '' ? cause.message : String(error);
  const tls = TLS.test(code);
  const unsent = tls || UNSENT_CODES.has(code) || failedToConnect(cause) || /^Proxy response \(\d+\)/.test(message);
  return { kind: 'broken', code, message: withoutCredentials(message), unsent, lasting: tls };
}

/** The error code, wherever fetch put it; `UNKNOWN` where there is none (a peer that does not speak HTTP). */
export function codeOf(error: unknown): string {
  const cause = causeOf(error);
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error && cause.name === 'TimeoutError' ? 'TIMEOUT' : 'UNKNOWN';
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? causeOf(error.cause) : error;
}

function failedToConnect(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(failedToConnect);
  return cause instanceof Error && 'syscall' in cause && cause.syscall === 'connect';
}

/** A proxy's address may carry a password. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/\s@]*@/g, '//***@');
}

/**
 * What the service said, in one line, from any of the error bodies that both services are known to send
 * (Forecast `reason`, `errors`; Harvest `message`, `error_description`, `error`; HTML pages).
 */
export function messageOf(text: string): string {
  const json = parseJson(text);
  const said = isObject(json) ? saidIn(json) : null;
  if (said !== null) return oneLine(said);
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.trim();
  return oneLine(title !== undefined && title !== '' ? title : text);
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
// Controls and bidirectional marks could rewrite a terminal line.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function oneLine(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(UNPRINTABLE, (char) => `\\u{${char.codePointAt(0)?.toString(16) ?? ''}}`);
  return line.length > MESSAGE_LIMIT ? `${line.slice(0, MESSAGE_LIMIT)}…` : line;
}
