import { formatAddress } from '../model/address.ts';
import { sameValue, type FieldName, type FieldValue } from '../model/field.ts';
import { PLURAL, type Kind } from '../model/kind.ts';
import type { WaitingField, WayOut } from '../model/plan.ts';
import type { Reason } from '../model/reason.ts';
import { otherSide, SIDES, sideName } from '../model/side.ts';
import { isTemporary } from '../model/temporary.ts';
import type { LinkSet } from '../model/want.ts';
import { waysFromTwin, waysToEach, waysToOne, waysToUncross } from './ambiguous.ts';
import { fieldOn } from './fields.ts';
import { storedWays } from './stored.ts';
import type { About } from './words.ts';
import { linkEntry, ignoreEntry } from './yaml.ts';

/** What a manual item or a conflict knows when its ways out are made. */
export interface Item extends About {
  readonly label: string;
  readonly harvest: number | null;
  readonly forecast: number | null;
  readonly fields: readonly WaitingField[];
  readonly set: LinkSet;
}

/**
 * Ways out: of each reason that has its own, and once those of the rule. Each is an instruction: YAML to paste, or what a person does
 * in a web app. The views label them.
 */
export function waysOut(item: Item, reasons: readonly Reason[]): WayOut[] {
  const own = reasons.map((reason) => waysOfReason(item, reason));
  const isByRule = own.includes(null);
  const lacksClient = reasons.some(({ code }) => code === 'client-missing');
  return [...own.flatMap((ways) => ways ?? []), ...(isByRule ? waysOfRule(item, lacksClient) : [])];
}

/** null: those of the rule. */
function waysOfReason(item: Item, reason: Reason): readonly WayOut[] | null {
  switch (reason.code) {
    case 'set-back':
      return contestedWays(item);
    case 'temporary-name':
      return [{ text: 'Give it a new name.' }, ...(item.fields.length > 0 ? settleByValue(item) : [])];
    case 'source-archived':
      return [{ text: 'Restore it, or remove the entry from the file.' }];
    case 'source-incomplete':
      return [
        {
          text: `Check it in ${sideName(reason.side)}, and plan again. Otherwise link it by its ids, or remove the entry.`,
        },
      ];
    case 'record-archived':
      return [{ text: 'Restore it, or undo the edit.' }];
    case 'client-archived':
      return [{ text: `Restore that client, or ${isEdit(item) ? 'undo the edit' : 'remove the entry'}.` }];
    case 'client-not-linked':
      return [{ text: 'Link or create that client in the file.' }];
    case 'client-missing':
      if (item.rule === 'project.new-in-forecast') return null;
      return [{ text: 'Give it a client in Forecast: its client in Harvest, or one that is linked.' }];
    case 'stored-otherwise':
      return storedWays(item, reason.stored);
    case 'both-ends-gone':
      return [REMOVE_LINK];
    case 'pointer-dangling':
      return danglingWays(item);
    case 'roles-of-one-name':
      return [{ text: `Rename all but one of them in ${sideName(reason.side)}, or delete them.` }];
    case 'near-twin':
      return waysFromTwin(reason.entry, reason.candidates);
    case 'several-fit':
    case 'several-clients-fit':
      return waysToOne(reason.entry, reason.candidates);
    case 'creates-crossed':
      return waysToUncross(reason.entry, reason.candidate);
    case 'several-want':
      return waysToEach(reason.entries, reason.candidate);
    case 'by-rule':
    case 'capacity-refused':
    case 'client-has-projects':
    case 'edited-on-both-sides':
    case 'emails-exchanged':
    case 'id-unknown':
    case 'never-in-sync':
    case 'pointer-doubled':
    case 'pointer-elsewhere':
    case 'pointer-shared':
    case 'pointer-unknown':
    case 'role-deleted-and-renamed':
    case 'value-empty':
    case 'value-taken':
    case 'value-wanted-twice':
      return null;
  }
}

/** A create waits as a whole, an edit by its fields. */
function isEdit({ fields }: Item): boolean {
  return fields.length > 0;
}

