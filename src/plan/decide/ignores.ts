import { formatAddress, parseAddress } from '../../model/address.ts';
import type { IgnoreMiss } from '../../model/finding.ts';
import { matchesAny } from '../../model/glob.ts';
import type { Absence, Have } from '../../model/have.ts';
import { IGNORED_KIND, IGNORE_KEYS, type IgnoreKey } from '../../model/ignored.ts';
import { PLURAL, type RecordKind } from '../../model/kind.ts';
import type { Last } from '../../model/last.ts';
import { nameOf, recordName } from '../../model/record.ts';
import { otherSide, SIDES, type Side } from '../../model/side.ts';
import type { Want } from '../../model/want.ts';
import { hidesItsName } from '../join/ignored.ts';
import { join } from '../join/join.ts';
import type { Joined } from '../join/joined.ts';
import { recordsOf } from '../join/pair.ts';
import { addObservation, type Sheet } from './sheet.ts';

type Entry = number | string;

/** `ignore.unmatched`: an entry that matches no existing record, and none that is gone but still remembered. */
export function observeIgnores(joined: Joined, sheet: Sheet): void {
  for (const key of IGNORE_KEYS) {
    const kind = IGNORED_KIND[key];
    for (const side of SIDES) {
      for (const entry of unmatchedIn(joined, side, key)) {
        const miss = missOf(joined.have, side, kind, entry);
        // The text about the other side names the list for this kind.
        const near = key === PLURAL[kind] || miss !== 'other-side' ? miss : null;
        addObservation(sheet, unmatchedSubject(side, kind, entry), 'ignore.unmatched', {
          ...{ code: 'ignore-unmatched', side, kind, entry, near },
        });
      }
    }
  }
}

/** The entries of one list that match no record. With `roles: off` no roles are read, so it is not known. */
export function unmatchedIn(joined: Joined, side: Side, key: IgnoreKey): ReadonlySet<Entry> {
  const { ignore, ignoreWithProjects } = joined.want;
  const kind = IGNORED_KIND[key];
  if (kind === 'role' && joined.want.roles === 'off') return new Set();
  const left = new Set(key === 'clients_with_projects' ? ignoreWithProjects[side] : ignore[kind][side]);
  dropMatched(joined, side, kind, left);
  return left;
}

/** Ids under `ignore` that no list has: each has to be confirmed before its entry goes. */
export function unmatchedIds(read: {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
}): readonly Absence[] {
  const joined = join(read.want, read.have, read.last);
  return IGNORE_KEYS.flatMap((key) =>
    SIDES.flatMap((side) => {
      const ids = [...unmatchedIn(joined, side, key)].filter((entry) => typeof entry === 'number');
      return ids.map((id) => ({ side, kind: IGNORED_KIND[key], id }));
    }),
  );
}

function dropMatched(joined: Joined, side: Side, kind: RecordKind, left: Set<Entry>): void {
  const drop = (id: number, name: string): void => {
    for (const entry of left) if (matchesAny([entry], id, name)) left.delete(entry);
  };
  for (const record of recordsOf(joined.have, side, kind)) {
    if (left.size === 0) return;
    drop(record.id, recordName(record));
    // Any pattern might match a name that is unknown.
    if (hidesItsName(record)) for (const entry of left) if (typeof entry === 'string') left.delete(entry);
  }
  if (left.size === 0) return;
  for (const [address, values] of Object.entries(joined.last?.baseline ?? {})) {
    const parts = parseAddress(address);
    const id = parts?.kind === kind ? parts[side] : null;
    if (id !== null) drop(id, nameOf(kind, values));
  }
}

export function unmatchedSubject(side: Side, kind: RecordKind, entry: Entry) {
  const id = typeof entry === 'number' ? entry : null;
  const address = formatAddress(kind, side === 'harvest' ? id : null, side === 'forecast' ? id : null);
  return { address, label: typeof entry === 'string' ? entry : '' };
}

/** Why an entry matches nothing, if that can be told. */
export function missOf(have: Have, side: Side, kind: RecordKind, entry: Entry): IgnoreMiss | null {
  const matches = (at: Side, wanted: Entry, inCase: (name: string) => string): boolean =>
    [...recordsOf(have, at, kind)].some((record) => matchesAny([wanted], record.id, inCase(recordName(record))));
  const asItIs = (name: string): string => name;
  const lower = (name: string): string => name.toLowerCase();
  if (typeof entry === 'string') {
    if (matches(side, lower(entry), lower)) return 'letter-case';
    if (matches(side, `*${entry}*`, asItIs)) return 'whole-name';
  }
  return matches(otherSide(side), entry, asItIs) ? 'other-side' : null;
}
