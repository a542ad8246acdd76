import type { Side } from '../../src/model/side.ts';
import type { World } from '../../src/sandbox/world.ts';
import { LINKS, ROLES } from './world.ts';

/** One field of one linked pair: what the rules sync by themselves, with its value on both sides; null where the end is gone. */
export interface Cell {
  readonly key: string;
  readonly address: string;
  readonly kind: 'company' | 'role' | 'client' | 'person' | 'project';
  readonly field: string;
  readonly ids: { readonly [S in Side]: number };
}

export type Row = { readonly id: number } & Record<string, unknown>;

const FIELDS = {
  client: ['name', 'status'],
  project: ['name', 'code', 'status', 'client'],
  person: ['first_name', 'last_name', 'email', 'capacity', 'status'],
  role: ['name'],
} as const;

export const CELLS: readonly Cell[] = [
  ...(['client', 'project', 'person'] as const).flatMap((kind) => LINKS[kind].flatMap((ids) => cellsOf(kind, ids))),
  ...ROLES.flatMap((ids) => cellsOf('role', ids)),
  { key: 'company capacity', address: 'company', kind: 'company', field: 'capacity', ids: { harvest: 0, forecast: 0 } },
];

/** The cells of a pair. */
export function cellsOf(kind: keyof typeof FIELDS, [harvest, forecast]: readonly [number, number]): Cell[] {
  const address = `${kind}:${harvest}/${forecast}`;
  return FIELDS[kind].map((field) => ({
    key: `${address} ${field}`,
    address,
    kind,
    field,
    ids: { harvest, forecast },
  }));
}

export type Values = { readonly [key: string]: { readonly [S in Side]: unknown } };

/** All cells of a world, in a form in which equal means in step. */
export function valuesOf(world: World): Values {
  return Object.fromEntries(
    CELLS.map((cell) => [
      cell.key,
      { harvest: valueOf(world, cell, 'harvest'), forecast: valueOf(world, cell, 'forecast') },
    ]),
  );
}

export function valueOf(world: World, cell: Cell, side: Side): unknown {
  if (cell.kind === 'company') return defaultOf(world, side);
  const row = rowsOf(world, side, cell.kind).find(({ id }) => id === cell.ids[side]);
  if (!row) return null;
  switch (cell.field) {
    case 'status':
      return (side === 'harvest' ? row['is_active'] !== true : row['archived'] === true) ? 'archived' : 'active';
    case 'code':
      return row['code'] ?? '';
    case 'email':
      return (row['email'] as string | null)?.toLowerCase() ?? '';
    case 'capacity':
      return row['weekly_capacity'] ?? defaultOf(world, side);
    case 'client':
      return LINKS.client.findIndex((ids) => ids[side === 'harvest' ? 0 : 1] === row['client_id']);
    default:
      return row[cell.field];
  }
}

export function defaultOf(world: World, side: Side): number {
  return side === 'harvest' ? world.harvest.company.weekly_capacity : world.forecast.weekly_capacity;
}

export function rowsOf(world: World, side: Side, kind: 'role' | 'client' | 'person' | 'project'): readonly Row[] {
  const { harvest, forecast } = world;
  const table = {
    harvest: { role: harvest.roles, client: harvest.clients, person: harvest.users, project: harvest.projects },
    forecast: { role: forecast.roles, client: forecast.clients, person: forecast.people, project: forecast.projects },
  };
  return table[side][kind] as unknown as readonly Row[];
}
