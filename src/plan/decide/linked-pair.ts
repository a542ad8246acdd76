import type { FieldName } from '../../model/field.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { Side } from '../../model/side.ts';
import { classify, type Judgement } from '../../rules/classify.ts';
import { identityOf } from '../compare/editor.ts';
import type { CompareContext } from '../compare/context.ts';
import { endOf, type Pair } from '../join/pair.ts';
import type { Sheet } from './sheet.ts';

/** A pair with both of its records, and the sheet that it is planned on. */
export interface LinkedPair {
  readonly context: CompareContext;
  readonly sheet: Sheet;
  readonly pair: Pair;
  readonly harvest: AccountRecord<'harvest'>;
  readonly forecast: AccountRecord<'forecast'>;
}

export function linkedPair(context: CompareContext, sheet: Sheet, pair: Pair): LinkedPair | null {
  const harvest = endOf(context.have, pair, 'harvest');
  const forecast = endOf(context.have, pair, 'forecast');
  return harvest && forecast ? { context, sheet, pair, harvest, forecast } : null;
}

/** The rule of a field, as if this side alone had changed. */
export function judge(linked: LinkedPair, field: FieldName, winner: Side): Judgement {
  return classify(linked.pair.kind, field, identityOf(linked.context, linked, winner, field));
}

/** The rule of a field that the file owns: always the field's own. */
export function judgeSet(linked: LinkedPair, field: FieldName): Judgement {
  const identity = { ...identityOf(linked.context, linked, 'forecast', field), editor: 'other' as const };
  return classify(linked.pair.kind, field, identity);
}
