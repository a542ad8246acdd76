import type { Side } from '../../src/model/side.ts';
import type { Cell } from './cells.ts';

/** When one run last saw each record: by its list, or alone. */
export interface Reads {
  /** `id` null: the whole list. */
  note(side: Side, kind: string, id: number | null, at: number): void;
  of(cell: Cell, side: Side): number | null;
}

export function createReads(): Reads {
  const seen = new Map<string, number>();
  return {
    note: (side, kind, id, at) => void seen.set(`${side} ${kind} ${id ?? '*'}`, at),
    of({ kind, ids }, side) {
      const times = [`${side} ${kind} *`, `${side} ${kind} ${ids[side]}`].flatMap((key) => seen.get(key) ?? []);
      return times.length > 0 ? Math.max(...times) : null;
    },
  };
}
