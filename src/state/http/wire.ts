import { createHash } from 'node:crypto';
import type { Transport, WireRequest } from '../../http/transport.ts';
import type { WireResult } from '../../http/wire-result.ts';
import { describe } from '../../http/describe.ts';
import { retryAfterMs } from '../../http/decide.ts';
import { UserError } from '../../model/error.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { isObject, parsedOr } from '../../model/json.ts';
import type { Address } from './address.ts';

/**
 * The protocol of Terraform's http backend (developer.hashicorp.com/terraform/language/backend/http): one text at an address, and a
 * lock with an id that goes with every write as `?ID=`. No redirect is followed. Throws `UserError`.
 *
 * | request | answers                                                                                                     |
 * | ------- | ----------------------------------------------------------------------------------------------------------- |
 * | GET     | 200 the text; 204, 404 or nothing in it: none                                                               |
 * | POST    | 200, 201, 204 done; 409, 412, 423 the lock is somebody else's                                               |
 * | LOCK    | 200 done; 409, 423 taken, with its holder in the body                                                       |
 * | UNLOCK  | 200, 204 done; 404, 409, 423 not held under this id                                                         |
 */
export interface Wire {
  get(): Promise<string | null>;
  put(text: string, id: string): Promise<Put>;
  /** The same id means the same lock, so a request whose answer was lost can be sent again. */
  lock(body: LockBody): Promise<'held' | Grip>;
  /**
   * Whether the lock was held under this id. `grip` is what is known about another holder whose lock is to be broken.
   */
  unlock(body: LockBody, grip?: Grip): Promise<boolean>;
  /** From now on, tries nothing twice. The network is down, and the end of the run need not wait for it. */
  hurry(): void;
  /** Ends the connections. */
  close(): Promise<void>;
}

export type Put = 'done' | 'conflict' | { readonly error: UserError; readonly isFinal: boolean };

/** Who holds the lock. Only these keys can be relied on: in the others, GitLab returns what the caller sent. */
export interface Grip {
  readonly id: string | null;
  readonly who: string | null;
  readonly since: string | null;
  /** What the holder sent, as the server returns it. Null if the server does not. */
  readonly sent: string | null;
}

/** The keys that GitLab requires. */
export interface LockBody {
  readonly ID: string;
  readonly Operation: string;
  readonly Info: string;
  readonly Who: string;
  readonly Version: string;
  readonly Created: string;
  readonly Path: string;
}

export interface WireOptions {
  readonly address: Address;
  readonly transport: Promise<Transport>;
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
}

export const WAITS_MS = [500, 1_000, 2_000, 4_000] as const;
/** Some servers write in place, so a read at that moment is empty or ends too early. */
const TORN_TRIES = 2;
/** Never aborted, so an interrupt does not end the wait, and the request is finished. */
const NEVER = new AbortController().signal;
const LONGEST_WAIT_MS = 15_000;

