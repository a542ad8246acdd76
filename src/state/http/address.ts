import { isLoopback } from '../../http/base-url.ts';
import { createSecret, secretOf, type Secret } from '../../http/secret.ts';
import { UserError } from '../../model/error.ts';

/**
 * Where the server is, how to talk to it, and with which login. All of this comes from the environment, never from a
 * file that a pull request can change.
 */
export interface Address {
  /** The address for messages, without a query, because that may contain a key. */
  readonly shown: string;
  readonly state: URL;
  readonly lock: URL;
  readonly unlock: URL;
  readonly methods: { readonly update: string; readonly lock: string; readonly unlock: string };
  /** The content of the header, in base64. Null if no login is needed. */
  readonly login: Secret | null;
  /** Texts that no message may show. */
  readonly secrets: readonly Secret[];
}

type Variables = { readonly [name: string]: string | undefined };

const PREFIX = 'HFSYNC_STATE_HTTP_';

/**
 * GitLab and Gitea have a separate address for the lock (docs.gitlab.com/user/infrastructure/iac/terraform_state,
 * docs.gitea.com/usage/packages/terraform).
 */
const WITH_A_LOCK_BESIDE = /\/terraform\/state\/[^/]+$/;

/** Throws `UserError` `state.variable`. */
export function addressOf(variables: Variables): Address {
  // A job that leaves a variable unset may pass it as an empty one.
  const given = (name: string): string | null => variables[PREFIX + name] || null;
  const state = urlOf('ADDRESS', given('ADDRESS'));
  if (!state)
    throw new UserError('state.variable', `${PREFIX}ADDRESS is not set, and the http backend needs it.`, {
      hint: `Set it to the address of the state, such as https://gitlab.com/api/v4/projects/ID/terraform/state/hfsync.`,
    });
  const hasLockBeside = WITH_A_LOCK_BESIDE.test(state.pathname);
  const lock = urlOf('LOCK_ADDRESS', given('LOCK_ADDRESS')) ?? (hasLockBeside ? beside(state) : state);
  return {
    shown: state.host + state.pathname,
    state,
    lock,
    unlock: urlOf('UNLOCK_ADDRESS', given('UNLOCK_ADDRESS')) ?? lock,
    methods: {
      update: methodOf('UPDATE_METHOD', given('UPDATE_METHOD') ?? 'POST'),
      lock: methodOf('LOCK_METHOD', given('LOCK_METHOD') ?? (hasLockBeside ? 'POST' : 'LOCK')),
      unlock: methodOf('UNLOCK_METHOD', given('UNLOCK_METHOD') ?? (hasLockBeside ? 'DELETE' : 'UNLOCK')),
    },
    ...loginOf(given('USERNAME'), given('PASSWORD')),
  };
}

function beside(state: URL): URL {
  const lock = new URL(state);
  lock.pathname += '/lock';
  return lock;
}

/** https, or http on loopback only, because credentials are sent there. */
function urlOf(name: string, text: string | null): URL | null {
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw unusable(name, 'is not a URL');
  if (url.username !== '' || url.password !== '')
    throw unusable(
      name,
      `must not contain a user name or a password: they belong in ${PREFIX}USERNAME and ${PREFIX}PASSWORD`,
    );
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return url;
  throw unusable(name, 'must be https (http is allowed for loopback addresses only)');
}

function methodOf(name: string, text: string): string {
  if (/^[A-Z]+$/.test(text)) return text;
  throw unusable(name, `is ${text}, which is not a method of HTTP, such as POST or PUT`);
}

function loginOf(user: string | null, password: string | null): Pick<Address, 'login' | 'secrets'> {
  if (user === null && password === null) return { login: null, secrets: [] };
  if (user === null || password === null)
    throw unusable('USERNAME', 'and _PASSWORD belong together: set both, or neither');
  // A colon would end the user name (RFC 7617).
  if (user.includes(':')) throw unusable('USERNAME', 'must not contain a colon');
  const login = createSecret(Buffer.from(`${user}:${password}`, 'utf8').toString('base64'), `${PREFIX}PASSWORD`);
  return { login, secrets: [login, secretOf(password, `${PREFIX}PASSWORD`)] };
}

function unusable(name: string, what: string): UserError {
  return new UserError('state.variable', `${PREFIX}${name} ${what}.`, {
    hint: 'docs/state.md says what each variable of the http backend is for.',
  });
}
