import { formatAddress } from '../model/address.ts';
import type { Edit } from '../model/edit.ts';
import { sameValue, type FieldName, type FieldValue } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import type { WayOut } from '../model/item.ts';
import type { PointerStep, Reason } from '../model/reason.ts';
import { SIDES, sideName, type Side } from '../model/side.ts';
import type { LinkSet } from '../model/want.ts';
import { waysFromTwin, waysToEach, waysToOne, waysToUncross } from './ambiguous.ts';
import { fieldOn } from './fields.ts';
import { IMPORT_PAGE, newWays, serviceWay } from './new.ts';
import { storedWays } from './stored-words.ts';
import { byHand, ignoreWays, isSayable, nameOf, setEdits, unlinked, wayOf, type Item } from './way.ts';
import { madeAgainWays, unknownWays, deletedWays, danglingWays, pointedWays } from './missing-ways.ts';

/**
 * Ways out. In: an item and its reasons. Out: the ways of each reason that has its own, then those of the item's rule
 * if any reason has none. A way out is an edit of the file that can be carried out, or something that a person does in
 * a web app.
 */
export function waysOut(item: Item, reasons: readonly Reason[]): WayOut[] {
  const own = reasons.map((reason) => waysOfReason(item, reason));
  const isByRule = own.includes(null);
  const lacksClient = reasons.some(({ code }) => code === 'client-missing');
  const ways = [...own.flatMap((each) => each ?? []), ...(isByRule ? waysOfRule(item, lacksClient) : [])];
  return ways.filter((way, index) => ways.findIndex(({ key }) => key === way.key) === index);
}

/** Null if the reason has no ways of its own, so that those of the rule apply. */
function waysOfReason(item: Item, reason: Reason): readonly WayOut[] | null {
  switch (reason.code) {
    case 'set-back':
      return contestedWays(item);
    case 'temporary-name':
      if (!isEdit(item)) return [byHand('rename', 'Give it a new name.'), ...newWays(item)];
      return [byHand('rename', 'Give it a new name.'), ...settleByValue(item, [])];
    case 'source-archived':
      return [
        wayOf(item, 'unlink', 'Remove the entry from the file.', unlinked(item)),
        byHand('restore', `Restore it in ${sideName(item.entry?.harvest === 'create' ? 'forecast' : 'harvest')}.`),
      ];
    case 'source-incomplete':
      return [byHand('look', `Check it in ${sideName(reason.side)}, and plan again.`), ...newWays(item)];
    case 'pointer-refused':
      return pointerWays(item, reason.step);
    case 'not-allowed':
      return notAllowedWays(reason.side);
    case 'put-refused':
      return [
        byHand('edit', 'Make the change in Forecast by hand.'),
        byHand('probe', 'Ask Forecast: `hfsync doctor --probe`.'),
      ];
    case 'default-refused':
      return [
        byHand(
          'edit',
          'Set the same default capacity in Forecast (Settings), or switch this sync off: `company: off`.',
        ),
      ];
    case 'record-archived':
      return [...settleByValue(item, []), byHand('restore', 'Restore it in Harvest, or undo the edit in Forecast.')];
    case 'client-archived':
      if (!isEdit(item))
        return [byHand('restore-client', `Restore that client${writtenBy(item)}.`), ...otherNewWays(item)];
      return [...settleByValue(item, []), byHand('restore-client', 'Restore that client, or undo the edit.')];
    case 'client-not-linked':
      if (!isEdit(item))
        return [byHand('link-client', 'Link or create that client in the file.'), ...otherNewWays(item)];
      return [byHand('link-client', 'Link or create that client in the file.')];
    case 'client-missing':
      if (item.rule === 'project.new-in-forecast') return null;
      return [byHand('give-client', 'Give it a client in Forecast: its client in Harvest, or one that is linked.')];
    case 'stored-otherwise':
      return storedWays(item, reason.stored);
    case 'id-unknown':
      return unknownWays(item, reason);
    case 'made-again':
      return madeAgainWays(item, reason);
    case 'both-ends-gone':
      return deletedWays(item);
    case 'built-in':
      return [wayOf(item, 'unlink', 'Remove the link from the file.', unlinked(item))];
    case 'pointer-elsewhere':
      return pointedWays(item, reason.record.id);
    case 'pointer-dangling':
      return danglingWays(item);
    case 'roles-of-one-name':
      return [byHand('rename', `Rename all but one of them in ${sideName(reason.side)}, or delete them.`)];
    case 'near-twin':
      return waysFromTwin(item, reason.entry, reason.candidates);
    case 'several-fit':
    case 'several-clients-fit':
      return waysToOne(item, reason.entry, reason.candidates);
    case 'creates-crossed':
      return waysToUncross(item, reason.entry, reason.candidate);
    case 'several-want':
      return waysToEach(item, reason.entries, reason.candidate);
    case 'pointer-doubled':
      return [CORRECT_POINTER, ...ignoreWays(item, 'Ignore them.', SIDES)];
    case 'pointer-shared':
      return [CORRECT_POINTER];
    case 'client-has-projects':
      return [
        ...settleByValue(item, [], ({ status }) => status === 'active'),
        byHand('archive-projects', 'Archive or move the active projects. The next apply archives the client.'),
      ];
    case 'role-deleted-and-renamed':
    case 'pointer-unknown':
    case 'by-rule':
    case 'capacity-refused':
    case 'edited-on-both-sides':
    case 'emails-exchanged':
    case 'never-in-sync':
    case 'value-empty':
    case 'value-taken':
    case 'value-wanted-twice':
      return null;
  }
}

