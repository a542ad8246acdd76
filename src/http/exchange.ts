import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import zlib from 'node:zlib';
import type { Timeouts } from './connections.ts';
import { WireFault } from './wire-fault.ts';
import type { AnswerHeaders } from './wire-result.ts';

/** An answer with its decoded body. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly bytes: Buffer;
  /** False if the body was longer than the limit, and the rest was not read. */
  readonly whole: boolean;
}

export interface ExchangeOptions {
  readonly body: string | undefined;
  readonly timeouts: Pick<Timeouts, 'headers' | 'idle'>;
  /** The most bytes of a decoded body, by the status of the answer. */
  readonly limit: (status: number) => number;
  /** The monotonic ms (`performance.now`) by which the request must be on its way. Later, it is not sent. */
  readonly leaveBy: number;
  /** Ends the exchange with the signal's reason. */
  readonly signal: AbortSignal;
  /** The same, but only before anything can have been sent. */
  readonly waits: AbortSignal | undefined;
}

/** The encodings that hfsync accepts for a body. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';
/** Each takes a decoder with buffers of its own. */
const MOST_ENCODINGS = 5;

/**
 * Sends one request and reads its whole answer. In: a request that is not sent yet. Rejects with the signal's reason,
 * or with what broke the exchange: a `WireFault` if nothing can have been sent.
 */
export function exchange(request: ClientRequest, options: ExchangeOptions): Promise<RawAnswer> {
  const { body, timeouts, limit, leaveBy, signal, waits } = options;
  return new Promise<RawAnswer>((resolve, reject) => {
    const patience = createPatience((ms, what, code) =>
      fail(Object.assign(new Error(`${what} within ${ms / 1000} s`), { code })),
    );
    let isConnected = false;
    // Such a request keeps its body until it has a connection, so that nothing leaves too late.
    const mayBeLate = leaveBy !== Infinity;

    function fail(error: unknown): void {
      settle();
      const known = isConnected || error instanceof WireFault;
      reject(known ? (error as Error) : new WireFault(null, { unsent: true, cause: error }));
      request.destroy();
    }
    function interrupt({ reason }: AbortSignal): void {
      settle();
      reject(reason as Error);
      request.destroy();
    }
    const stop = (): void => interrupt(signal);
    const stopWaiting = (): void => {
      if (waits && !isConnected) interrupt(waits);
    };
    function settle(): void {
      patience.end();
      signal.removeEventListener('abort', stop);
      waits?.removeEventListener('abort', stopWaiting);
    }

    // Without a listener, a late error would end the process.
    request.on('error', fail);
    if (signal.aborted) return stop();
    if (waits?.aborted) return stopWaiting();
    signal.addEventListener('abort', stop);
    waits?.addEventListener('abort', stopWaiting);
    request.once('socket', (socket: Socket | TLSSocket) => {
      const ready = (): void => {
        if (performance.now() > leaveBy) {
          fail(new WireFault('connecting took too long for what the write goes by', { unsent: true }));
          return;
        }
        isConnected = true;
        patience.start(timeouts.headers, 'no headers', 'HEADERS_TIMEOUT');
        if (mayBeLate) request.end(body);
      };
      // Over TLS, nothing is sent before the certificate is checked.
      const isTls = 'encrypted' in socket;
      if (request.reusedSocket || (isTls ? !socket.connecting && socket.authorized : !socket.connecting)) ready();
      else socket.once(isTls ? 'secureConnect' : 'connect', ready);
    });
    request.once('response', (response: IncomingMessage) => {
      isConnected = true;
      const status = response.statusCode ?? 0;
      if (status === 407) return fail(loginAsked());
      patience.start(timeouts.idle, 'no more of the body', 'BODY_TIMEOUT');
      readBody(response, limit(status), patience.again).then(({ bytes, whole }) => {
        settle();
        resolve({ status, headers: headersOf(response), bytes, whole });
        if (!whole) request.destroy();
      }, fail);
    });
    // Without a listener, Node would drop the connection and say nothing.
    request.once('upgrade', (_, socket) => {
      socket.destroy();
      fail(new WireFault('the answer changes to another protocol (101), which nobody asked for', { unsent: false }));
    });
    if (!mayBeLate) request.end(body);
  });
}

/** A timer for the next sign of life. */
function createPatience(ended: (ms: number, what: string, code: string) => void): {
  start(ms: number, what: string, code: string): void;
  again(this: void): void;
  end(): void;
} {
  let timer: NodeJS.Timeout | undefined;
  return {
    start(ms, what, code) {
      clearTimeout(timer);
      timer = setTimeout(() => ended(ms, what, code), ms);
    },
    again: () => void timer?.refresh(),
    end: () => clearTimeout(timer),
  };
}

async function readBody(
  response: IncomingMessage,
  limit: number,
  alive: () => void,
): Promise<{ readonly bytes: Buffer; readonly whole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', alive);
  const whole = await new Promise<boolean>((resolve, reject) => {
    const body = decoded(response, reject);
    // A decoder goes on by itself, and a small body can unpack to any size.
    const stop = (): void => void (body !== response && body.destroy());
    body.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= limit) return;
      resolve(false);
      stop();
    });
    body.once('end', () => resolve(true));
    body.once('error', reject);
    response.once('error', reject);
    // After an end or an error, this reject has no effect.
    response.once('close', () => {
      if (response.complete) return;
      stop();
      reject(Object.assign(new Error('the answer ended too early'), { code: 'ECONNRESET' }));
    });
  });
  const [first] = chunks;
  const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks);
  return { bytes: whole ? bytes : bytes.subarray(0, limit), whole };
}

/** Decodes a body, which Node does not do by itself. */
function decoded(response: IncomingMessage, failed: (error: Error) => void): Readable {
  // Some servers name an encoding where there is no body.
  if (response.statusCode === 204 || response.statusCode === 304 || response.headers['content-length'] === '0')
    return response;
  const encodings = (response.headers['content-encoding'] ?? '').toLowerCase().split(',');
  if (encodings.length > MOST_ENCODINGS)
    throw new WireFault(
      `the body is encoded ${encodings.length} times, and hfsync decodes it at most ${MOST_ENCODINGS} times`,
      {
        unsent: false,
      },
    );
  let body: Readable = response;
  for (const encoding of encodings.reverse()) {
    const decoder = DECODERS[encoding.trim()]?.();
    if (!decoder) continue;
    body.once('error', failed);
    body = body.pipe(decoder);
  }
  return body;
}

const DECODERS: {
  readonly [encoding: string]: (() => zlib.Gunzip | zlib.Inflate | zlib.BrotliDecompress) | undefined;
} = {
  gzip: () => zlib.createGunzip(),
  'x-gzip': () => zlib.createGunzip(),
  deflate: () => zlib.createInflate(),
  br: () => zlib.createBrotliDecompress(),
};

function headersOf({ headers }: IncomingMessage): AnswerHeaders {
  const valueOf = (name: string): string | null => {
    const value = headers[name.toLowerCase()];
    return value === undefined ? null : [value].flat().join(', ');
  };
  return { get: valueOf, has: (name) => valueOf(name) !== null };
}

function loginAsked(): WireFault {
  return new WireFault('something on the way asks for a user name and password (407)', {
    unsent: false,
    lasting: true,
    hint: 'hfsync sends a user name and password only to the proxy in HTTPS_PROXY, not to anything behind it. Put this proxy in HTTPS_PROXY, or ask whoever runs it.',
  });
}
