import { createHash } from 'node:crypto';
import { UserError } from '../../model/error.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { StatementFault, type Database } from './database.ts';
import { CREATE, foundIn, LOOK, toColumn, type Found } from './row.ts';

/** The row of one state. Throws `UserError`. */
export interface Table {
  /** What messages call the database. */
  readonly shown: string;
  look(): Promise<Found | null>;
  /**
   * Runs a statement that writes the row and gives it `nonce`, which nobody else can have. If an answer is lost, the
   * nonce shows whether the statement was carried out, so it is safe to send it again. Returns the fence, or null if
   * the row did not meet the statement's conditions.
   */
  write(statement: string, values: readonly unknown[], nonce: string): Promise<string | null>;
  /** Gives a sign of life: a statement without a nonce, sent once. */
  touch(statement: string, values: readonly unknown[]): Promise<boolean>;
  create(): Promise<void>;
}

export interface TableOptions {
  readonly database: Database;
  readonly name: string;
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
}

const WAITS_MS = [250, 1_000, 2_000, 4_000] as const;
/** Never aborted, so an interrupt does not end the wait, and the statement is finished. */
const NEVER = new AbortController().signal;
const NO_TABLE = '42P01';
/** The codes for the slower of two processes that create the table at the same moment. */
const EXISTS: readonly (string | null)[] = ['23505', '42P07', '42710'];

export function openTable({ database, name, clock, random }: TableOptions): Table {
  const { shown } = database;
  return {
    shown,
    look: () => again(look, 'read'),
    write,
    touch: (statement, values) => again(async () => (await database.rows(statement, values)).length > 0, 'written', 0),
    create: () => again(create, 'written'),
  };

  async function look(): Promise<Found | null> {
    try {
      const [row] = await database.rows(LOOK, [name]);
      return row ? foundIn(row) : null;
    } catch (error) {
      if (error instanceof StatementFault && error.code === NO_TABLE) return null;
      throw error;
    }
  }

  async function write(statement: string, values: readonly unknown[], nonce: string): Promise<string | null> {
    return again(async (tries) => {
      const [row] = await database.rows(statement, values);
      if (row) return String(row['fence']);
      if (tries === 0) return null;
      // An earlier try may have been carried out although its answer was lost.
      const now = await look();
      return now?.nonce === nonce ? now.fence : null;
    }, 'written');
  }

  async function create(): Promise<void> {
    try {
      await database.rows(CREATE, []);
    } catch (error) {
      if (!(error instanceof StatementFault && EXISTS.includes(error.code))) throw error;
    }
  }

  async function again<T>(
    work: (tries: number) => Promise<T>,
    what: 'read' | 'written',
    most: number = WAITS_MS.length,
  ): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await work(tries);
      } catch (error) {
        if (!(error instanceof StatementFault)) throw error;
        if (!error.mayPass || tries >= most) throw failed(shown, error, what);
        await clock.sleep((WAITS_MS[tries] ?? 0) * (0.5 + random.fraction()), NEVER);
      }
    }
  }
}

/** The digest of the state, as the database computes it. */
export function digestOf(state: string | null): string | null {
  const column = toColumn(state);
  return column === null ? null : createHash('sha256').update(column, 'utf8').digest('hex');
}

function failed(shown: string, fault: StatementFault, what: 'read' | 'written'): UserError {
  const code = what === 'read' ? 'state.unreachable' : 'state.unwritable';
  return new UserError(
    code,
    `The state in PostgreSQL (${shown}) cannot be ${what}: ${fault.message}.`.replace(/\.\.$/, '.'),
    {
      hint: hintFor(fault),
      cause: fault,
    },
  );
}

function hintFor({ code, message }: StatementFault): string {
  if (code?.startsWith('28') || code === '3D000' || /SASL|password/.test(message))
    return 'Check user, password and database in HFSYNC_STATE_POSTGRES_URL.';
  if (code === '42501')
    return 'The role must be able to read and write the table hfsync_state. The first apply creates it, which also needs CREATE on the schema.';
  if (code?.startsWith('53')) return 'The database is full, or serves too many. Ask whoever runs it.';
  if (/SSL connection/.test(message))
    return 'hfsync encrypts the way to other hosts. On a network that you trust, add ?sslmode=disable to HFSYNC_STATE_POSTGRES_URL.';
  if (/certificate|CERT|SELF_SIGNED/i.test(message))
    return 'Name the file of the certificate authority: add ?sslrootcert=FILE to HFSYNC_STATE_POSTGRES_URL.';
  return 'Check the network and HFSYNC_STATE_POSTGRES_URL.';
}
