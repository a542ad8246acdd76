import type { Candidate } from '../../model/reason.ts';
import { isArchived, recordName, type AccountRecord } from '../../model/record.ts';
import { otherSide } from '../../model/side.ts';
import { isWithinClient, naturalKey } from '../../rules/natural-key.ts';
import { isUnlinked, type Joined } from './joined.ts';
import { recordsOf } from './pair.ts';

/**
 * Which unlinked records of the other side could be the one that a record has there: the same natural key. Archived ones included.
 * A key that is unknown may be the same one.
 */
export interface Matches {
  /** The one that fits, if no other does. */
  readonly only: AccountRecord | null;
  /** If nobody can say which one is meant: all that could be. */
  readonly several: readonly Candidate[];
}

type Fit = 'yes' | 'maybe' | 'no';

/** `client`: the id of the project's client on the other side; null: it is still to be created, so nothing is under it. */
export function matchesOf(joined: Joined, source: AccountRecord, client: number | null): Matches {
  if (source.kind === 'company' || keyOf(source) === '') return { only: null, several: [] };
  if (isWithinClient(source.kind) && client === null) return { only: null, several: [] };
  const fits = [...recordsOf(joined.have, otherSide(source.side), source.kind)]
    .map((record) => ({ record, fit: fitOf(source, record, client) }))
    .filter(({ record, fit }) => fit !== 'no' && isUnlinked(joined, record));
  const [first] = fits;
  if (!first) return { only: null, several: [] };
  if (fits.length === 1 && first.fit === 'yes') return { only: first.record, several: [] };
  return { only: null, several: fits.map(({ record, fit }) => candidateOf(record, fit === 'maybe')) };
}

export function candidateOf(record: AccountRecord, unsure = false): Candidate {
  return { id: record.id, name: recordName(record), archived: isArchived(record), unsure };
}

function fitOf(source: AccountRecord, candidate: AccountRecord, client: number | null): Fit {
  const fits = [fit(keyOf(candidate), keyOf(source))];
  if (isWithinClient(source.kind)) fits.push(fit(candidate.values.client, client));
  if (fits.includes('no')) return 'no';
  return fits.includes('maybe') ? 'maybe' : 'yes';
}

function fit<T>(found: T | undefined, wanted: T | undefined): Fit {
  if (found === undefined || wanted === undefined) return 'maybe';
  return found === wanted ? 'yes' : 'no';
}

function keyOf({ kind, values }: AccountRecord): string | undefined {
  return naturalKey(kind, values);
}
