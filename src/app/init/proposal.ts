import type { Have } from '../../model/have.ts';
import { RECORD_KINDS, type RecordKind } from '../../model/kind.ts';
import { isArchived, isBuiltIn, recordName, type AccountRecord } from '../../model/record.ts';
import { SIDES } from '../../model/side.ts';
import { matchAccounts } from '../../match/match.ts';
import { isPointed, type Graded } from '../../match/unique-pairs.ts';

/** The contents of a first file. */
export interface Proposal {
  /** Entries of the file. */
  readonly links: readonly Graded[];
  /** Entries in comments, for a person to confirm. */
  readonly likely: readonly Graded[];
  /** Active records with neither. */
  readonly rest: readonly AccountRecord[];
}

/**
 * Exact pairs become links, likely ones are for a person. Roles are paired without the file. A pair that is archived on
 * both sides is left out, unless Forecast links it or a linked project needs its client.
 */
export function proposalOf(have: Have, all: readonly Graded[] = pairsOf(have)): Proposal {
  const exact = all.filter((pair) => pair.class === 'exact' && pair.harvest.kind !== 'role');
  const used = new Set(exact.filter(isAwake).map((pair) => `${pair.harvest.client}/${pair.forecast.client}`));
  const links = exact.filter((pair) => isAwake(pair) || used.has(`${pair.harvest.id}/${pair.forecast.id}`));
  const likely = all.filter((pair) => pair.class === 'likely' && isAwake(pair));
  const taken = new Set([...links, ...likely].flatMap((pair) => [pair.harvest.record, pair.forecast.record]));
  const kinds: readonly RecordKind[] = ['client', 'person', 'project'];
  const records = kinds.flatMap((kind) =>
    SIDES.flatMap((side) => [...have[side].records[kind].values()] as readonly AccountRecord[]),
  );
  const rest = records.filter(
    (record) => !taken.has(record) && !isArchived(record) && !isBuiltIn(record) && isAlone(record),
  );
  return { links: links.filter(isNamed), likely: likely.filter(isNamed), rest };

  function isAlone(record: AccountRecord): boolean {
    return record.side === 'harvest' || (record.values.pointer ?? null) === null;
  }
}

/** All possible pairs, as if nothing were linked yet. */
export function pairsOf(have: Have): readonly Graded[] {
  const { pairs } = matchAccounts(have, { linkedTo: () => undefined, isIgnored: () => false });
  return RECORD_KINDS.flatMap((kind) => pairs[kind]);
}

function isAwake(pair: Graded): boolean {
  return !isArchived(pair.harvest.record) || !isArchived(pair.forecast.record) || isPointed(pair);
}

function isNamed({ harvest }: Graded): boolean {
  return recordName(harvest.record) !== '';
}
