import { writeValues } from '../http/record-fields.ts';
import type { Values } from '../model/field.ts';
import type { Kind, RecordKind } from '../model/kind.ts';
import type { NewProject } from '../model/want.ts';
import { FIELD_KEYS } from './fields.ts';

type Body = { readonly [key: string]: unknown };

/** The body of a PATCH: only the given values, so that nothing unchanged is sent. */
export function encodeUpdate(kind: Kind, values: Values): Body {
  return writeValues(FIELD_KEYS[kind], values, `Harvest's ${kind}`);
}

/** The body of a POST. A user is never created: Harvest would invite that person by e-mail. */
export function encodeCreate(kind: RecordKind, values: Values, settings: NewProject | undefined): Body {
  if (kind === 'person') throw new Error('hfsync never creates a Harvest user');
  return { ...encodeUpdate(kind, values), ...(kind === 'project' && settings) };
}
