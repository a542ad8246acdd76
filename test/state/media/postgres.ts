import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { onTestFinished } from 'vitest';
import { nodeDisk } from '../../../src/state/local/disk.ts';
import { postgresMedium, type PostgresOptions } from '../../../src/state/postgres/postgres.ts';
import { fromColumn, toColumn } from '../../../src/state/postgres/row.ts';
import type { Postgres } from '../../support/postgres.ts';
import { ACCOUNTS, FAKE_MACHINE } from '../parts.ts';
import type { MediumUnderTest } from './under-test.ts';

/** The options of a process; `name` is of the row. */
export function postgresOptions(url: string, name: string, more: Partial<PostgresOptions> = {}): PostgresOptions {
  return {
    clock: {
      now: () => Date.now(),
      elapsed: () => performance.now(),
      sleep: async (ms, signal) => void (await sleep(ms, undefined, { ...(signal && { signal }), ref: false })),
    },
    random: { fraction: () => 0.5, uuid: () => randomUUID() },
    holder: { pid: 1, host: 'here', user: 'kim' },
    machine: FAKE_MACHINE,
    variables: { HFSYNC_STATE_POSTGRES_URL: url, HFSYNC_STATE_POSTGRES_NAME: name },
    accounts: ACCOUNTS,
    files: nodeDisk.files,
    ...more,
  };
}

/** A row of its own for each test. `url`: past a pooler, or through it. */
export async function postgresRow(at: Postgres, url = at.url()): Promise<MediumUnderTest> {
  const name = randomUUID();
  const stranger = new Pool({ connectionString: at.url(), max: 1 });
  // A server that stops says so to each connection, and a pool without listeners would end the process.
  stranger.on('error', () => undefined);
  stranger.on('connect', (client) => client.on('error', () => undefined));
  onTestFinished(() => stranger.end());
  const dead = new Set<number>();
  let pids = 0;
  return {
    ...{ leases: true, recallsLoss: true },
    open: (user = 'kim') =>
      postgresMedium(
        postgresOptions(url, name, {
          holder: { pid: (pids += 1), host: 'here', user },
          machine: { ...FAKE_MACHINE, isAlive: (pid) => !dead.has(pid) },
        }),
      ),
    kill: async () => {
      for (let pid = 1; pid <= pids; pid += 1) dead.add(pid);
    },
    async text(column) {
      const { rows } = await stranger
        .query<{ [name: string]: string | null }>(`select * from hfsync_state where name = $1`, [name])
        .catch(() => ({ rows: [] }));
      return fromColumn(rows[0]?.[column] ?? null);
    },
    async put(column, content) {
      await stranger.query(`update hfsync_state set ${column} = $2 where name = $1`, [name, toColumn(content)]);
    },
  };
}
