import type { AccountRecord } from '../../model/record.ts';
import { otherSide, SIDES, type Side } from '../../model/side.ts';
import { isMeant } from '../join/near.ts';
import { recordOf } from '../join/pair.ts';
import type { ManualDraft, Sheet } from './sheet.ts';

/**
 * One mistake, one item. In: the items on entries whose ids no record has. Out: the records that such an item offers in their place: by
 * their name, by Forecast's pointer, or because the two ids are swapped. They need no items of their own, least of all one that offers
 * to create them again. A record that is near by its digits alone may be another one, so it keeps its item.
 */
export function offeredInstead(sheet: Sheet): (record: AccountRecord) => boolean {
  const offered = new Set<string>();
  for (const item of sheet.manual.values())
    for (const { side, id } of offeredBy(sheet, item)) offered.add(`${side} ${item.subject.kind} ${id}`);
  return ({ side, kind, id }) => offered.has(`${side} ${kind} ${id}`);
}

function offeredBy({ joined: { have } }: Sheet, { subject, because }: ManualDraft): readonly Place[] {
  const { kind, link } = subject;
  if (kind === 'company' || !link) return [];
  const [harvest, forecast] = SIDES.map((side) => recordOf(have, side, kind, subject[side] ?? 0));
  return because.flatMap((reason): readonly Place[] => {
    if (reason.code === 'pointer-elsewhere') return harvest ? [] : [{ side: 'harvest', id: reason.record.id }];
    if (reason.code === 'made-again') return reason.records.map(({ id }) => ({ side: reason.side, id }));
    if (reason.code !== 'id-unknown') return [];
    if (reason.swapped) return SIDES.map((side) => ({ side, id: Number(subject[otherSide(side)]) }));
    const partner = reason.side === 'harvest' ? forecast : harvest;
    const records = reason.near.flatMap(({ id }) => recordOf(have, reason.side, kind, id) ?? []);
    return records.filter((record) => isMeant(record, link, partner));
  });
}

interface Place {
  readonly side: Side;
  readonly id: number;
}
