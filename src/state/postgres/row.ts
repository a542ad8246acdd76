import type { TextName } from '../medium.ts';
import { isLeasedHolder, type LeasedHolder } from '../lease.ts';
import { parsedOr } from '../../model/json.ts';
import type { Row } from './database.ts';

/**
 * One row for each state, with its lease, so that a statement that writes the texts also compares the fence.
 *
 * | column                     | what it holds                                                                      |
 * | -------------------------- | ---------------------------------------------------------------------------------- |
 * | `name`                     | which state                                                                        |
 * | `nonce`                    | random and new for every write: if an answer is lost, reading shows what happened  |
 * | `fence`                    | grows each time that somebody takes the lock                                       |
 * | `holder`, `expires`        | who writes, as JSON, and when the lease ends, by the server's clock                |
 * | `has_state`                | whether there was a state: if it is missing later, it was lost                     |
 * | `state`, `backup`, `journal` | the texts; not jsonb, which keeps neither order nor digits                       |
 */
export const CREATE = `create table if not exists hfsync_state (
  name text primary key,
  nonce text not null,
  fence bigint not null,
  holder text,
  expires timestamptz,
  has_state boolean not null,
  state text,
  backup text,
  journal text
)`;

/** Uses the clock at the moment of the comparison, because `now()` stands still while a statement waits for a row. */
const LEASE = (seconds: string): string => `clock_timestamp() + make_interval(secs => ${seconds})`;
/** The digest of the state, so that a state that was changed by hand is not overwritten. */
const DIGEST = `encode(sha256(convert_to(state, 'UTF8')), 'hex')`;

export const LOOK = `select nonce, fence::text, holder, expires > clock_timestamp() as alive, has_state, state, backup, journal
  from hfsync_state where name = $1`;

/** $1 name, $2 nonce, $3 holder, $4 lease in seconds. */
export const CREATE_HELD = `insert into hfsync_state (name, nonce, fence, holder, expires, has_state)
  values ($1, $2, 1, $3, ${LEASE('$4::float8')}, false) on conflict (name) do nothing returning fence::text`;

/**
 * $1 to $4 as in `CREATE_HELD`, $5 the nonce that was read, $6 the digest of the state, $7 whether the holder is known
 * to be dead.
 */
export const TAKE = `update hfsync_state set nonce = $2, holder = $3, fence = fence + 1, expires = ${LEASE('$4::float8')}
  where name = $1 and nonce = $5 and ${DIGEST} is not distinct from $6
    and (holder is null or expires <= clock_timestamp() or $7::boolean) returning fence::text`;

/** $1 name, $2 holder, $3 lease, $4 fence. */
export const BEAT = `update hfsync_state set expires = ${LEASE('$3::float8')}
  where name = $1 and holder = $2 and fence = $4::bigint returning fence::text`;

/** $1 name, $2 the new nonce, $3 the old nonce. */
export const FREE = `update hfsync_state set nonce = $2, holder = null, expires = null where name = $1 and nonce = $3
  returning fence::text`;

/** $1 name, $2 the new nonce, $3 lease, $4 the old nonce, $5 fence, $6 digest of the state, then the values to set. */
export function writeOf(sets: readonly string[]): string {
  return `update hfsync_state set ${['nonce = $2', `expires = ${LEASE('$3::float8')}`, ...sets].join(', ')}
  where name = $1 and nonce = $4 and fence = $5::bigint and ${DIGEST} is not distinct from $6 returning fence::text`;
}

/** Moves the state into a separate row, $7. The other parameters are those of `writeOf`. */
export const SET_ASIDE = `with found as (
    select state from hfsync_state where name = $1 and nonce = $4 and fence = $5::bigint
      and ${DIGEST} is not distinct from $6 for update
  ), aside as (
    insert into hfsync_state (name, nonce, fence, has_state, state) select $7, $2, 0, true, state from found returning name
  )
  update hfsync_state set nonce = $2, expires = ${LEASE('$3::float8')}, state = null, has_state = false
  where name = $1 and exists (select from aside) returning fence::text`;

/** A row as it was read. */
export interface Found {
  readonly nonce: string;
  /** As text, because a JavaScript number cannot always hold it. */
  readonly fence: string;
  /** Null if nobody holds it, or the holder is not named. */
  readonly holder: LeasedHolder | null;
  readonly isHeld: boolean;
  readonly hasState: boolean;
  readonly texts: { readonly [T in TextName]: string | null };
}

export function foundIn(row: Row): Found {
  const holder = parsedOr(textIn(row, 'holder') ?? 'null', null);
  return {
    nonce: textIn(row, 'nonce') ?? '',
    fence: textIn(row, 'fence') ?? '0',
    holder: isLeasedHolder(holder) ? holder : null,
    isHeld: row['holder'] !== null && row['alive'] === true,
    hasState: row['has_state'] === true,
    texts: {
      state: fromColumn(textIn(row, 'state')),
      backup: fromColumn(textIn(row, 'backup')),
      journal: fromColumn(textIn(row, 'journal')),
    },
  };
}

function textIn(row: Row, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' ? value : null;
}

/** Marks an escaped text. A text column cannot hold the character U+0000. */
const ESCAPED = 'hfsync-escaped:';

export function toColumn(text: string | null): string | null {
  return text !== null && isEscaped(text) ? ESCAPED + JSON.stringify(text) : text;
}

export function fromColumn(column: string | null): string | null {
  return column?.startsWith(ESCAPED) ? (JSON.parse(column.slice(ESCAPED.length)) as string) : column;
}

export function isEscaped(text: string): boolean {
  return text.includes('\u0000') || text.startsWith(ESCAPED);
}
