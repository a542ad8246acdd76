import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { startBouncer, startPostgres, WAY, type Bouncer, type Postgres } from '../support/postgres.ts';
import { runnersShare } from './runners.ts';

let at: Postgres;
let bouncer: Bouncer | null;

beforeAll(async () => {
  at = await startPostgres();
  bouncer = await startBouncer(at);
}, 60_000);

afterAll(async () => {
  await bouncer?.stop();
  await at.stop();
});

runnersShare(`PostgreSQL ${WAY}`, async () => ({
  backend: 'postgres',
  variables: { HFSYNC_STATE_POSTGRES_URL: bouncer?.url() ?? at.url(), HFSYNC_STATE_POSTGRES_NAME: randomUUID() },
}));
