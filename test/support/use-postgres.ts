import { afterAll, beforeAll } from 'vitest';
import { startBouncer, startPostgres, type Bouncer, type Postgres } from './postgres.ts';

/**
 * A real PostgreSQL for the tests of a file, with PgBouncer in front of it where that is installed. Both start before the first test
 * and stop after the last one.
 */
export function usePostgres(
  started: (postgres: Postgres, bouncer: Bouncer | null) => void,
  options?: Parameters<typeof startPostgres>[0],
): void {
  let postgres: Postgres | undefined;
  let bouncer: Bouncer | null = null;
  beforeAll(async () => {
    postgres = await startPostgres(options);
    bouncer = await startBouncer(postgres);
    started(postgres, bouncer);
  }, 60_000);
  afterAll(async () => {
    await bouncer?.stop();
    await postgres?.stop();
  });
}
