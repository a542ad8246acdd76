import { UserError } from './error.ts';
import { recordName, type AccountRecord } from './record.ts';
import { sideName } from './side.ts';

/**
 * Whether one version of a record is older than another, by the `updated_at` of each, in ms since 1970. Lists and
 * answers to writes may differ in precision: if one of the two has whole seconds, only seconds count.
 */
export function isOlder(found: number | undefined, known: number | undefined): boolean {
  if (found === undefined || known === undefined) return false;
  const isCoarse = found % 1000 === 0 || known % 1000 === 0;
  return isCoarse ? Math.floor(found / 1000) < Math.floor(known / 1000) : found < known;
}

/** The error for a service that shows an older version of a record than before. `known` in ms since 1970. */
export function behindError(record: AccountRecord, known: number | undefined): UserError {
  const service = sideName(record.side);
  const what = `${service}'s ${record.kind} ${record.id} (${JSON.stringify(recordName(record))})`;
  return new UserError(
    'reading.behind',
    `${what} shows ${version(record.updatedAt)}, though ${service} had ${version(known)} before: its answer is behind.`,
    {
      hint: `Run the same command again in a minute. If it stays so, since ${service} was set back to an older copy, save that record there once by hand: that gives it a new date.`,
    },
  );
}

function version(ms: number | undefined): string {
  return ms === undefined ? 'another version' : `a version of ${new Date(ms).toISOString()}`;
}
