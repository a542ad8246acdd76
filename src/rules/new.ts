import type { Edit } from '../model/edit.ts';
import type { WayOut } from '../model/plan.ts';
import { otherSide, sideName, type Side } from '../model/side.ts';
import { byHand, ignoreWay, labelled, wayOf, type Item } from './way.ts';

/**
 * A record that is on one side only: create it on the other, link it with the one that it is there, or ignore it. Where the file has
 * an entry with `create` that cannot be carried out, that one is not offered again.
 */
export function newWays(item: Item, lacksClient = false): WayOut[] {
  const side: Side = item.harvest === null ? 'forecast' : 'harvest';
  return [
    ...exactWays(item, side),
    ...createWays(item, side, lacksClient),
    ...(item.possible.matches.length === 0 ? [openWay(item, side)] : []),
    ...ignoreWay(item, item.entry ? 'Remove the entry, and ignore it.' : 'Ignore it.', [side]),
  ];
}

/** As many ways out as anybody reads. */
const SHOWN = 10;

function exactWays(item: Item, side: Side): WayOut[] {
  const there = sideName(otherSide(side));
  const [only, ...more] = item.possible.matches;
  if (only === undefined) return [];
  const what = item.kind === 'person' ? 'e-mail' : 'name';
  if (more.length === 0)
    return [
      wayOf(item, 'link', `Link it to ${there}'s ${only}, the only one with this ${what}.`, linked(item, side, only)),
    ];
  return item.possible.matches.slice(0, SHOWN).map((id) => {
    const ends = side === 'harvest' ? `${item.harvest}/${id}` : `${id}/${item.forecast}`;
    return wayOf(
      item,
      `link:${ends}`,
      `Link it to ${there}'s ${id}, which has the same ${what}.`,
      linked(item, side, id),
    );
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
  if (rule === 'person.forecast-only') return [byHand('create-user', 'Create the user in Harvest, then link the two.')];
  if (lacksClient) return [byHand('give-client', 'Give it a client in Forecast. Then create it in Harvest.')];
  if (kind === 'company' || entry || !item.possible.create()) return entry ? [byHand('edit', EDIT_FIRST)] : [];
  const ends =
    side === 'harvest'
      ? { harvest: item.harvest, forecast: 'create' as const }
      : { harvest: 'create' as const, forecast: item.forecast };
  return [wayOf(item, 'create', CREATE[rule] ?? '', [{ op: 'link', kind, ...labelled(item.label), ...ends }])];
}

const EDIT_FIRST = 'Change in one of the accounts what is in the way.';

const CREATE: { readonly [rule: string]: string } = {
  'project.new-in-harvest': 'Create it in Forecast.',
  'project.new-in-forecast': 'Create it in Harvest.',
  'client.new-in-harvest': 'Create it in Forecast, or import one of its projects.',
  'person.new-in-harvest': 'Create the person in Forecast (takes a seat, sends no invitation).',
};
