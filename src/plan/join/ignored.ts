import { matchesAny } from '../../model/glob.ts';
import type { Have } from '../../model/have.ts';
import type { RecordKind } from '../../model/kind.ts';
import type { Baseline } from '../../model/last.ts';
import { nameFields, nameOf, recordName, type AccountRecord } from '../../model/record.ts';
import { otherSide, SIDES, type Side } from '../../model/side.ts';
import type { Want } from '../../model/want.ts';
import { recordOf, type Pointers } from './pair.ts';

/**
 * What the file leaves alone.
 *
 * | under `ignore`          | leaves alone                                                                            |
 * | ----------------------- | --------------------------------------------------------------------------------------- |
 * | a list of a kind        | the records with these ids, or with names that fit                                      |
 * | `clients_with_projects` | such clients, the ones that Forecast ties to them, and all projects of either           |
 *
 * A declared link outweighs a pattern: a client that the file links is not ignored, and neither are its projects.
 */
export type Ignores = (record: AccountRecord) => boolean;

type Entry = number | string;

export function ignoresOf(want: Want, have: Have, pointers: Pointers): Ignores {
  const clients = new Map<string, boolean>();
  const isWith = (side: Side, id: number): boolean => {
    const key = `${side} ${id}`;
    const known = clients.get(key) ?? isLeftOut(side, id);
    clients.set(key, known);
    return known;
  };
  const linked = new Set(want.links.client.flatMap((link) => SIDES.map((side) => `${side} ${link[side]}`)));
  const hasAny = SIDES.some((side) => want.ignoreWithProjects[side].length > 0);
  return (record) => {
    const { kind, side, values } = record;
    if (kind === 'company') return false;
    if (isNamed(want.ignore[kind][side], record)) return true;
    if (!hasAny) return false;
    if (kind === 'client') return isWith(side, Number(record.id));
    if (kind !== 'project' || values.client === null) return false;
    // An unknown client may be one of these.
    return values.client === undefined || isWith(side, values.client);
  };

  /** By its own id or name, or by those of a client that Forecast links it to. */
  function isLeftOut(side: Side, id: number): boolean {
    if (linked.has(`${side} ${id}`)) return false;
    const client = recordOf(have, side, 'client', id);
    const entries = want.ignoreWithProjects;
    if (client ? isNamed(entries[side], client) : entries[side].includes(id)) return true;
    const pointer = client?.values.pointer ?? null;
    const tied =
      side === 'harvest'
        ? (pointers.client.get(id) ?? [])
        : pointer === null
          ? []
          : [recordOf(have, 'harvest', 'client', pointer)];
    return tied.some((other) => other !== undefined && isNamed(entries[otherSide(side)], other));
  }
}

function isNamed(entries: readonly Entry[], record: AccountRecord): boolean {
  if (entries.length === 0) return false;
  return (
    matchesAny(entries, Number(record.id), recordName(record)) ||
    (hidesItsName(record) && entries.some((entry) => typeof entry === 'string'))
  );
}

/** A pattern might match a name that is unknown. */
export function hidesItsName({ kind, values }: AccountRecord): boolean {
  return nameFields(kind).some((field) => values[field] === undefined);
}

/** The same for a record that is gone, by what the state remembers of it: `values`. */
export function ignoresGone(
  want: Want,
  kind: RecordKind,
  side: Side,
  { id, values }: { readonly id: number; readonly values: Baseline },
): boolean {
  const lists = [want.ignore[kind][side], ...(kind === 'client' ? [want.ignoreWithProjects[side]] : [])];
  return matchesAny(lists.flat(), id, nameOf(kind, values)) || isOfIgnoredClient(want, kind, side, values.client);
}

/** `client`: as the state remembers it, both ids. */
function isOfIgnoredClient(want: Want, kind: RecordKind, side: Side, client: unknown): boolean {
  if (kind !== 'project' || typeof client !== 'string') return false;
  const [harvest, forecast] = client.split('/').map(Number);
  return want.ignoreWithProjects[side].includes({ harvest, forecast }[side] ?? 0);
}
