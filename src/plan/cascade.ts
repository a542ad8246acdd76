import { isElsewhere } from './ends.ts';
import { endOf } from './pair.ts';
import type { SharedContext } from './shared.ts';
import { draftsOf, openDraft, type Sheet } from './sheet.ts';

/**
 * A new default capacity in Harvest reaches everybody who is on the old one, and Harvest does not tell who is (support article
 * "Setting and editing capacity"). So each linked person with that very capacity, whom this plan gives no other one, gets it
 * back: after the company's change people are read again, and written only where the default has moved them.
 */
export function keepCapacities(context: SharedContext, sheet: Sheet): void {
  const company = [...context.pairs.all].find((pair) => pair.kind === 'company');
  const draft = company && draftsOf(sheet, company).find(({ side }) => side === 'harvest');
  const moved = draft?.writes.get('capacity');
  if (!moved) return;
  for (const pair of context.pairs.all) {
    const harvest = pair.kind === 'person' ? endOf(context.have, pair, 'harvest') : undefined;
    if (!harvest || harvest.values.capacity !== moved.before || pair.forecast === null) continue;
    if (isElsewhere(context, pair)) continue;
    const person = openDraft(sheet, pair, 'harvest');
    if (person.writes.has('capacity')) continue;
    const values = { before: moved.after, after: moved.before, rule: 'person.capacity', origin: 'forecast' } as const;
    person.writes.set('capacity', { field: 'capacity', ...values });
    person.effects.push("only where Harvest's new default has moved this person");
  }
}
