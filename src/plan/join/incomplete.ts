import type { AccountRecord } from '../../model/record.ts';
import type { Reason } from '../../model/reason.ts';
import { neededFields } from '../../rules/fields.ts';

/** What a record has to tell before anything is made from it on the other side. Null if it does. */
export function missingFrom({ side, kind, values }: AccountRecord): Reason | null {
  if (kind === 'company') return null;
  const fields = neededFields(kind).filter((field) => values[field] === undefined);
  return fields.length === 0 ? null : { code: 'source-incomplete', side, kind, fields };
}
