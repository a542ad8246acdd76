import type { Address } from '../../model/address.ts';
import type { FieldName } from '../../model/field.ts';
import type { Baseline, Last } from '../../model/last.ts';
import type { Change, Undo } from '../../model/plan.ts';

/**
 * Which baselines an undo plan puts back. In: the baselines before the apply (`undo.baseline`), those that it left
 * (`undo.left`), and those that are remembered now. Out: the baselines to put back, and those that are left alone.
 *
 * | field                                        | then |
 * | -------------------------------------------- | ---- |
 * | its value is undone by a step                | put back with it |
 * | its baseline is as that apply left it        | put back, unless a step of its record is not taken |
 * | its baseline is not: it was synced since     | left alone, or the next edit there would look like an old one |
 */
export function baselinesToPutBack(
  undo: Undo,
  steps: readonly Change[],
  refused: readonly { readonly change: Change }[],
  last: Last,
): Required<Pick<Undo, 'baseline' | 'left_alone'>> {
  const baseline: { [address: Address]: Baseline | null } = {};
  const alone: { readonly address: Address; readonly fields: readonly FieldName[] }[] = [];
  for (const address of Object.keys(undo.baseline) as Address[]) {
    const before = undo.baseline[address] ?? null;
    const now = last.baseline[address] ?? null;
    const written = fieldsOf(steps, address);
    const isHeld = refused.some(({ change }) => change.address === address);
    const fields = [
      ...new Set([before, now, undo.left?.[address] ?? null].flatMap((one) => Object.keys(one ?? {}))),
    ] as FieldName[];
    const isBack = (field: FieldName): boolean => written.has(field) || (!isHeld && isLeft(undo, address, field, last));
    const isMoved = (field: FieldName): boolean => !isSame(now?.[field], before?.[field]);
    const back = fields.filter((field) => isBack(field) && (isMoved(field) || written.has(field)));
    if (back.length > 0) baseline[address] = fields.every(isBack) ? before : mixed(now, before, back);
    const kept = fields.filter((field) => !isBack(field) && isMoved(field));
    if (kept.length > 0 && !isHeld) alone.push({ address, fields: kept.sort() });
  }
  return { baseline, left_alone: alone };
}

/**
 * Whether a field is remembered as the apply left it, or as it was before that apply. If so, no later apply has synced
 * it.
 */
export function isAsLeft(undo: Undo, address: Address, field: FieldName, last: Last): boolean {
  if (!undo.left || !(address in undo.left)) return true;
  return isLeft(undo, address, field, last) || isSame(last.baseline[address]?.[field], undo.baseline[address]?.[field]);
}

function isLeft({ left }: Undo, address: Address, field: FieldName, last: Last): boolean {
  return left !== undefined && address in left && isSame(last.baseline[address]?.[field], left[address]?.[field]);
}

function fieldsOf(steps: readonly Change[], address: Address): ReadonlySet<FieldName> {
  return new Set(
    steps.filter((step) => step.address === address).flatMap(({ fields }) => fields.map(({ field }) => field)),
  );
}

function mixed(now: Baseline | null, before: Baseline | null, back: readonly FieldName[]): Baseline {
  const result: { [F in FieldName]?: Baseline[F] } = { ...now };
  for (const field of back) {
    if (before?.[field] === undefined) delete result[field];
    else result[field] = before[field];
  }
  return result;
}

function isSame(one: Baseline[FieldName], other: Baseline[FieldName]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
