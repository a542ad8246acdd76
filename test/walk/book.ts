import { otherSide, type Side } from '../../src/model/side.ts';
import { isTemporary } from '../../src/model/temporary.ts';
import type { World } from '../../src/sandbox/world.ts';
import { rowsOf } from '../simulation/cells.ts';
import { LINKS, ROLES } from '../simulation/world.ts';
import { cellsIn, cellValue, pairOf, rowOf, type Pair, type WalkCell } from './pairs.ts';
import { NEVER } from './rules.ts';

/**
 * The log: who typed what when, and at what both sides were last in step. It never forgets anything: neither what is unlinked,
 * ignored or switched off for a while, nor a role that is gone.
 */
export interface Book {
  readonly pairs: ReadonlyMap<string, Pair>;
  cells(): readonly WalkCell[];
  /** Where a pair was made by a declared create: the side that was imported or pushed wins at first. */
  readonly sources: ReadonlyMap<string, Side>;
  /** The values at which hfsync may have seen both sides in step last; several after a run that did not end well. */
  agreedOn(cell: WalkCell): ReadonlySet<unknown>;
  /** The Forecast person ids that hfsync may take for the editor of the present value; where nothing is noted, anybody. */
  editorsOf(cell: WalkCell): ReadonlySet<unknown>;
  /** The name behind a temporary one. */
  real(cell: WalkCell, side: Side, shown: unknown): unknown;

  /** Adds a pair, and answers whether it is new. */
  add(pair: Pair, agreed: unknown, source?: Side): boolean;
  /** Roles that pair by themselves: by name, and one made again in place of one that is gone. */
  pairRoles(world: World): void;
  person(before: World, after: World): void;
  /** hfsync wrote. */
  wrote(cell: WalkCell, side: Side, from: unknown, to: unknown): void;
  saved(person: number, by: number | null): void;
  /** A run saw this cell in step at `value`; `surely`: and has certainly remembered it. */
  inStep(cell: WalkCell, value: unknown, surely: boolean): void;
  /** A run saw this edit wait, and remembered who made it, `surely` or maybe. */
  sawEditor(cell: WalkCell, by: unknown, surely: boolean): void;
  /** An apply was taken back that had paired these: they are as if they had never been. */
  forget(pair: Pair): void;
  /** All that is known of an address, to be compared. */
  known(address: string): string;
  copy(): Book;
  /** An apply was taken back: what `then` knew of the cell holds again, `surely` or maybe. */
  back(cell: WalkCell, then: Book, surely: boolean): void;
}

interface Editors {
  readonly value: unknown;
  by: Set<unknown>;
  isSeen: boolean;
  /** Remembered by a run of which nobody knows whether it came so far. */
  readonly maybe: Set<unknown>;
}

interface Pages {
  readonly pairs: Map<string, Pair>;
  readonly sources: Map<string, Side>;
  readonly agreed: Map<string, Set<unknown>>;
  readonly real: Map<string, unknown>;
  readonly editors: Map<string, Editors>;
}

const TEXTS = ['first_name', 'last_name', 'email'];

export function createBook(): Book {
  const book = bookOf({
    pairs: new Map(),
    sources: new Map(),
    agreed: new Map(),
    real: new Map(),
    editors: new Map(),
  });
  for (const kind of ['client', 'project', 'person'] as const)
    for (const [harvest, forecast] of LINKS[kind]) book.add(pairOf(kind, harvest, forecast), NEVER);
  for (const [harvest, forecast] of ROLES) book.add(pairOf('role', harvest, forecast), NEVER);
  return book;
}

