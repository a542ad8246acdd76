import type { Side } from '../../src/model/side.ts';
import { otherSide, SIDES } from '../../src/model/side.ts';
import { isTemporary } from '../../src/model/temporary.ts';
import { CELLS, type Cell, type Values } from './cells.ts';
import type { Reads, Seen } from './reads.ts';

/**
 * P5, no lost update, from the outside alone: it knows who changed what when, and nothing of how hfsync decides.
 *
 * A person's edit is *open* until the other side has it. hfsync may overwrite an open edit only
 * - where it cannot know of it: made after what the run was shown of that record (at most 10 s before a write to Harvest), or
 * - where the file says who wins: `set:`, `first_sync` on a field never in step, `conflicts` where both sides have open edits.
 *
 * And what is in step, hfsync leaves alone: it does not take its own write back because some list is still without it.
 */
export interface Edits {
  /** A person changed the world. */
  byPerson(before: Values, after: Values, at: number): void;
  /** A request of hfsync's changed it. Answers what is wrong with that. */
  byHfsync(before: Values, after: Values, write: Write): readonly string[];
  /** Whether somebody touched the cell after what was seen. */
  isUnseen(cell: Cell, seen: Seen | null): boolean;
  /** A run ended in good order: what agrees now, and nobody touched since that run read it, is known to agree. */
  settled(values: Values, seen: Reads['of']): void;
}

export interface Write {
  readonly at: number;
  /** How this run last saw the record before it decided; null: never. */
  readonly seen: Reads['of'];
  /** Whether the request names the cell's record: others only move with it. */
  readonly names: (cell: Cell) => boolean;
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
  /** How new each end was that a run which ended well has seen: a later one, shown an older version, is to know better. */
  const remembered = new Map<string, number>();
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
        if (write.names(cell) && isTakenBack(cell, { before, after }, side, write))
          wrong.push(
            `P4 locality: ${write.what} changed ${side} ${cell.key}, which was in step and which nobody had edited`,
          );
        open.delete(key(cell, side));
        if (after[cell.key]![side] === after[cell.key]![other]) {
          if (open.delete(key(cell, other))) disputed.add(cell.key);
          agreed.set(cell.key, after[cell.key]![side]);
        }
      }
      return wrong;
    },
    isUnseen: (cell, seen) => (touched.get(cell.key) ?? -1) > (seen?.of ?? -1),
    settled(values, seen) {
      for (const cell of CELLS) {
        for (const side of SIDES) remembered.set(key(cell, side), newest(cell, side, seen));
        const pair = values[cell.key]!;
        const known = Math.min(...SIDES.map((side) => seen(cell, side)?.of ?? -1));
        if (pair.harvest !== pair.forecast || (touched.get(cell.key) ?? -1) >= known) continue;
        for (const side of SIDES) open.delete(key(cell, side));
        disputed.delete(cell.key);
        everInStep.add(cell.key);
        agreed.set(cell.key, pair.harvest);
      }
    },
  };

  function newest(cell: Cell, side: Side, seen: Reads['of']): number {
    return Math.max(seen(cell, side)?.of ?? -1, remembered.get(key(cell, side)) ?? -1);
  }

  function isTakenBack(cell: Cell, values: { before: Values; after: Values }, side: Side, { seen }: Write): boolean {
    const before = values.before[cell.key]!;
    const isRotation = [before[side], values.after[cell.key]![side]].some((value) => isTemporary(String(value)));
    if (before.harvest !== before.forecast || isRotation || policy.owned.has(cell.key)) return false;
    if (!everInStep.has(cell.key) || SIDES.some((each) => open.has(key(cell, each)))) return false;
    return SIDES.every((each) => (touched.get(cell.key) ?? -1) <= newest(cell, each, seen));
  }

  function mayOverwrite(cell: Cell, side: Side, edited: number, write: Write): boolean {
    if (policy.owned.has(cell.key) || !everInStep.has(cell.key)) return true;
    const seen = write.seen(cell, side);
    if (seen !== null && edited > newest(cell, side, write.seen)) return write.at - seen.at <= WINDOW_MS;
    if (policy.conflicts === 'manual') return false;
    return disputed.has(cell.key) || open.has(key(cell, otherSide(side)));
  }
}
