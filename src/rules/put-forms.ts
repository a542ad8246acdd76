import { PUT_FORMS, type PutForm } from '../model/account.ts';
import type { Capability, Knowledge } from '../model/capability.ts';
import type { RecordKind } from '../model/kind.ts';

export type Knows = (capability: Capability) => Knowledge;

/**
 * The forms in which hfsync may PUT a change to a Forecast record, in the order to try them. Forms that are known not
 * to work are left out.
 */
export function formsOf(knows: Knows, kind: RecordKind): readonly PutForm[] {
  const isPartialBest = knows(`partial-put.${kind}`) === 'yes';
  const order = isPartialBest ? (['partial', 'whole', 'trimmed'] as const) : PUT_FORMS;
  return order.filter((form) => knows(`${form}-put.${kind}`) !== 'no');
}
