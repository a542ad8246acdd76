import { SIDES, type Side } from '../../src/model/side.ts';
import type { World } from '../../src/sandbox/world.ts';
import { defaultOf, rowsOf, type Row } from '../simulation/cells.ts';
import { membersOf, rowOf, type PairKind } from './pairs.ts';

/** What is different between two worlds, raw: every key of every record, whether anybody syncs it or not. */
export type Move =
  | { readonly move: 'made'; readonly side: Side; readonly kind: PairKind; readonly id: number; readonly row: Row }
  | { readonly move: 'gone'; readonly side: Side; readonly kind: PairKind; readonly id: number; readonly row: Row }
  | {
      readonly move: 'value';
      readonly side: Side;
      readonly kind: PairKind | 'company';
      readonly id: number;
      /** In hfsync's words; a key that it does not know by its own name. */
      readonly field: string;
      readonly from: unknown;
      readonly to: unknown;
    }
  | {
      readonly move: 'member';
      readonly side: Side;
      readonly role: number;
      readonly person: number;
      readonly to: boolean;
    };

const WORDS: { readonly [key: string]: string } = {
  client_id: 'client',
  is_active: 'status',
  archived: 'status',
  weekly_capacity: 'capacity',
  harvest_id: 'pointer',
  harvest_user_id: 'pointer',
  harvest_role_id: 'pointer',
};
/** Who saved a record when, and who is in a role, which is told by itself. */
const ASIDE = ['updated_at', 'updated_by_id', 'user_ids', 'person_ids'];

export function movesBetween(before: World, after: World): readonly Move[] {
  return SIDES.flatMap((side) => [
    ...companyMoves(before, after, side),
    ...(['role', 'client', 'person', 'project'] as const).flatMap((kind) => kindMoves(before, after, side, kind)),
  ]);
}

function companyMoves(before: World, after: World, side: Side): readonly Move[] {
  const [from, to] = [defaultOf(before, side), defaultOf(after, side)];
  return from === to ? [] : [{ move: 'value', side, kind: 'company', id: 0, field: 'capacity', from, to }];
}

function kindMoves(before: World, after: World, side: Side, kind: PairKind): readonly Move[] {
  const gone = rowsOf(before, side, kind).filter(({ id }) => !rowOf(after, side, kind, id));
  return [
    ...gone.map((row): Move => ({ move: 'gone', side, kind, id: row.id, row })),
    ...rowsOf(after, side, kind).flatMap((row): readonly Move[] => {
      const was = rowOf(before, side, kind, row.id);
      if (!was) return [{ move: 'made', side, kind, id: row.id, row }];
      return [...valueMoves(side, kind, was, row), ...(kind === 'role' ? memberMoves(side, was, row) : [])];
    }),
  ];
}

function valueMoves(side: Side, kind: PairKind, was: Row, is: Row): readonly Move[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key): readonly Move[] => {
    if (ASIDE.includes(key) || plain(was[key]) === plain(is[key])) return [];
    return [{ move: 'value', side, kind, id: is.id, field: WORDS[key] ?? key, from: was[key], to: is[key] }];
  });
}

/** A text that is empty and one that is missing are the same. */
export function plain(value: unknown): string {
  return JSON.stringify(value === '' ? null : value);
}

function memberMoves(side: Side, was: Row, is: Row): readonly Move[] {
  const [before, after] = [membersOf(was), membersOf(is)];
  const moved = (ids: readonly number[], others: readonly number[], to: boolean): readonly Move[] =>
    ids.filter((id) => !others.includes(id)).map((person) => ({ move: 'member', side, role: is.id, person, to }));
  return [...moved(after, before, true), ...moved(before, after, false)];
}
