import { otherSide } from '../../model/side.ts';
import type { Reason } from '../../model/reason.ts';
import type { CompareContext } from '../compare/context.ts';
import { counterpartOfClient } from '../decide/linked.ts';
import type { Sheet } from '../decide/sheet.ts';
import { recordOf } from '../join/pair.ts';
import { refusalOf } from './unique-values.ts';

/**
 * A create that waits for its near twin, although its name or e-mail is taken for good, would only wait again once the two are told
 * apart: it gives the lasting reason. In and out: the sheet, once it is settled who gives up which value.
 */
export function refuseTaken(context: CompareContext, sheet: Sheet): void {
  for (const [id, item] of sheet.manual) {
    const because = item.because.map((reason) => lastingReason(context, sheet, reason) ?? reason);
    if (because.some((reason, at) => reason !== item.because[at])) sheet.manual.set(id, { ...item, because });
  }
}

function lastingReason(context: CompareContext, sheet: Sheet, reason: Reason): Reason | null {
  if (reason.code !== 'near-twin') return null;
  const { kind, side, id, set } = reason.entry;
  const source = recordOf(context.have, side, kind, id);
  if (!source) return null;
  const client = counterpartOfClient(context, sheet, side, source.values.client)?.afterId ?? null;
  const values = { ...source.values, ...set, client };
  return refusalOf(context, sheet, otherSide(side), { kind, values });
}
