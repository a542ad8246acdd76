import { COMPANY } from '../../model/address.ts';
import { SIDES } from '../../model/side.ts';
import type { Joined } from '../join/joined.ts';
import { addObservation, type Sheet } from './sheet.ts';

/** `account.clock`: the words do not change from run to run, since nothing in the accounts or the file depends on the clock. */
export function observeClocks({ have }: Joined, sheet: Sheet): void {
  for (const side of SIDES) {
    if (!have[side].isClockApart) continue;
    const subject = { address: COMPANY, label: have[side].name };
    addObservation(sheet, subject, 'account.clock', { code: 'clock-apart', side });
  }
}