function bookOf(pages: Pages): Book {
  const { pairs, sources, agreed, real, editors } = pages;
  let cells: readonly WalkCell[] | null = null;
  const at = (cell: WalkCell, side: Side): string => `${side} ${cell.key}`;
  const all = (): readonly WalkCell[] => (cells ??= cellsIn(pairs.values()));
  const agreedOn = (cell: WalkCell): ReadonlySet<unknown> => agreed.get(cell.key) ?? new Set([NEVER]);

  function add(pair: Pair, value: unknown, source?: Side): boolean {
    if (pairs.has(pair.address)) return false;
    pairs.set(pair.address, pair);
    if (source) sources.set(pair.address, source);
    cells = null;
    if (value === NEVER) return true;
    for (const cell of all()) if (cell.role?.address === pair.address) agreed.set(cell.key, new Set([value]));
    return true;
  }

  function noteEdit(cell: WalkCell, value: unknown, editor: unknown): void {
    const before = editors.get(cell.key);
    const by = new Set([editor]);
    if (before?.isSeen && before.value === value) for (const one of before.by) by.add(one);
    editors.set(cell.key, { value, by, isSeen: false, maybe: new Set() });
  }

  function saved(person: number, by: unknown): void {
    for (const cell of all()) {
      const known = isText(cell) && cell.ids.forecast === person ? editors.get(cell.key) : undefined;
      if (known && !known.isSeen) known.by.add(by);
    }
  }

  const book: Book = {
    pairs,
    sources,
    cells: all,
    agreedOn,
    editorsOf: (cell) => editors.get(cell.key)?.by ?? new Set([null, cell.ids.forecast]),
    real: (cell, side, shown) =>
      typeof shown === 'string' && isTemporary(shown) ? (real.get(at(cell, side)) ?? shown) : shown,
    add,
    pairRoles(world) {
      const isPaired = (side: Side, id: number): boolean =>
        [...pairs.values()].some(
          ({ kind, ids }) =>
            kind === 'role' && ids[side] === id && rowOf(world, otherSide(side), 'role', ids[otherSide(side)]),
        );
      for (const harvest of rowsOf(world, 'harvest', 'role')) {
        const forecast = rowsOf(world, 'forecast', 'role').find(({ name }) => name === harvest['name']);
        if (!forecast || isPaired('harvest', harvest.id) || isPaired('forecast', forecast.id)) continue;
        const old = [...pairs.values()].filter(
          ({ kind, ids }) => kind === 'role' && (ids.harvest === harvest.id || ids.forecast === forecast.id),
        );
        const pair = pairOf('role', harvest.id, forecast.id);
        if (!add(pair, false)) continue;
        // Made again: the same role as before, and who has lost it since has lost it.
        for (const cell of all()) {
          const before = old.flatMap(({ address }) => agreed.get(cell.key.replace(pair.address, address)) ?? []);
          if (cell.key.includes(pair.address) && before[0])
            agreed.set(cell.key, new Set(before.flatMap((set) => [...set])));
        }
      }
    },
    person(before, after) {
      for (const cell of all().filter(isText)) {
        const [was, is] = [before, after].map((world) => cellValue(world, cell, 'forecast'));
        const editor = rowOf(after, 'forecast', 'person', cell.ids.forecast)?.['updated_by_id'];
        if (was !== is && was !== null && is !== null) noteEdit(cell, is, editor);
      }
      for (const row of rowsOf(after, 'forecast', 'person')) {
        const was = rowOf(before, 'forecast', 'person', row.id);
        if (was && JSON.stringify(was) !== JSON.stringify(row)) saved(row.id, row['updated_by_id']);
      }
    },
    wrote(cell, side, from, to) {
      const isMoved = typeof to === 'string' && isTemporary(to) && typeof from === 'string' && !isTemporary(from);
      if (isMoved) real.set(at(cell, side), from);
    },
    saved,
    inStep(cell, value, surely) {
      if (!surely) {
        agreed.set(cell.key, new Set([...agreedOn(cell), value]));
        return;
      }
      agreed.set(cell.key, new Set([value]));
      editors.delete(cell.key);
    },
    sawEditor(cell, by, surely) {
      const known = editors.get(cell.key);
      if (!known || known.isSeen) return;
      known.maybe.add(by);
      if (!surely) return;
      known.by = known.maybe;
      known.isSeen = true;
    },
    forget({ address }) {
      pairs.delete(address);
      cells = null;
    },
    known: (address) =>
      JSON.stringify(
        [...agreed]
          .filter(([key]) => key.startsWith(`${address} `))
          .map(([key, values]) => [key, [...values].map(String).sort()]),
      ),
    copy: () =>
      bookOf({
        pairs: new Map(pairs),
        sources: new Map(sources),
        agreed: new Map([...agreed].map(([key, values]) => [key, new Set(values)])),
        real: new Map(real),
        editors: new Map(
          [...editors].map(([key, one]) => [key, { ...one, by: new Set(one.by), maybe: new Set(one.maybe) }]),
        ),
      }),
    back(cell, then, surely) {
      const before = then.agreedOn(cell);
      agreed.set(cell.key, new Set(surely ? before : [...before, ...agreedOn(cell)]));
      editors.delete(cell.key);
    },
  };
  return book;
}

function isText(cell: WalkCell): boolean {
  return cell.kind === 'person' && TEXTS.includes(cell.field);
}
