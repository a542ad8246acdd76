import type { End, EntryEnds } from '../model/edit.ts';
import type { WayOut } from '../model/item.ts';
import type { Reason } from '../model/reason.ts';
import { type Side, otherSide, sideName } from '../model/side.ts';
import { type Item, wayOf, unlinked, ignoreWays, setEdits, nameOf, byHand } from './way.ts';

/**
 * Ways out if one end of a link is gone. Once the link is removed, an active record that is left would be reported as
 * new on its side. So it is ignored as well, or, if it is a project, it can be archived instead.
 */
export function deletedWays(item: Item, mayArchive = true): WayOut[] {
  const { there, isAsleep } = item.possible;
  const left = there[0];
  if (item.entry && (left === undefined || isAsleep))
    return [wayOf(item, 'unlink', `Remove the ${nounOf(item.entry)} from the file.`, unlinked(item))];
  if (left === undefined) return ignoreWays(item, 'Ignore it.', [item.harvest === null ? 'forecast' : 'harvest']);
  const archive = mayArchive && item.kind === 'project' && item.possible.set({ status: 'archived' });
  const words = item.entry ? 'Remove the link from the file, and ignore what is left.' : 'Ignore what is left.';
  return [
    ...ignoreWays(item, words, [left]),
    ...(archive
      ? [wayOf(item, 'archive', 'Archive the record that is left.', setEdits(item, { status: 'archived' }))]
      : []),
    ...relinkWay(item, left),
  ];
}
/** An entry with `create` links nothing yet. */
function nounOf({ harvest, forecast }: EntryEnds): string {
  return harvest === 'create' || forecast === 'create' ? 'entry' : 'link';
}
/** Ways out if a record that hfsync knows is gone, and others have its name. */
export function madeAgainWays(
  item: Item,
  { side, records }: Extract<Reason, { readonly code: 'made-again' }>,
): WayOut[] {
  const { entry } = item;
  if (!entry) return deletedWays(item);
  const again = records.map(({ id }) =>
    wayOf(item, `correct:${id}`, `Link what is left to ${sideName(side)}'s ${id}.`, [
      { op: 'change', ...entry, to: { [side]: id } },
    ]),
  );
  return [...again, ...deletedWays(item)];
}
/**
 * Ways out for an unknown id. None of them writes to an account, because the record that the entry names may never have
 * existed.
 */
export function unknownWays(
  item: Item,
  { side, near, swapped }: Extract<Reason, { readonly code: 'id-unknown' }>,
): WayOut[] {
  const { entry } = item;
  if (!entry) return deletedWays(item, false);
  const { harvest, forecast } = entry;
  if (swapped)
    return [
      wayOf(item, 'swap', 'Swap the two ids.', [
        { op: 'change', ...entry, to: { harvest: forecast, forecast: harvest } },
      ]),
    ];
  const corrected = near.map(({ id }) =>
    wayOf(item, `correct:${id}`, 'Correct the id.', [{ op: 'change', ...entry, to: { [side]: id } }]),
  );
  return [...corrected, ...deletedWays(item, false)];
}
/**
 * Ways out if Harvest does not have the id in the entry, or the entry would create one, and Forecast's pointer shows
 * which record is meant. Null if only a person can tell.
 */
export function pointedWays(item: Item, id: number): WayOut[] | null {
  const { entry, kind, possible } = item;
  if (entry?.harvest === 'create' && kind !== 'company' && possible.tie(kind, 'harvest', id)?.entry)
    return [
      wayOf(item, 'unlink', 'Remove this entry, since another one has the Harvest record.', unlinked(item)),
      byHand('correct', 'If the two do not belong together, correct the pointer in Forecast.'),
    ];
  const other = possible.crossed(id);
  if (entry && other)
    return [
      wayOf(item, 'swap', `If Forecast is right, swap ${entry.harvest} and ${other.harvest} in the two entries.`, [
        { op: 'change', ...entry, to: { harvest: other.harvest } },
        { op: 'change', ...other, to: { harvest: entry.harvest } },
      ]),
      byHand('correct', 'If the file is right, correct both pointers in Forecast.'),
    ];
  const isMistyped = typeof entry?.harvest === 'number' && !possible.there.includes('harvest');
  if (!entry || kind === 'company' || !isMistyped || possible.tie(kind, 'harvest', id)) return null;
  return [
    wayOf(item, `correct:${id}`, 'Correct the id.', [{ op: 'change', ...entry, to: { harvest: id } }]),
    byHand('correct', 'If that is not the record, correct the pointer in Forecast.'),
  ];
}
/** A way to link the record that is left to another one. */
function relinkWay(item: Item, left: Side): WayOut[] {
  if (!item.entry || item.kind === 'role') return [];
  const to: {
    readonly [S in Side]?: End;
  } = { [otherSide(left)]: null };
  const text = `Link what is left to another ${sideName(otherSide(left))} record.`;
  return [wayOf(item, 'link', text, [{ op: 'change', ...item.entry, to }])];
}
export function danglingWays(item: Item): WayOut[] {
  const push =
    item.kind === 'project' && item.possible.create()
      ? [
          wayOf(item, 'create', 'Create it in Harvest again.', [
            { op: 'link', kind: item.kind, ...nameOf(item), harvest: 'create', forecast: item.forecast },
          ]),
        ]
      : [];
  return [
    ...ignoreWays(item, 'Ignore it.', ['forecast']),
    byHand('archive-by-hand', 'Archive it in Forecast.'),
    ...push,
  ];
}
