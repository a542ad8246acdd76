import type { FieldName } from '../../model/field.ts';
import type { Last } from '../../model/last.ts';
import { sameShared, sharedValue } from '../compare/shared.ts';
import type { SharedContext } from '../compare/context.ts';
import { fieldsOf, setValueOf } from '../compare/winner.ts';
import { isElsewhere } from '../join/elsewhere.ts';
import { keptOf } from '../join/kept.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';

/** What the state keeps of values that are stored in another form (decide/stored.ts). */
export function storedMemory(now: SharedContext, stored: NonNullable<Last['stored']>): Pick<Last, 'stored'> {
  const kept = keptOf(now, stored);
  for (const pair of now.pairs.all) {
    const address = addressOf(pair);
    const known = kept.get(address);
    if (!known || isElsewhere(now, pair)) continue;
    const open = Object.entries(known).filter(([field]) => !isSettled(now, pair, field as FieldName));
    if (open.length > 0) kept.set(address, Object.fromEntries(open));
    else kept.delete(address);
  }
  return kept.size > 0 ? { stored: Object.fromEntries(kept) } : {};
}

/** Both sides show one value, and the file wants no other. */
function isSettled(now: SharedContext, pair: Pair, field: FieldName): boolean {
  const harvest = endOf(now.have, pair, 'harvest');
  const forecast = endOf(now.have, pair, 'forecast');
  if (!harvest || !forecast || !fieldsOf(now, pair).includes(field)) return false;
  const [left, right] = [sharedValue(now, harvest, field), sharedValue(now, forecast, field)];
  if (left === undefined || right === undefined || !sameShared(field, left, right)) return false;
  const wanted = setValueOf({ pair }, field);
  return wanted === undefined || sameShared(field, wanted, left);
}