export function openWire({ address, transport, clock, random }: WireOptions): Wire {
  const { shown, secrets, methods } = address;
  let waits: readonly number[] = WAITS_MS;
  return {
    async get() {
      for (let tries = 0; ; tries += 1) {
        const result = await reaching(
          { method: 'GET', url: address.state.href },
          (status) => status < 300 || status === 404,
        );
        if (result.kind !== 'answer') throw failed(result, 'read');
        if (result.status === 404 && /project not found/i.test(result.text)) throw failed(result, 'read');
        if (result.status !== 200) return null;
        const wait = waits[tries];
        const isWhole = parsedOr(result.text, undefined) !== undefined;
        if (isWhole || tries === TORN_TRIES || wait === undefined) return result.text === '' ? null : result.text;
        await clock.sleep(wait, NEVER);
      }
    },
    async put(text, id) {
      const url = new URL(address.state);
      url.searchParams.set('ID', id);
      const result = await send({ method: methods.update, url: url.href, body: text });
      if (result.kind === 'broken') return { error: failed(result, 'written'), isFinal: result.lasting };
      const { status } = result;
      if (status === 200 || status === 201 || status === 204) return 'done';
      if (TAKEN.has(status)) return 'conflict';
      return { error: failed(result, 'written'), isFinal: !mayPass(status) };
    },
    async lock(body) {
      const request = { method: methods.lock, url: address.lock.href, body: JSON.stringify(body) };
      const result = await reaching(request, (status) => status < 300 || TAKEN.has(status));
      if (result.kind !== 'answer') throw failed(result, 'locked');
      if (result.status < 300) return 'held';
      const grip = gripIn(result.text);
      return grip.id === body.ID ? 'held' : grip;
    },
    async unlock(body, grip) {
      // Some servers compare the whole text with the one that took the lock, not only the id.
      const text = grip?.id === body.ID ? grip.sent : null;
      const request = { method: methods.unlock, url: address.unlock.href, body: text ?? JSON.stringify(body) };
      const result = await reaching(request, (status) => status < 300 || status === 404 || TAKEN.has(status));
      return result.kind === 'answer' && result.status < 300;
    },
    hurry: () => void (waits = []),
    close: async () => (await transport).close(),
  };

  /** Sends a request that may be repeated, and tries again after errors that may pass by themselves. */
  async function reaching(request: Request, isFine: (status: number) => boolean): Promise<WireResult> {
    for (let tries = 0; ; tries += 1) {
      const result = await send(request);
      if (result.kind === 'answer' && isFine(result.status)) return result;
      const wait = waits[tries];
      const isFinal = result.kind === 'broken' ? result.lasting : !mayPass(result.status);
      if (isFinal || wait === undefined) throw failed(result, request.method === 'GET' ? 'read' : 'locked');
      const asked = retryAfterMs(result) ?? wait * (0.5 + random.fraction());
      await clock.sleep(Math.min(asked, LONGEST_WAIT_MS), NEVER);
    }
  }

  async function send({ method, url, body }: Request): Promise<WireResult> {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json', ...checksumOf(body) };
    const request: WireRequest = { method, url, headers, token: address.login, scheme: 'Basic' };
    return (await transport).send({ ...request, ...(body !== undefined && { body }) });
  }

  function failed(result: WireResult, what: 'read' | 'written' | 'locked'): UserError {
    const { said, hint } = describe(result, 'the server of the state', secrets);
    const status = result.kind === 'broken' ? [] : [`HTTP ${result.status}`];
    const why = [...status, ...(said === '' ? [] : [said])].join(', ');
    const code = what === 'read' ? 'state.unreachable' : 'state.unwritable';
    return new UserError(code, `The state at ${shown} cannot be ${what}: ${why}`, {
      hint: (result.kind === 'broken' ? hint : hintFor(result.status, what)) ?? hint ?? CHECK,
    });
  }
}

type Request = Pick<WireRequest, 'method' | 'url' | 'body'>;

const TAKEN: ReadonlySet<number> = new Set([409, 412, 423]);
const CHECK = 'Check the network and HFSYNC_STATE_HTTP_ADDRESS.';

function mayPass(status: number): boolean {
  return status >= 500 || status === 429 || status === 408 || status === 425;
}

function hintFor(status: number, what: 'read' | 'written' | 'locked'): string | undefined {
  if (status === 401 || status === 403 || status === 404)
    return 'Check HFSYNC_STATE_HTTP_ADDRESS, _USERNAME and _PASSWORD. In a job of GitLab: gitlab-ci-token and $CI_JOB_TOKEN. Whoever applies there needs the role Maintainer.';
  if (status >= 300 && status < 400)
    return 'hfsync follows no redirect with credentials. Set HFSYNC_STATE_HTTP_ADDRESS to where it leads.';
  if (what === 'locked' && (status === 405 || status === 501))
    return 'A state that several may write needs a lock. Check HFSYNC_STATE_HTTP_LOCK_ADDRESS and _LOCK_METHOD.';
  if (status === 413) return 'The server keeps no text of this size. Ask whoever runs it to raise the limit.';
  return undefined;
}

/** Terraform sends this header, so some servers rely on it. */
function checksumOf(body: string): { readonly [name: string]: string } {
  try {
    return { 'Content-MD5': createHash('md5').update(body).digest('base64') };
  } catch {
    // If the machine's policy forbids MD5, the header is left out.
    return {};
  }
}

/** Reads the holder from an answer. Servers spell the keys differently. */
function gripIn(text: string): Grip {
  const found = parsedOr(text, undefined);
  const entries = isObject(found) ? Object.entries(found) : [];
  const named = (name: string): string | null => {
    const value = entries.find(([key]) => key.toLowerCase() === name)?.[1];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const sent = isObject(found) && typeof found['ID'] === 'string' ? text : null;
  return { id: named('id'), who: named('who'), since: named('created'), sent };
}
