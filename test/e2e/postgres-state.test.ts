import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { startBouncer, startPostgres, WAY, type Bouncer, type Postgres } from '../support/postgres.ts';
import { wireTo } from '../state/postgres/wire.ts';
import { cutRunner, runnersShare, type SharedPlace } from './runners.ts';

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

async function place(): Promise<SharedPlace & { cut(isCut: boolean): void }> {
  const wire = await wireTo(at, bouncer?.port);
  return {
    backend: 'postgres',
    variables: { HFSYNC_STATE_POSTGRES_URL: wire.url, HFSYNC_STATE_POSTGRES_NAME: randomUUID() },
    cut: (isCut) => (isCut ? wire.cut() : wire.mend()),
  };
}

runnersShare(`PostgreSQL ${WAY}`, place);
cutRunner(place);
