import { COMPANY } from '../../model/address.ts';
import { SIDES, sideName } from '../../model/side.ts';
import type { Joined } from '../join/joined.ts';
import type { Sheet } from './sheet.ts';

/** `account.clock`: in words that stay the same from run to run, since nothing in the accounts or the file depends on it. */
export function observeClocks({ have }: Joined, sheet: Sheet): void {
  for (const side of SIDES) {
    if (!have[side].isClockApart) continue;
    const text = `The clock of ${sideName(side)}'s answers and the clock of this machine are more than a minute apart: one of them is wrong.`;
    sheet.observations.push({ rule: 'account.clock', address: COMPANY, label: have[side].name, text });
  }
}