/**
 * What Forecast's own integration does. It has no API, and importing is the only way to link existing records (help
 * centre).
 */
function pointerWays(item: Item, step: PointerStep): WayOut[] {
  if (step === 'link') return [byHand('import', `In Forecast, tick it under ${IMPORT_PAGE}.`)];
  const remove = ignoreWays(item, 'Remove the entry, and ignore it.', [step === 'import' ? 'harvest' : 'forecast']);
  return [serviceWay(step === 'import' ? 'harvest' : 'forecast'), ...remove];
}

function notAllowedWays(side: Side): readonly WayOut[] {
  const who = side === 'harvest' ? "an administrator's token" : 'the token of somebody who may view and edit';
  return [
    byHand('token', `Use ${who}. The next plan notices the new rights.`),
    byHand('edit', `Make the change in ${sideName(side)} by hand.`),
    byHand('probe', 'If that token may do it by now, ask again: `hfsync doctor --probe`.'),
  ];
}

const EDIT = 'Edit one side, so that both agree.';

const CORRECT_POINTER = byHand('correct', 'Correct the pointers in Forecast, so that one record names this one.');

/** The ways of a new record, without the general one to remove what is in the way: the reason says what that is. */
function otherNewWays(item: Item): readonly WayOut[] {
  return newWays(item).filter(({ key }) => key !== 'edit');
}

/** Where an entry with `create` would write. */
function writtenBy({ entry }: Item): string {
  const side = SIDES.find((each) => entry?.[each] === 'create');
  return side === undefined ? '' : ` in ${sideName(side)}`;
}

/** Whether the item is an edit. A create waits as a whole and has no fields. */
function isEdit({ fields }: Item): boolean {
  return fields.length > 0;
}

