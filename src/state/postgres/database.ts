import type { Pool, PoolConfig } from 'pg';
import type { Files } from '../../files/files.ts';
import { isLoopback } from '../../http/base-url.ts';
import { systemCode, UserError } from '../../model/error.ts';

/**
 * A PostgreSQL database, or a PgBouncer in front of one. It sends single unnamed statements and keeps nothing in a
 * session, so it also works if a pool gives each transaction another connection. In: statements. Out: rows, or a fault.
 */
export interface Database {
  /** The name for messages, without user and password. */
  readonly shown: string;
  /** Throws `StatementFault`. */
  rows(statement: string, values: readonly unknown[]): Promise<readonly Row[]>;
}

export type Row = { readonly [column: string]: string | boolean | null };

type Variables = { readonly [name: string]: string | undefined };

const VARIABLE = 'HFSYNC_STATE_POSTGRES_URL';
/** In ms. hfsync measures them itself, because PgBouncer does not accept time-outs as start-up parameters. */
const CONNECT_MS = 10_000;
const STATEMENT_MS = 20_000;
/** Short. A process that has nothing else to do ends before. */
const IDLE_MS = 10_000;

/**
 * A statement that failed. `code` is PostgreSQL's code of five characters. If it is null, hfsync cannot tell whether
 * the statement was carried out.
 */
export class StatementFault extends Error {
  readonly code: string | null;
  /** Whether the same statement may succeed a little later. */
  readonly mayPass: boolean;

  constructor(message: string, code: string | null, mayPass: boolean, cause: unknown) {
    super(message, { cause });
    this.code = code;
    this.mayPass = mayPass;
  }
}

/** Throws `UserError` `state.variable`. Does not connect yet. */
export function openDatabase(variables: Variables, files: Pick<Files, 'read'>): Database {
  const { shown, config, faultOf } = serverOf(variables, files);
  let pool: Promise<Pool> | null = null;
  return {
    shown,
    async rows(statement, values) {
      try {
        const { rows } = await (await (pool ??= config().then(createPool))).query<Row>(statement, [...values]);
        return rows;
      } catch (error) {
        throw error instanceof UserError ? error : faultOf(error);
      }
    },
  };
}

/** Where a database is, and how its faults are reported. */
export interface Server {
  /** The name for messages, without user and password. */
  readonly shown: string;
  /** The settings for `pg`. Throws `UserError` if the file of the certificate authority cannot be read. */
  config(): Promise<PoolConfig>;
  /** The fault, without the password in its message. */
  faultOf(error: unknown): StatementFault;
}

/** The server that the first variable that is set names. Throws `UserError` `state.variable`. */
export function serverOf(
  variables: Variables,
  files: Pick<Files, 'read'>,
  names: readonly [string, ...string[]] = [VARIABLE],
): Server {
  // A job that leaves a variable unset may pass it as an empty one.
  const name = names.find((each) => variables[each]);
  if (name === undefined) {
    const several = names.length > 1 ? `Neither ${names.join(' nor ')} is set` : `${names[0]} is not set`;
    throw new UserError(
      'state.variable',
      `${several}, and the ${names.length > 1 ? 'queue' : 'postgres backend'} needs it.`,
      {
        hint: FORM,
      },
    );
  }
  const { config, authority, shown } = targetOf(variables[name] ?? '', name);
  return {
    shown,
    async config() {
      if (authority === null) return config;
      const file = await files.read(authority).catch((error: unknown) => {
        throw noAuthority(name, systemCode(error) ?? String(error));
      });
      if (!file) throw noAuthority(name, 'ENOENT');
      return { ...config, ssl: { rejectUnauthorized: true, ca: Buffer.from(file).toString('utf8') } };
    },
    faultOf: (error) => faultOf(error, config.password),
  };
}

