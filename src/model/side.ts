/** The two accounts. Everywhere in hfsync a *side* is one of these words. */
export type Side = 'harvest' | 'forecast';

export const SIDES = ['harvest', 'forecast'] as const satisfies readonly Side[];

export function otherSide(side: Side): Side {
  return side === 'harvest' ? 'forecast' : 'harvest';
}

export function sideName(side: Side): string {
  return side === 'harvest' ? 'Harvest' : 'Forecast';
}
