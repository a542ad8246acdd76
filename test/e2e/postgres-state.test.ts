import { randomUUID } from 'node:crypto';
import { WAY, type Bouncer, type Postgres } from '../support/postgres.ts';
import { usePostgres } from '../support/use-postgres.ts';
import { wireTo } from '../state/postgres/wire.ts';
import { cutRunner, runnersShare, type SharedPlace } from './runners.ts';

let at: Postgres;
let bouncer: Bouncer | null;

usePostgres((...found) => ([at, bouncer] = found));

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
