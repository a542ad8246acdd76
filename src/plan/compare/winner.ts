import type { FieldName } from '../../model/field.ts';
import type { Kind } from '../../model/kind.ts';
import type { Side } from '../../model/side.ts';
import type { Want } from '../../model/want.ts';
import { isSwitchedOn, SYNCED } from '../../rules/fields.ts';
import { sourceOf, type Pair } from '../join/pair.ts';
import type { CompareContext } from './context.ts';
import type { ComparableValue } from './comparable.ts';
import type { Verdict } from './three-way.ts';

/** The fields of a pair that are compared and not switched off in the file. */
export function fieldsOf({ want }: CompareContext, { kind }: Pick<Pair, 'kind'>): readonly FieldName[] {
  const known = switchedOn.get(want) ?? {};
  switchedOn.set(want, known);
  return (known[kind] ??= SYNCED[kind].filter((field) => isSwitchedOn(want, kind, field)));
}

/** The same for all pairs of a kind. */
const switchedOn = new WeakMap<Want, { [K in Kind]?: readonly FieldName[] }>();

/** The side that wins; null if the file leaves it to a person. */
export function winnerOf(context: CompareContext, pair: Pair, verdict: Verdict): Side | null {
  if (verdict === 'harvest' || verdict === 'forecast') return verdict;
  if (verdict === 'stored') return null;
  const source = verdict === 'first' ? sourceOf(context.have, pair) : null;
  if (source) return source;
  const policy = verdict === 'first' ? context.want.firstSync : context.want.conflicts;
  return policy === 'manual' ? null : policy;
}

/** The value of a field under `set:`; undefined if there is none. */
export function setValueOf({ pair }: { readonly pair: Pair }, field: FieldName): ComparableValue | undefined {
  if (!pair.link || pair.brought) return undefined;
  return pair.link.set[field];
}
