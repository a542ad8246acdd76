import { EFFECTS } from '../../rules/effects.ts';
import { beforeCascade } from '../compare/capacity.ts';
import { comparableValue } from '../compare/comparable.ts';
import type { CompareContext } from '../compare/context.ts';
import { isElsewhere } from '../join/elsewhere.ts';
import { endOf } from '../join/pair.ts';
import { addWrite, draftOf, openDraft, dropWrite, type Sheet } from './sheet.ts';

/**
 * Everybody whom Harvest's new default moves, or moved in a run before, gets their number back, unless this plan gives another. So do those whose
 * capacity waits for a person: a default does not decide it. A link with a missing end is not touched.
 */
export function keepCapacities(context: CompareContext, sheet: Sheet): void {
  const company = [...context.pairs.all].find((pair) => pair.kind === 'company');
  const moves = company && draftOf(sheet, company, 'harvest')?.writes.get('capacity');
  const isMoving = moves !== undefined || context.last?.cascade !== undefined;
  const people = isMoving ? context.pairs.all : new Set([...sheet.drafts.values()].map(({ pair }) => pair));
  for (const pair of people) {
    const shown = pair.kind === 'person' ? endOf(context.have, pair, 'harvest')?.values.capacity : undefined;
    const forecast = endOf(context.have, pair, 'forecast');
    // A person who is imported is created with the number that they have now.
    if (typeof shown !== 'number' || (!forecast && pair.forecast !== null) || isElsewhere(context, pair)) continue;
    const was = beforeCascade(context, pair, 'harvest') ?? shown;
    const before = moves?.before === shown ? Number(moves.after) : shown;
    const draft = draftOf(sheet, pair, 'harvest');
    const planned = draft?.writes.get('capacity');
    if (draft && planned?.after === shown && before === shown) dropWrite(sheet, draft, 'capacity');
    if (planned || before === was) continue;
    const isShared = forecast && comparableValue(context, forecast, 'capacity') === was;
    const person = openDraft(sheet, pair, 'harvest');
    addWrite(person, {
      field: 'capacity',
      before,
      after: was,
      rule: 'person.capacity',
      origin: isShared ? 'forecast' : 'harvest',
    });
    person.effects.push(EFFECTS.keeps);
  }
}
