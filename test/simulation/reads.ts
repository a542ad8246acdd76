import type { Side } from '../../src/model/side.ts';
import type { Cell } from './cells.ts';

/** What one run knows of a record. */
export interface Seen {
  /** When it last asked. */
  readonly at: number;
  /** When the record was as the newest answer showed it: earlier, where a service is behind. */
  readonly of: number;
}

/** When one run saw each record: by its list, or alone. */
export interface Reads {
  /** `id` null: the whole list. */
  note(side: Side, kind: string, id: number | null, seen: Seen): void;
  /** The last time; `until`: the last one up to then. */
  of(cell: Cell, side: Side, until?: number): Seen | null;
}

export function createReads(): Reads {
  const all = new Map<string, Seen[]>();
  return {
    note(side, kind, id, seen) {
      const key = `${side} ${kind} ${id ?? '*'}`;
      all.set(key, [...(all.get(key) ?? []), seen]);
    },
    of({ kind, ids }, side, until = Infinity) {
      const keys = [`${side} ${kind} *`, `${side} ${kind} ${ids[side]}`];
      const seen = keys.flatMap((key) => all.get(key) ?? []).filter(({ at }) => at <= until);
      if (seen.length === 0) return null;
      return { at: Math.max(...seen.map(({ at }) => at)), of: Math.max(...seen.map((one) => one.of)) };
    },
  };
}
