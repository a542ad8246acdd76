import type { Side } from '../../src/model/side.ts';
import type { Cell } from './cells.ts';

/** When one run saw each record: by its list, or alone. */
export interface Reads {
  /** `id` null: the whole list. */
  note(side: Side, kind: string, id: number | null, at: number): void;
  /** The last time; `until`: the last one up to then. */
  of(cell: Cell, side: Side, until?: number): number | null;
}

export function createReads(): Reads {
  const seen = new Map<string, number[]>();
  return {
    note(side, kind, id, at) {
      const key = `${side} ${kind} ${id ?? '*'}`;
      seen.set(key, [...(seen.get(key) ?? []), at]);
    },
    of({ kind, ids }, side, until = Infinity) {
      const keys = [`${side} ${kind} *`, `${side} ${kind} ${ids[side]}`];
      const times = keys.flatMap((key) => seen.get(key) ?? []).filter((at) => at <= until);
      return times.length > 0 ? Math.max(...times) : null;
    },
  };
}
