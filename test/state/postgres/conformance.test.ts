import { WAY, type Bouncer, type Postgres } from '../../support/postgres.ts';
import { usePostgres } from '../../support/use-postgres.ts';
import { conforms } from '../media/conformance.ts';
import { postgresRow } from '../media/postgres.ts';
import { remembers } from '../media/remembers.ts';

let at: Postgres;
let bouncer: Bouncer | null;

usePostgres((...found) => ([at, bouncer] = found));

/** Through PgBouncer wherever there is one: what holds there holds without one. */
const WAYS = process.env['HFSYNC_TEST_ALL_MEDIA'] ? [WAY, 'past PgBouncer'] : [WAY];

for (const way of WAYS) {
  const open = () => postgresRow(at, (way === WAY ? bouncer?.url() : null) ?? at.url());
  conforms(`PostgreSQL ${way}`, open);
  remembers(`PostgreSQL ${way}`, open);
}
