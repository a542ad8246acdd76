import type { Counterpart, RecordDetails } from '../model/counterpart.ts';
import type { Have } from '../model/have.ts';
import { type AccountRecord, recordName, isArchived } from '../model/record.ts';
import { otherSide } from '../model/side.ts';
import { type Graded, valueOf } from './unique-pairs.ts';

const SHOWN = 5;
const CLASSES = { exact: 0, likely: 1, possible: 2 } as const;

export function counterpartsOf(have: Have, record: AccountRecord, pairs: readonly Graded[]): readonly Counterpart[] {
  const target = otherSide(record.side);
  return [...pairs]
    .sort((a, b) => CLASSES[a.class] - CLASSES[b.class] || valueOf(b) - valueOf(a) || a[target].id - b[target].id)
    .slice(0, SHOWN)
    .map((pair) => counterpartOf(have, pair[target].record, pair));
}

function counterpartOf(have: Have, record: AccountRecord, pair: Graded): Counterpart {
  const { side, id } = record;
  return {
    ...{ side, id: Number(id), name: recordName(record), ...detailsOf(have, record) },
    ...{ archived: isArchived(record), class: pair.class, evidence: pair.evidence },
  };
}

/** What helps a person recognize a record, besides its name. */
export function detailsOf(have: Have, { side, values, updatedAt }: AccountRecord): RecordDetails {
  const client = values.client ? have[side].records.client.get(values.client as never) : undefined;
  return {
    client: client ? recordName(client) : null,
    code: values.code || null,
    email: values.email || null,
    updated: updatedAt === undefined ? null : new Date(updatedAt).toISOString().slice(0, 10),
  };
}
