import type { Candidate } from '../../model/reason.ts';
import type { AccountRecord } from '../../model/record.ts';
import { otherSide } from '../../model/side.ts';
import { nearTwins } from '../../match/match.ts';
import type { Known } from '../../match/subject.ts';
import { naturalKey } from '../../rules/natural-key.ts';
import { isUnlinked, type Joined } from './joined.ts';
import { candidateOf } from './create-match.ts';

/** Every pair that the planner knows is linked, whether the file declares it or not. */
export function knownOf(joined: Joined): Known {
  return {
    linkedTo({ side, kind, id }) {
      const pair = joined.pairs.at(side, kind, id);
      return pair && pair[otherSide(side)];
    },
    isIgnored: (record) => joined.ignores(record),
  };
}

/**
 * Near twins: what would be created beside a record of nearly the same name is a duplicate more often than not, so a person says
 * first. In: what would be created. Out: for each its twins, which the file neither links nor ignores; a role that pairs by itself is
 * not named by the file, so it counts.
 */
export function twinsOf(
  joined: Joined,
  sources: readonly AccountRecord[],
): ReadonlyMap<AccountRecord, readonly Candidate[]> {
  if (sources.length === 0) return new Map();
  const known = knownOf(joined);
  const named: Known = {
    ...known,
    linkedTo: (record) =>
      record.kind === 'role' && joined.pairs.at(record.side, 'role', record.id)?.source !== 'declared'
        ? undefined
        : known.linkedTo(record),
  };
  const found = [...nearTwins(joined.have, named, sources)].map(([source, twins]) => {
    const near = twins.filter((twin) => isOther(source, twin) && (twin.kind === 'role' || isUnlinked(joined, twin)));
    return [source, near.map((twin) => candidateOf(twin))] as const;
  });
  return new Map(found.filter(([, twins]) => twins.length > 0));
}

/** What has the very same name, or e-mail, is found by it (`create-match.ts`). */
function isOther(source: AccountRecord, twin: AccountRecord): boolean {
  return naturalKey(source.kind, source.values) !== naturalKey(twin.kind, twin.values);
}
