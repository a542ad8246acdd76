import type { Side } from '../../src/model/side.ts';
import { SIDES } from '../../src/model/side.ts';
import type { World } from '../../src/sandbox/world.ts';
import { cellsOf, CELLS, rowsOf, valueOf, type Cell, type Row } from '../simulation/cells.ts';
import { addressOf } from './file.ts';

export type PairKind = 'role' | 'client' | 'person' | 'project';
export type Ids = { readonly [S in Side]: number };

/** Two records that belong together, or once did. */
export interface Pair {
  readonly kind: PairKind;
  readonly ids: Ids;
  readonly address: string;
}

export function pairOf(kind: PairKind, harvest: number, forecast: number): Pair {
  return { kind, ids: { harvest, forecast }, address: addressOf(kind, [harvest, forecast]) };
}

/** A cell of the simulation; or, with a role, whether a person has it: sets merge by element, so each element is a cell. */
export interface WalkCell extends Cell {
  readonly role?: Pair;
}

export const COMPANY: WalkCell = CELLS.find(({ kind }) => kind === 'company')!;

/** The cells of all pairs, the memberships of people in roles among them. */
export function cellsIn(pairs: Iterable<Pair>): readonly WalkCell[] {
  const all = [...pairs];
  const roles = all.filter(({ kind }) => kind === 'role');
  return [
    COMPANY,
    ...all.flatMap(({ kind, ids }) => cellsOf(kind, [ids.harvest, ids.forecast])),
    ...all
      .filter(({ kind }) => kind === 'person')
      .flatMap((person) => roles.map((role): WalkCell => membership(person, role))),
  ];
}

export function membership({ address, ids }: Pair, role: Pair): WalkCell {
  return { key: `${address} has ${role.address}`, address, kind: 'person', field: 'roles', ids, role };
}

/** In a form in which equal means in step; null where the record, or the role, is not there. */
export function cellValue(world: World, cell: WalkCell, side: Side): unknown {
  if (!cell.role) return valueOf(world, cell, side);
  const role = rowOf(world, side, 'role', cell.role.ids[side]);
  if (!role || !rowOf(world, side, 'person', cell.ids[side])) return null;
  return membersOf(role).includes(cell.ids[side]);
}

export function rowOf(world: World, side: Side, kind: PairKind, id: number): Row | undefined {
  return rowsOf(world, side, kind).find((row) => row.id === id);
}

export function membersOf(role: Row): readonly number[] {
  return (role['user_ids'] ?? role['person_ids']) as readonly number[];
}

const POINTERS = {
  client: 'harvest_id',
  project: 'harvest_id',
  person: 'harvest_user_id',
  role: 'harvest_role_id',
} as const;

/** Forecast's own pointer. */
export function pointerOf(kind: PairKind, forecast: Row): number | null {
  return (forecast[POINTERS[kind]] as number | null | undefined) ?? null;
}

/** Pairs by Forecast's pointers, where the other end is there. */
export function pointedPairs(world: World, kind: PairKind): readonly Pair[] {
  return rowsOf(world, 'forecast', kind).flatMap((row) => {
    const target = pointerOf(kind, row);
    return target !== null && rowOf(world, 'harvest', kind, target) ? [pairOf(kind, target, row.id)] : [];
  });
}

export function hasBothEnds(world: World, { kind, ids }: Pair): boolean {
  return SIDES.every((side) => rowOf(world, side, kind, ids[side]) !== undefined);
}
