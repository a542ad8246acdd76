import { parseAddress } from '../../model/address.ts';
import type { Counterpart } from '../../model/counterpart.ts';
import type { ManualItem } from '../../model/item.ts';
import type { AccountRecord } from '../../model/record.ts';
import { SIDES } from '../../model/side.ts';
import { matchAccounts, type Matches } from '../../match/match.ts';
import { detailsOf } from '../../match/counterparts.ts';
import { newRule } from '../../rules/existence-rules.ts';
import type { Joined } from '../join/joined.ts';
import { knownOf } from '../join/twins.ts';
import { recordOf } from '../join/pair.ts';

/** What a record could be on the other side, the best first. */
export type Counterparts = (record: AccountRecord) => readonly Counterpart[];

/** Compares all records once, when the first caller asks. */
export function counterpartsOf(joined: Joined): Counterparts {
  let matches: Matches | undefined;
  return (record) => (matches ??= matchAccounts(joined.have, knownOf(joined))).of(record);
}

/** Items about records that are new on one side, with details that distinguish them, and with their candidates on the other side. */
export function withCandidates(
  joined: Joined,
  counterparts: Counterparts,
  items: readonly ManualItem[],
): readonly ManualItem[] {
  const records = new Map(items.flatMap((item) => newRecord(joined, item) ?? []));
  return items.map((item) => {
    const record = records.get(item);
    if (!record) return item;
    const candidates = counterparts(record);
    return { ...item, record: detailsOf(joined.have, record), ...(candidates.length > 0 && { candidates }) };
  });
}

function newRecord({ have }: Joined, item: ManualItem): [[ManualItem, AccountRecord]] | null {
  const { kind, rule, address } = item;
  if (kind === 'company' || kind === 'role') return null;
  const side = SIDES.find((each) => rule === newRule(kind, each));
  const id = side && parseAddress(address)?.[side];
  const record = side && id ? recordOf(have, side, kind, id) : undefined;
  return record ? [[item, record]] : null;
}