async function createPool(config: PoolConfig): Promise<Pool> {
  // pg takes some time to load, so other backends do not load it.
  const { Pool } = await import('pg');
  // Two connections, so that a sign of life that hangs does not delay a write.
  const limits = {
    max: 2,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS,
    idleTimeoutMillis: IDLE_MS,
  };
  const pool = new Pool({ ...config, ...limits, allowExitOnIdle: true, application_name: 'hfsync' });
  // Without a listener, a connection that the server ends would end the process. The next statement reports the fault.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

interface Target {
  readonly config: PoolConfig & { readonly password: string };
  /** The file of a certificate authority that the system does not know. Null if there is none. */
  readonly authority: string | null;
  readonly shown: string;
}

function targetOf(text: string, name: string): Target {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) throw unusable(name, 'is not an address of PostgreSQL');
  const query = url.searchParams;
  // IPv6 addresses have brackets only in a URL.
  const host = query.get('host') ?? decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw unusable(name, 'names no host');
  const decoded = (text: string): string => {
    if (/%(?![0-9a-f]{2})/i.test(text)) throw unusable(name, 'has a % that does not start an escape. Write it as %25');
    return decodeURIComponent(text);
  };
  const isHere = host.startsWith('/') || isLoopback(new URL(`http://${host.includes(':') ? `[${host}]` : host}`));
  const user = decoded(url.username);
  const database = decoded(url.pathname.slice(1)) || user;
  const password = decoded(url.password);
  const port = url.port === '' ? 5432 : Number(url.port);
  const ssl = tlsOf(name, query, isHere);
  const isChecked = typeof ssl === 'object' && ssl.rejectUnauthorized === true;
  return {
    config: { host, port, ...(user !== '' && { user }), password, database, ssl },
    authority: isChecked ? query.get('sslrootcert') : null,
    shown: `${host}/${database}`,
  };
}

/** The settings of TLS. `require` checks the certificate too. In libpq it does not, and would talk to any server. */
function tlsOf(name: string, query: URLSearchParams, isHere: boolean): PoolConfig['ssl'] {
  const mode = query.get('sslmode') ?? (isHere ? 'disable' : 'verify-full');
  if (mode === 'disable') return false;
  if (mode === 'no-verify') return { rejectUnauthorized: false };
  if (!['require', 'verify-ca', 'verify-full'].includes(mode))
    throw unusable(name, `has the sslmode ${mode}, which hfsync does not know`);
  return { rejectUnauthorized: true };
}

function noAuthority(name: string, why: string): UserError {
  return unusable(name, `names an sslrootcert that cannot be read (${why})`);
}

const FORM = 'Write it like postgres://user:password@db.example.com/hfsync, with %40 for an @ in the password.';

function unusable(name: string, what: string): UserError {
  return new UserError('state.variable', `${name} ${what}.`, { hint: FORM });
}

/**
 * Codes of faults that may pass: connections that end, a server that starts or stops, too many connections, and a
 * standby that takes over.
 */
const PASSING = /^(08|57P|53300|40001|40P01|57014|25006)/;

function faultOf(error: unknown, password: string): StatementFault {
  const told: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = told instanceof Error && 'code' in told && typeof told.code === 'string' ? told.code : null;
  const message = told instanceof Error && told.message !== '' ? told.message : String(code ?? told);
  const plain = (password.length < SHORT ? message : message.replaceAll(password, '***')).replaceAll(/\s+/g, ' ');
  const isAnswer = code !== null && /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code);
  if (isAnswer) return new StatementFault(plain, code, PASSING.test(code), error);
  return new StatementFault(plain, null, !LASTING.test(`${code} ${message}`), error);
}

/** Faults that another try cannot help: certificates, a server without TLS, a wrong login, and an unknown host. */
const LASTING = /CERT|certificate|SELF_SIGNED|ERR_TLS|SSL connection|SASL|ENOTFOUND/i;
/**
 * PostgreSQL does not repeat the password in its messages. A shorter password than this could match any text by chance,
 * so it is not replaced.
 */
const SHORT = 4;