function waysOfRule(item: Item, lacksClient: boolean): WayOut[] {
  switch (item.rule) {
    case 'project.new-in-harvest':
      return [
        { text: 'Create it in Forecast:', yaml: entryOf(item, { forecast: 'create' }) },
        ...linkOrIgnore(item, 'harvest'),
      ];
    case 'project.new-in-forecast':
      return [
        {
          text: `${lacksClient ? 'Give it a client in Forecast. Then create it' : 'Create it'} in Harvest:`,
          yaml: entryOf(item, { harvest: 'create' }),
        },
        ...linkOrIgnore(item, 'forecast'),
      ];
    case 'client.new-in-harvest':
      return [
        { text: 'Create it in Forecast, or import one of its projects:', yaml: entryOf(item, { forecast: 'create' }) },
        ...linkOrIgnore(item, 'harvest'),
      ];
    case 'client.new-in-forecast':
      return [
        { text: 'Create one of its projects in Harvest (`harvest: create`). hfsync creates the client with it.' },
        ...linkOrIgnore(item, 'forecast'),
      ];
    case 'person.new-in-harvest':
      return [
        {
          text: 'Create the person in Forecast (takes a seat, sends no invitation):',
          yaml: entryOf(item, { forecast: 'create' }),
        },
        ...linkOrIgnore(item, 'harvest'),
      ];
    case 'person.forecast-only':
      return [{ text: 'Create the user in Harvest, then link the two.' }, ...linkOrIgnore(item, 'forecast')];
    case 'project.deleted-in-harvest':
    case 'project.deleted-in-forecast':
    case 'client.deleted-in-harvest':
    case 'client.deleted-in-forecast':
    case 'person.deleted-in-harvest':
    case 'person.deleted-in-forecast':
      return deletedWays(item);
    case 'link.undeclared':
      return [
        { text: 'Declare the link:', yaml: entryOf(item) },
        { text: 'Ignore it:', yaml: ignoreEntry(item.kind, 'forecast', item.forecast) },
      ];
    case 'link.elsewhere':
      return [{ text: 'Correct the pointer in Forecast, or the ids in the file, so that they agree.' }];
    case 'person.status':
      return [
        setWay(item, 'Make both sides active', { status: 'active' }),
        setWay(item, 'Archive both sides', { status: 'archived' }),
      ];
    case 'client.status':
      return [{ text: 'Archive or move the active projects. The next apply archives the client.' }];
    default:
      return settleByValue(item);
  }
}

function settleByValue(item: Item): WayOut[] {
  const settable = item.fields.filter(({ field }) => isSettable(item.kind, field));
  if (item.kind === 'company') return [{ text: 'Set the same capacity in both companies’ settings.' }];
  if (settable.length === 0) return [{ text: 'Edit one side, so that both agree.' }];
  const sides = SIDES.filter((side) => settable.every((field) => canBeSet(field[side])));
  const byValue = sides.map((side) => {
    const set = Object.fromEntries(settable.map((field) => [field.field, field[side]]));
    return setWay(item, `Keep what ${sideName(side)} has`, set);
  });
  const byPerson =
    item.rule === 'person.email.other' ? [{ text: 'Ask the person to edit it in their own profile.' }] : [];
  return [...byValue, ...byPerson];
}

/** What is gone, Forecast's null capacity and temporary names are nothing that the file can say. */
function canBeSet(value: FieldValue): boolean {
  return value !== null && !(typeof value === 'string' && isTemporary(value));
}

/** The same value in the file again would be contested as well, so the one way with `set:` is to take what is there. */
function contestedWays(item: Item): WayOut[] {
  const again = item.kind === 'company' ? '' : `, or start over with this record: hfsync state rm ${addressIn(item)}`;
  const stop = { text: `Find what sets it back and stop it. Then make both sides equal by hand${again}.` };
  const owned = item.fields.find(({ field }) => Object.hasOwn(item.set, field));
  if (!owned) return [stop];
  const file = (item.set as { readonly [F in FieldName]?: FieldValue })[owned.field];
  const there = sameValue(owned.field, owned.harvest, file) ? owned.forecast : owned.harvest;
  if (!canBeSet(there)) return [stop];
  return [stop, setWay(item, 'Keep what is there now', { [owned.field]: there })];
}

function addressIn({ kind, harvest, forecast }: Item): string {
  return formatAddress(kind, harvest, forecast);
}

function isSettable(kind: Kind, field: FieldName): boolean {
  return fieldOn(kind, field)?.settable === true;
}

function setWay(item: Item, text: string, set: LinkSet): WayOut {
  return { text: `${text}:`, yaml: entryOf(item, {}, { ...item.set, ...set }) };
}

function linkOrIgnore(item: Item, side: 'harvest' | 'forecast'): WayOut[] {
  const missing = side === 'harvest' ? { forecast: 'ID' } : { harvest: 'ID' };
  const id = item[side];
  return [
    { text: `Link it to its ${sideName(otherSide(side))} record:`, yaml: entryOf(item, missing) },
    { text: 'Ignore it:', yaml: ignoreEntry(item.kind, side, id) },
  ];
}

const REMOVE_LINK: WayOut = { text: 'Remove the link from the file.' };

function deletedWays(item: Item): WayOut[] {
  if (item.kind !== 'project') return [REMOVE_LINK];
  return [REMOVE_LINK, setWay(item, 'Archive the record that is left', { status: 'archived' })];
}

function danglingWays(item: Item): WayOut[] {
  const push =
    item.kind === 'project'
      ? [{ text: 'Create it in Harvest again:', yaml: entryOf(item, { harvest: 'create' }) }]
      : [];
  return [
    { text: 'Ignore it:', yaml: ignoreEntry(item.kind, 'forecast', item.forecast) },
    { text: 'Archive it in Forecast.' },
    ...push,
  ];
}

interface Ends {
  readonly harvest?: string;
  readonly forecast?: string;
}

function entryOf(item: Item, ends: Ends = {}, set: LinkSet = item.set): string {
  if (item.kind === 'company') return '';
  return linkEntry(PLURAL[item.kind], {
    name: item.label,
    harvest: ends.harvest ?? String(item.harvest ?? 'ID'),
    forecast: ends.forecast ?? String(item.forecast ?? 'ID'),
    set,
  });
}
