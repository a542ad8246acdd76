import { sameValue, type FieldName } from '../../model/field.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { Side } from '../../model/side.ts';
import type { Editor } from '../../model/want.ts';
import type { Identity } from '../../rules/classify.ts';
import type { Joined } from '../join/joined.ts';
import { addressOf, type Pair } from '../join/pair.ts';

interface PersonEnds {
  readonly pair: Pair;
  readonly harvest: AccountRecord;
  readonly forecast: AccountRecord;
}

/** Who edited a person's field on the winning side, and whether the person may sign in to Forecast. */
export function identityOf(joined: Joined, ends: PersonEnds, winner: Side, field: FieldName): Identity {
  const { login, values } = ends.forecast;
  const maySignIn = login === 'enabled' && values.status === 'active';
  const editor = winner === 'harvest' ? joined.want.harvestEditor : forecastEditor(joined, ends, field);
  return { maySignIn, editor };
}

/**
 * Forecast's `updated_by_id` tells who saved the record last; a value that already waited keeps the editor seen first, so that a
 * later save by somebody else does not turn one kind of edit into the other.
 */
function forecastEditor({ last }: Joined, { pair, forecast }: PersonEnds, field: FieldName): Editor {
  const waiting = last?.waiting[addressOf(pair)]?.[field];
  if (waiting?.side === 'forecast' && sameValue(field, waiting.value, forecast.values[field])) return waiting.editor;
  return editorNow(forecast);
}

export function editorNow(forecast: AccountRecord): Editor {
  if (forecast.editedBy === undefined || forecast.editedBy === null) return 'unknown';
  return Number(forecast.editedBy) === Number(forecast.id) ? 'self' : 'other';
}
