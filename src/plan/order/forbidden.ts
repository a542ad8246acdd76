import type { FieldName } from '../../model/field.ts';
import type { Kind } from '../../model/kind.ts';
import { refusalOf, type CompareContext } from '../compare/context.ts';
import { draftKey, type Sheet } from '../decide/sheet.ts';
import { replaceByManual } from './refuse.ts';

/**
 * A pass over what would be written: what the owner of a token may not write, and what Forecast takes in no form, becomes a manual item
 * under the write's own rule. In and out: the sheet. Roles first, since people have them by their names.
 */
export function refuseForbidden(context: CompareContext, sheet: Sheet, isAbout: (kind: Kind) => boolean): void {
  for (const draft of [...sheet.drafts.values()]) {
    if (!isAbout(draft.pair.kind)) continue;
    const refusal = refusalOf(context.last, draft.action, draft.side, draft.pair.kind);
    if (!refusal) continue;
    const fields: readonly FieldName[] = [...draft.writes.keys()];
    for (const field of fields) replaceByManual(context, sheet, draft, field, refusal);
    sheet.drafts.delete(draftKey(draft.pair, draft.side));
  }
}