function waysOfRule(item: Item, lacksClient: boolean): WayOut[] {
  switch (item.rule) {
    case 'project.new-in-harvest':
    case 'project.new-in-forecast':
    case 'client.new-in-harvest':
    case 'client.new-in-forecast':
    case 'person.new-in-harvest':
    case 'person.forecast-only':
      return newWays(item, lacksClient);
    case 'project.deleted-in-harvest':
    case 'project.deleted-in-forecast':
    case 'client.deleted-in-harvest':
    case 'client.deleted-in-forecast':
    case 'person.deleted-in-harvest':
    case 'person.deleted-in-forecast':
    case 'role.deleted':
      return deletedWays(item);
    case 'link.undeclared':
      return [
        wayOf(item, 'link', 'Declare the link.', declared(item)),
        ...ignoreWays(item, 'Ignore it.', ['forecast']),
      ];
    case 'link.elsewhere':
      return [byHand('correct', 'Correct the pointer in Forecast, or the ids in the file, so that they agree.')];
    case 'client.status':
      // How many projects would be active under the client after this plan is not known here, so archiving it is not
      // offered.
      return settleByValue(item, [byHand('edit', EDIT)], ({ status }) => status === 'active');
    case 'person.email.other':
      return [...settleByValue(item, []), byHand('profile', 'Ask the person to edit it in their own profile.')];
    default:
      return settleByValue(item, [byHand('edit', EDIT)]);
  }
}

/** A way out for each side's values that both sides can have. `others` if there is no such way. */
function settleByValue(item: Item, others: readonly WayOut[], suits: (set: LinkSet) => boolean = () => true): WayOut[] {
  if (item.kind === 'company') return [byHand('edit', 'Set the same capacity in the settings of both accounts.')];
  const fields = item.fields.filter(({ field }) => isSettable(item.kind, field));
  const byValue = SIDES.flatMap((side) => {
    const set = Object.fromEntries(fields.map((each) => [each.field, each[side]]));
    const isPossible = fields.length > 0 && fields.every((each) => isSayable(each.field, each[side]));
    if (!isPossible || !suits(set) || !item.possible.set(set)) return [];
    const isEqual = fields.every((each) => sameValue(each.field, each.harvest, each.forecast));
    const words = isEqual ? 'Keep what both sides have.' : wordsFor(set, side);
    return [wayOf(item, `keep-${side}`, words, setEdits(item, set))];
  });
  const different = byValue.filter(
    (way, index) => byValue.findIndex(({ edits }) => JSON.stringify(edits) === JSON.stringify(way.edits)) === index,
  );
  return different.length > 0 ? different : [...others];
}

function wordsFor(set: LinkSet, side: Side): string {
  if (Object.keys(set).join() !== 'status') return `Keep what ${sideName(side)} has.`;
  return set.status === 'active' ? 'Make both sides active.' : 'Archive both sides.';
}

/**
 * Ways out for a value that was set back three times. If the file owns it, the only other value that is worth setting
 * is the one that is there now: hfsync would not write the same value again.
 */
function contestedWays(item: Item): WayOut[] {
  const again = item.kind === 'company' ? '' : `, or start over with this record: hfsync state rm ${addressIn(item)}`;
  const stop = byHand('stop', `Find what sets it back and stop it. Then make both sides equal by hand${again}.`);
  const owned = item.fields.find(({ field }) => Object.hasOwn(item.set, field));
  if (!owned) return [stop];
  const file = (item.set as { readonly [F in FieldName]?: FieldValue })[owned.field];
  const side: Side = sameValue(owned.field, owned.harvest, file) ? 'forecast' : 'harvest';
  const set = { [owned.field]: owned[side] };
  if (!isSayable(owned.field, owned[side]) || !item.possible.set(set)) return [stop];
  return [stop, wayOf(item, `keep-${side}`, 'Keep what is there now.', setEdits(item, set))];
}

function addressIn({ kind, harvest, forecast }: Item): string {
  return formatAddress(kind, harvest, forecast);
}

function isSettable(kind: Kind, field: FieldName): boolean {
  return fieldOn(kind, field)?.settable === true;
}

/**
 * Edits that declare the link that Forecast's pointer shows. They add an entry, or change one that already links one of
 * the two ends to something else.
 */
function declared(item: Item): readonly Edit[] {
  if (item.kind === 'company') return [];
  const { kind, harvest, forecast, possible } = item;
  if (possible.rival) return [{ op: 'change', ...possible.rival, to: { harvest, forecast } }];
  return [{ op: 'link', kind, ...nameOf(item), harvest, forecast }];
}
