import { SIDES } from '../../src/model/side.ts';
import type { World } from '../../src/sandbox/world.ts';
import { rowsOf } from '../simulation/cells.ts';
import { IMPORT, PUSH } from '../simulation/world.ts';
import type { Book } from './book.ts';
import { entriesOf, ignoredIn, KINDS, type SetValues, type WalkFile } from './file.ts';
import { pairOf, pointedPairs, pointerOf, rowOf, type Pair } from './pairs.ts';

/**
 * What a file is about, in a world. `maybe`: a client that a declared create brings along counts as declared for a while, and a pair
 * that Forecast's pointer names no more may be known to the state.
 */
export interface Scope {
  of(pair: Pair): 'in' | 'maybe' | 'out';
  /** The linked pairs that the file names. */
  readonly linked: readonly Pair[];
  set(pair: Pair): SetValues;
}

export function scopeOf(file: WalkFile, world: World, book: Pick<Book, 'pairs'>): Scope {
  const entries = entriesOf(file);
  const declared = new Map<string, SetValues>();
  const ids = new Set<string>();
  for (const { kind, harvest, forecast, set } of entries) {
    ids.add(`harvest ${kind} ${harvest}`).add(`forecast ${kind} ${forecast}`);
    if (typeof harvest === 'number' && typeof forecast === 'number')
      declared.set(pairOf(kind, harvest, forecast).address, set);
  }
  const ignored = new Set(
    ignoredIn(file).flatMap(([kind, [harvest, forecast]]) => [
      `harvest ${kind} ${harvest}`,
      `forecast ${kind} ${forecast}`,
    ]),
  );
  const isIgnored = ({ kind, ids: own }: Pair): boolean =>
    SIDES.some((side) => ignored.has(`${side} ${kind} ${own[side]}`));
  const isNamed = ({ kind, ids: own }: Pair): boolean => SIDES.some((side) => ids.has(`${side} ${kind} ${own[side]}`));
  /** A declared create that is done stands for its pair. */
  const isCreated = ({ kind, ids: own }: Pair): boolean =>
    kind === 'project' &&
    ((file.creates.import && own.harvest === IMPORT) || (file.creates.push && own.forecast === PUSH));

  const byPointer = KINDS.flatMap((kind) => pointedPairs(world, kind)).filter(
    (pair) => isCreated(pair) || (file.options.pointers === 'trust' && !isIgnored(pair) && !isNamed(pair)),
  );
  const pointed = new Set(byPointer.map(({ address }) => address));
  const isRemembered = (pair: Pair): boolean =>
    book.pairs.has(pair.address) &&
    (isCreated(pair) || (file.options.pointers === 'trust' && !isIgnored(pair) && !isNamed(pair)));
  const linked = [
    ...entries.flatMap(({ kind, harvest, forecast }) =>
      typeof harvest === 'number' && typeof forecast === 'number' ? [pairOf(kind, harvest, forecast)] : [],
    ),
    ...byPointer,
  ];
  return {
    linked,
    set: ({ address }) => declared.get(address) ?? {},
    of(pair) {
      if (pair.kind === 'role') return file.options.roles === 'off' || isIgnored(pair) ? 'out' : 'in';
      if (isElsewhere(world, pair)) return 'out';
      if (declared.has(pair.address) || pointed.has(pair.address)) return 'in';
      if (isRemembered(pair)) return 'maybe';
      return pair.kind === 'client' && (file.creates.import || file.creates.push) ? 'maybe' : 'out';
    },
  };
}

/** `link.elsewhere`: the pointer names another existing record, or two Forecast records name one. */
function isElsewhere(world: World, { kind, ids }: Pair): boolean {
  const row = rowOf(world, 'forecast', kind, ids.forecast);
  const target = row ? pointerOf(kind, row) : null;
  if (target !== null && target !== ids.harvest && rowOf(world, 'harvest', kind, target)) return true;
  return rowsOf(world, 'forecast', kind).some(
    (other) => other.id !== ids.forecast && pointerOf(kind, other) === ids.harvest,
  );
}
