import type { Side } from '../../src/model/side.ts';
import { otherSide, SIDES } from '../../src/model/side.ts';
import { CELLS, type Cell, type Values } from './cells.ts';

/**
 * P5, no lost update, from the outside alone: it knows who changed what when, and nothing of how hfsync decides.
 *
 * A person's edit is *open* until the other side has it. hfsync may overwrite an open edit only
 * - where it cannot know of it: made after the run last read that record (at most 10 s before a write to Harvest), or
 * - where the file says who wins: `set:`, `first_sync` on a field never in step, `conflicts` where both sides have open edits.
 */
export interface Edits {
  /** A person changed the world. */
  byPerson(before: Values, after: Values, at: number): void;
  /** A request of hfsync's changed it. Answers what is wrong with that. */
  byHfsync(before: Values, after: Values, write: Write): readonly string[];
  /** A run ended in good order: what agrees now, and nobody touched since that run read it, is known to agree. */
  settled(values: Values, readAt: Write['readAt']): void;
}

export interface Write {
  readonly at: number;
  /** When this run last saw the record before it decided; null: never. */
  readonly readAt: (cell: Cell, side: Side) => number | null;
  readonly what: string;
}

export interface EditPolicy {
  readonly conflicts: 'manual' | 'harvest' | 'forecast';
  /** Cells under `set:`. */
  readonly owned: ReadonlySet<string>;
}

/** The 10 s of the specification, and the time a request takes to arrive. */
const WINDOW_MS = 10_000 + 200;

export function createEdits(policy: EditPolicy): Edits {
  const open = new Map<string, number>();
  /** Open edits that a write of hfsync's has overtaken since the last settled run: either side may win under a policy. */
  const disputed = new Set<string>();
  const everInStep = new Set<string>();
  const touched = new Map<string, number>();
  /** The value at which both sides last were in step: an edit that goes back to it is none. */
  const agreed = new Map<string, unknown>();
  const key = (cell: Cell, side: Side): string => `${side} ${cell.key}`;

  function* moved(before: Values, after: Values): Iterable<readonly [Cell, Side]> {
    for (const cell of CELLS) {
      for (const side of SIDES) if (before[cell.key]![side] !== after[cell.key]![side]) yield [cell, side];
    }
  }

  return {
    byPerson(before, after, at) {
      for (const [cell, side] of moved(before, after)) {
        if (agreed.has(cell.key) && agreed.get(cell.key) === after[cell.key]![side]) open.delete(key(cell, side));
        else open.set(key(cell, side), at);
        touched.set(cell.key, at);
      }
    },
    byHfsync(before, after, write) {
      const wrong: string[] = [];
      for (const [cell, side] of moved(before, after)) {
        const edited = open.get(key(cell, side));
        const other = otherSide(side);
        if (edited !== undefined && !mayOverwrite(cell, side, edited, write)) {
          const values = `${String(before[cell.key]![side])} → ${String(after[cell.key]![side])}, the other side has ${String(before[cell.key]![other])}`;
          wrong.push(`P5 lost update: ${write.what} overwrote ${side} ${cell.key}: ${values}`);
        }
        open.delete(key(cell, side));
        if (after[cell.key]![side] === after[cell.key]![other]) {
          if (open.delete(key(cell, other))) disputed.add(cell.key);
          agreed.set(cell.key, after[cell.key]![side]);
        }
      }
      return wrong;
    },
    settled(values, readAt) {
      for (const cell of CELLS) {
        const pair = values[cell.key]!;
        const seen = Math.min(...SIDES.map((side) => readAt(cell, side) ?? -1));
        if (pair.harvest !== pair.forecast || (touched.get(cell.key) ?? -1) >= seen) continue;
        for (const side of SIDES) open.delete(key(cell, side));
        disputed.delete(cell.key);
        everInStep.add(cell.key);
        agreed.set(cell.key, pair.harvest);
      }
    },
  };

  function mayOverwrite(cell: Cell, side: Side, edited: number, write: Write): boolean {
    if (policy.owned.has(cell.key) || !everInStep.has(cell.key)) return true;
    const readAt = write.readAt(cell, side);
    if (readAt !== null && edited > readAt) return write.at - readAt <= WINDOW_MS;
    if (policy.conflicts === 'manual') return false;
    return disputed.has(cell.key) || open.has(key(cell, otherSide(side)));
  }
}
