/**
 * Turns a choice on the page into edits of the files. In: a plan, both accounts. Out: edits, or null if the plan does
 * not offer the choice.
 */
import type { Edit } from '../model/edit.ts';
import type { Have } from '../model/have.ts';
import type { RecordKind } from '../model/kind.ts';
import type { Plan } from '../model/plan.ts';
import { recordName, type AccountRecord } from '../model/record.ts';
import { SIDES, type Side } from '../model/side.ts';
import { editsOf } from '../rules/choice.ts';
import { labelled } from '../rules/way.ts';
import type { Choice } from './wire.ts';

export type EditsOfChoice = (choice: Choice) => readonly Edit[] | null;

export function editsOfChoices({ plan, have }: { readonly plan: Plan; readonly have: Have }): EditsOfChoice {
  const items = new Map([...plan.manual, ...plan.conflicts].map((item) => [item.id, item]));
  const recordAt = (kind: RecordKind, side: Side, id: number): AccountRecord | undefined =>
    (have[side].records[kind] as ReadonlyMap<number, AccountRecord>).get(id);

  return (choice) => {
    switch (choice.by) {
      case 'way': {
        const item = items.get(choice.item);
        const way = item?.ways_out.find(({ key }) => key === choice.way);
        if (!item || !way || !isThere(item.kind, choice.id)) return null;
        return editsOf(item, way, choice.id);
      }
      case 'link': {
        const { kind, harvest, forecast } = choice;
        const [record, other] = [recordAt(kind, 'harvest', harvest), recordAt(kind, 'forecast', forecast)];
        return record && other ? [{ op: 'link', kind, ...labelled(recordName(record)), harvest, forecast }] : null;
      }
      case 'ignore': {
        const { kind, side, id } = choice;
        return recordAt(kind, side, id) ? [{ op: 'ignore', kind, side, id }] : null;
      }
    }
  };

  /** Whether an id that a person named belongs to a record. */
  function isThere(kind: Plan['manual'][number]['kind'], id: number | null): boolean {
    return id === null || (kind !== 'company' && SIDES.some((side) => recordAt(kind, side, id)));
  }
}
