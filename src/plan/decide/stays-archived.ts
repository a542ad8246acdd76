import type { Side } from '../../model/side.ts';
import type { CompareContext } from '../compare/context.ts';
import { recordOf } from '../join/pair.ts';
import { draftOf, type Sheet } from './sheet.ts';

/** Whether a client is archived on this side, and this plan does not restore it. */
export function staysArchived(context: CompareContext, sheet: Sheet, side: Side, client: number): boolean {
  if (recordOf(context.have, side, 'client', client)?.values.status !== 'archived') return false;
  const pair = context.pairs.at(side, 'client', client);
  return !pair || draftOf(sheet, pair, side)?.writes.get('status')?.after !== 'active';
}
