import type { Edit } from '../model/edit.ts';
import type { WayOut } from '../model/item.ts';
import { otherSide, sideName, type Side } from '../model/side.ts';
import { byHand, ignoreWays, labelled, wayOf, type Item } from './way.ts';

/**
 * Ways out for a record that exists on one side only: create it on the other side, link it, or ignore it. If the file
 * already has an entry with `create` that cannot be carried out, creating is not offered again.
 */
export function newWays(item: Item, lacksClient = false): WayOut[] {
  const side = sideOf(item);
  const linkWays = [...bestWay(item, side), ...sameKeyWays(item, side)];
  return [
    ...linkWays,
    ...createWays(item, side, lacksClient),
    ...(linkWays.length === 0 ? [openWay(item, side)] : []),
    ...ignoreWays(item, item.entry ? 'Remove the entry, and ignore it.' : 'Ignore it.', [side]),
  ];
}

/** The side on which the record exists. If a create has found its match, both ids are known, so the entry decides. */
function sideOf({ entry, harvest }: Item): Side {
  if (entry?.forecast === 'create') return 'harvest';
  return entry?.harvest === 'create' || harvest === null ? 'forecast' : 'harvest';
}

/** Nobody reads more ways out than this. */
const SHOWN = 10;

function bestWay(item: Item, side: Side): WayOut[] {
  const { matches } = item.possible;
  const best = item.possible.best();
  const id = best?.id ?? (matches.length === 1 ? matches[0] : undefined);
  if (id === undefined) return [];
  const there = sideName(otherSide(side));
  const what = item.kind === 'person' ? 'e-mail' : 'name';
  const certain = matches.join() === String(id) ? `the only one with this ${what}` : 'the only one that fits';
  const isGuess = best?.class === 'likely' && !matches.includes(id);
  const text = isGuess ? `If ${there}'s ${id} is the same, link the two.` : `Link it to ${there}'s ${id}, ${certain}.`;
  return [wayOf(item, 'link', text, linked(item, side, id))];
}

/** A link to each record with the same name or e-mail, if there are several. A person chooses. */
function sameKeyWays(item: Item, side: Side): WayOut[] {
  const { matches } = item.possible;
  if (matches.length < 2) return [];
  const what = item.kind === 'person' ? 'e-mail' : 'name';
  return matches.slice(0, SHOWN).map((id) => {
    const ends = side === 'harvest' ? `${item.harvest}/${id}` : `${id}/${item.forecast}`;
    const text = `Link it to ${sideName(otherSide(side))}'s ${id}, which has the same ${what}.`;
    return wayOf(item, `link:${ends}`, text, linked(item, side, id));
  });
}

function openWay(item: Item, side: Side): WayOut {
  return wayOf(item, 'link', `Link it to its ${sideName(otherSide(side))} record.`, linked(item, side, null));
}

function linked(item: Item, side: Side, id: number | null): readonly Edit[] {
  if (item.kind === 'company') return [];
  if (item.entry) return [{ op: 'change', ...item.entry, to: { [otherSide(side)]: id } }];
  const { kind, harvest, forecast } = item;
  const ends = side === 'harvest' ? { harvest, forecast: id } : { harvest: id, forecast };
  return [{ op: 'link', kind, ...labelled(item.label), ...ends }];
}

function createWays(item: Item, side: Side, lacksClient: boolean): WayOut[] {
  const { rule, entry, kind } = item;
  if (rule === 'client.new-in-forecast')
    return [
      byHand(
        'push-project',
        'Create one of its projects in Harvest (`harvest: create`). hfsync creates the client with it.',
      ),
    ];
  if (rule === 'person.forecast-only')
    return [byHand('create-user', 'Create the user in Harvest by hand, then link the two. No import does that.')];
  if (!entry && item.possible.isDropped) return [serviceWay(side)];
  if (lacksClient) return [byHand('give-client', 'Give it a client in Forecast. Then create it in Harvest.')];
  if (kind === 'company' || entry || !item.possible.create()) return entry ? [byHand('edit', EDIT_FIRST)] : [];
  const ends =
    side === 'harvest'
      ? { harvest: item.harvest, forecast: 'create' as const }
      : { harvest: 'create' as const, forecast: item.forecast };
  return [wayOf(item, 'create', CREATE[rule] ?? '', [{ op: 'link', kind, ...labelled(item.label), ...ends }])];
}

/** The page on which Forecast links records itself: projects and clients by exact name, people by exact e-mail. */
export const IMPORT_PAGE = 'Manage > Import from Harvest';

/** What Forecast can do itself if it does not keep pointers from hfsync. `side` is where the record is. */
export function serviceWay(side: Side): WayOut {
  return side === 'harvest'
    ? byHand('import', `In Forecast, tick it under ${IMPORT_PAGE}: Forecast creates and links it itself.`)
    : byHand('push', 'In Forecast, open the project and copy it to Harvest: Forecast creates and links it itself.');
}

const EDIT_FIRST = 'Change what is in the way in one of the accounts.';

const CREATE: { readonly [rule: string]: string } = {
  'project.new-in-harvest': 'Create it in Forecast.',
  'project.new-in-forecast': 'Create it in Harvest.',
  'client.new-in-harvest': 'Create it in Forecast, or import one of its projects.',
  'person.new-in-harvest': 'Create the person in Forecast (takes a seat, sends no invitation).',
};
