import type { Files } from '../../files/files.ts';
import { UserError } from '../../model/error.ts';
import type { Last } from '../../model/last.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { isProvenDead, leasedHolder, leaseOf } from '../lease.ts';
import type { Machine } from '../local/machine.ts';
import type { HeldMedium, Holder, LockInfo, Medium, Refused, Texts } from '../medium.ts';
import { locked } from '../take-lock.ts';
import { openDatabase } from './database.ts';
import { holdRow } from './held.ts';
import { FREE, type Found } from './row.ts';
import { openTable } from './table.ts';

/**
 * The state as a row of a table in PostgreSQL (`row.ts`), with a lease on the server's clock. Each write is one
 * statement that compares the row with what was read. So the database itself refuses a holder that lost its lease,
 * however its connections are pooled.
 */
export interface PostgresOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly holder: Holder;
  readonly machine: Machine;
  readonly variables: { readonly [name: string]: string | undefined };
  readonly accounts: Last['accounts'];
  readonly files: Pick<Files, 'read'>;
}

/** Throws `UserError`: `state.variable`. Does not connect yet. */
export function postgresMedium(options: PostgresOptions): Medium {
  const { clock, random, machine, variables, accounts } = options;
  const lease = leaseOf(variables);
  const database = openDatabase(variables, options.files);
  const name = variables['HFSYNC_STATE_POSTGRES_NAME'] || `${accounts.harvest}-${accounts.forecast}`;
  const table = openTable({ database, name, clock, random });
  const where = `${database.shown}/hfsync_state/${name}`;
  const names = { state: where, backup: `${where}.backup`, journal: `${where}.journal` };

  return {
    ...{ names, where, tryLock, breakLock },
    read: async (text) => textsOf(await table.look()).read(text),
    look: async () => textsOf(await table.look()),
  };

  async function tryLock(operation: string, how?: 'lazily'): Promise<HeldMedium | Refused> {
    for (let tries = 0; ; tries += 1) {
      const now = await table.look();
      const isDead = now?.holder ? isProvenDead(machine, now.holder) : false;
      if (now?.isHeld && !isDead) return holderIn(now);
      const self = leasedHolder(options, operation, lease);
      const { lostHint } = textsOf(now);
      const held = holdRow({ ...{ table, name, names, where, clock, random, self, lostHint, isDead } }, now);
      if (how === 'lazily' || (await held.claim())) return held;
      // Whoever was faster may be done already. The number of tries is limited.
      if (tries === 5) return holderIn(await table.look());
    }
  }

  async function breakLock(id: string): Promise<LockInfo> {
    const now = await table.look();
    if (!now?.isHeld) throw new UserError('state.not-locked', `${where} is not locked.`);
    // A lock that does not name its holder has the row's nonce as its id.
    const held = now.holder?.id ?? now.nonce;
    if (held !== id) throw new UserError('state.lock-id', `The lock of ${where} has the id ${held}, not ${id}.`);
    const nonce = random.uuid();
    if ((await table.write(FREE, [name, nonce, now.nonce], nonce)) !== null)
      return now.holder ?? { ...leasedHolder(options, 'unknown', lease), id };
    // The row was written at this very moment, so the holder is alive.
    throw locked(where, holderIn(await table.look()));
  }

  function textsOf(now: Found | null): Texts {
    const isLost = now?.hasState === true && now.texts.state === null;
    return {
      read: async (text) => bytesOf(now?.texts[text] ?? null),
      lostHint: isLost
        ? `Restore the row from a backup of the database. To start over without it: delete from hfsync_state where name = '${name}'`
        : null,
    };
  }
}

/** Who holds the lock, for messages. */
export function holderIn(now: Found | null): Refused {
  const holder = now?.holder ?? null;
  return holder ? { by: holder, leftover: null, lease: holder.lease } : { by: null, leftover: null };
}

function bytesOf(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text, 'utf8');
}
