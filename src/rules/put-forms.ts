import { PUT_FORMS, type PutForm } from '../model/account.ts';
import type { Capability, Knowledge } from '../model/capability.ts';
import type { RecordKind } from '../model/kind.ts';

export type Knows = (capability: Capability) => Knowledge;

/** The forms in which a change may be put into a Forecast record, the first to try first: none that is known not to work. */
export function formsOf(knows: Knows, kind: RecordKind): readonly PutForm[] {
  const isPartialBest = knows(`partial-put.${kind}`) === 'yes';
  const order = isPartialBest ? (['partial', 'whole', 'trimmed'] as const) : PUT_FORMS;
  return order.filter((form) => knows(`${form}-put.${kind}`) !== 'no');
}
