import { recordName } from '../../model/record.ts';
import { SIDES } from '../../model/side.ts';
import type { Joined } from '../join/joined.ts';
import { doubledRoles } from '../join/role-names.ts';
import { addObservation, addManual, subjectOf, subjectOfRecord, type Sheet } from './sheet.ts';

/**
 * Roles with the same name on a side: one item for them all, on the one that is paired. If all are ignored, an observation is
 * enough.
 */
export function planDoubledRoles(joined: Joined, sheet: Sheet): void {
  for (const side of SIDES) {
    for (const roles of doubledRoles(joined.have, side)) {
      const paired = roles.flatMap((role) => joined.pairs.at(side, 'role', role.id) ?? []);
      const subject = paired[0] ? subjectOf(joined, paired[0]) : subjectOfRecord(roles[0]!);
      const name = recordName(roles[0]!);
      const ids = roles.map(({ id }) => Number(id));
      if (!roles.every((role) => joined.ignores(role))) {
        addManual(sheet, subject, 'role.edited', { code: 'roles-of-one-name', side, name, ids });
      } else {
        addObservation(sheet, subject, 'role.edited', { code: 'ignored-roles-of-one-name', side, ids });
      }
    }
  }
}
