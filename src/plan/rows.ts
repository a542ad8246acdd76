/** Both accounts side by side. In: the plan's input. Out: every record once, those that belong together in one row. */
import { compareAddresses, formatAddress, type Address } from '../model/address.ts';
import { RECORD_KINDS, type Kind, type RecordKind } from '../model/kind.ts';
import { isArchived, isBuiltIn, type AccountRecord } from '../model/record.ts';
import { SIDES } from '../model/side.ts';
import { isIgnoredPair, type Joined } from './join/joined.ts';
import { join } from './join/join.ts';
import { addressOf, recordsOf } from './join/pair.ts';
import type { PlanInput } from './plan.ts';

export interface Row {
  readonly address: Address;
  readonly kind: Kind;
  /** null: there is no record of that side, or it does not exist yet. */
  readonly harvest: number | null;
  readonly forecast: number | null;
  readonly is: RowState;
}

/** `asleep`: archived, or built in; nothing is asked about it. */
export type RowState = 'linked' | 'ignored' | 'unlinked' | 'asleep';

/** In the order of addresses. */
export function rowsOf({ want, have, last }: Pick<PlanInput, 'want' | 'have' | 'last'>): readonly Row[] {
  const joined = join(want, have, last);
  const pairs = [...joined.pairs.all].map((pair): Row => {
    const { kind, harvest, forecast } = pair;
    return {
      address: addressOf(pair),
      kind,
      harvest,
      forecast,
      is: isIgnoredPair(joined, pair) ? 'ignored' : 'linked',
    };
  });
  const alone = RECORD_KINDS.flatMap((kind) => recordsAlone(joined, kind)).map((record) => rowOf(joined, record));
  return [...pairs, ...alone].sort((a, b) => compareAddresses(a.address, b.address));
}

function recordsAlone({ have, pairs }: Joined, kind: RecordKind): readonly AccountRecord[] {
  return SIDES.flatMap((side) => [...recordsOf(have, side, kind)].filter(({ id }) => !pairs.at(side, kind, id)));
}

function rowOf(joined: Joined, record: AccountRecord): Row {
  const { side, kind, id } = record;
  const ends = { harvest: side === 'harvest' ? id : null, forecast: side === 'forecast' ? id : null };
  return { address: formatAddress(kind, ends.harvest, ends.forecast), kind, ...ends, is: stateOf(joined, record) };
}

function stateOf({ ignores }: Joined, record: AccountRecord): RowState {
  if (ignores(record)) return 'ignored';
  return isArchived(record) || isBuiltIn(record) ? 'asleep' : 'unlinked';
}
