import { formatAddress } from '../model/address.ts';
import { sameValue, type FieldName, type FieldValue } from '../model/field.ts';
import { PLURAL, type Kind } from '../model/kind.ts';
import type { WaitingField, WayOut } from '../model/plan.ts';
import type { RuleId } from '../model/rule.ts';
import { SIDES, sideName } from '../model/side.ts';
import { isTemporary } from '../model/temporary.ts';
import type { LinkSet } from '../model/want.ts';
import { fieldOn, FIELDS } from './fields.ts';
import { linkEntry, ignoreEntry } from './yaml.ts';
import { ruleOf } from './table.ts';

/**
 * Findings in words: what a manual item or a conflict says, and the ways out that it offers. A way out names only what
 * exists: YAML to paste, or what a person does in a web app.
 */
export interface Words {
  readonly rule: RuleId;
  /** What made it so, where the rule alone does not tell: one of the words of `reasonOf`, or a sentence of its own. */
  readonly because: string | null;
  readonly kind: Kind;
  readonly label: string;
  readonly harvest: number | null;
  readonly forecast: number | null;
  readonly fields: readonly WaitingField[];
  readonly set: LinkSet;
}

export function reasonOf(words: Words): string {
  const kind = words.kind === 'person' ? 'person' : words.kind;
  switch (words.because) {
    case null:
      return sentence(ruleOf(words.rule).what);
    case 'conflict':
      return `Both sides changed ${fieldList(words)} differently since they last agreed.`;
    case 'contested':
      return (
        `hfsync wrote the ${fieldList(words)} in three applies in a row, and each time something else set it back. ` +
        `It does not write the same again.`
      );
    case 'first':
      return `The two sides differ and were never in sync, and \`first_sync\` is manual.`;
    case 'archived':
      return `The ${kind} is archived in Harvest, which refuses edits of ${fieldList(words)} until it is restored.`;
    case 'archived-client':
      return `The client is archived on the side that would be written, and takes no active project there.`;
    case 'archived-source':
      return `The ${kind} to be created is archived. Restore it first, or remove the entry.`;
    case 'empty':
      return `Harvest refuses an empty ${fieldList(words)}.`;
    case 'capacity':
      return `Harvest takes whole half hours from 0 to 60 hours a week, and this is none.`;
    case 'swap':
      return `People exchange their e-mails, which neither service can do in one step.`;
    case 'temporary':
      return `The name is a temporary one of hfsync that no unfinished apply accounts for. It is not propagated.`;
    case 'mistyped':
      return `The id is not in the account, and no earlier apply has seen it: deleted or mistyped.`;
    case 'both-gone':
      return `Both ends of the link are gone.`;
    case 'dangling':
      return `Forecast's pointer names a Harvest record that is gone, and no link is declared.`;
    case 'client':
      return `The project moved to a client that is not linked.`;
    case 'no-client':
      return `The project has no client in Forecast, and Harvest takes no project without one.`;
    default:
      return sentence(words.because);
  }
}

export function waysOut(words: Words): WayOut[] {
  if (words.because === 'contested') return contestedWays(words);
  if (words.because === 'temporary')
    return [{ text: 'Give it a name of its own.' }, ...(words.fields.length > 0 ? settleByValue(words) : [])];
  if (words.because === 'archived-source') return [{ text: 'Restore it, or remove the entry from the file.' }];
  switch (words.rule) {
    case 'project.new-in-harvest':
      return [
        { text: 'Import it: Forecast gets the project.', yaml: entryOf(words, { forecast: 'create' }) },
        ...linkOrIgnore(words, 'harvest'),
      ];
    case 'project.new-in-forecast':
      return [
        {
          text: `${words.because === 'no-client' ? 'Give it a client in Forecast. Then push it' : 'Push it'}: Harvest gets the project.`,
          yaml: entryOf(words, { harvest: 'create' }),
        },
        ...linkOrIgnore(words, 'forecast'),
      ];
    case 'client.new-in-harvest':
      return [
        { text: 'Create it in Forecast, or import one of its projects.', yaml: entryOf(words, { forecast: 'create' }) },
        ...linkOrIgnore(words, 'harvest'),
      ];
    case 'client.new-in-forecast':
      return [
        { text: 'Push one of its projects (`harvest: create`): the client comes along.' },
        ...linkOrIgnore(words, 'forecast'),
      ];
    case 'person.new-in-harvest':
      return [
        {
          text: 'Import the person: takes a Forecast seat, sends no invitation.',
          yaml: entryOf(words, { forecast: 'create' }),
        },
        ...linkOrIgnore(words, 'harvest'),
      ];
    case 'person.forecast-only':
      return [{ text: 'Create the user in Harvest first, then link the two.' }, ...linkOrIgnore(words, 'forecast')];
    case 'project.deleted-in-harvest':
    case 'project.deleted-in-forecast':
    case 'client.deleted-in-harvest':
    case 'client.deleted-in-forecast':
    case 'person.deleted-in-harvest':
    case 'person.deleted-in-forecast':
      return deletedWays(words);
    case 'link.undeclared':
      return [
        { text: 'Declare the link.', yaml: entryOf(words) },
        { text: 'Or ignore it.', yaml: ignoreEntry(words.kind, 'forecast', words.forecast) },
      ];
    case 'account.clock':
      return [{ text: 'Set the clock of this machine, or look at the proxy that answers in place of the service.' }];
    case 'link.elsewhere':
      return [{ text: 'Correct the pointer in Forecast, or the ids in the file, so that the two say the same.' }];
    case 'person.status':
      return [
        setWay(words, 'Say in the file what holds', { status: 'active' }),
        setWay(words, 'Or', { status: 'archived' }),
      ];
    case 'client.status':
      return [{ text: 'Archive or move the active projects; the client follows with the next apply.' }];
    case 'project.client':
      if (words.because === 'client') return [{ text: 'Link or create that client in the file.' }];
      if (words.because === 'no-client')
        return [{ text: 'Give it a client in Forecast: that of Harvest, or one that is linked.' }];
      return settleByValue(words);
    default:
      return settleByValue(words);
  }
}

function settleByValue(words: Words): WayOut[] {
  const settable = words.fields.filter(({ field }) => isSettable(words.kind, field));
  if (words.because === 'archived-client') return [{ text: 'Restore that client, or take the edit back.' }];
  if (words.because === 'archived') return [{ text: 'Restore it, or take the edit back.' }];
  if (words.kind === 'company') return [{ text: 'Set the same capacity in both companies’ settings.' }];
  if (settable.length === 0) return [{ text: 'Edit one side, so that both say the same.' }];
  const sides = SIDES.filter((side) => settable.every((item) => canBeSet(item[side])));
  const byValue = sides.map((side, index) => {
    const set = Object.fromEntries(settable.map((item) => [item.field, item[side]]));
    return setWay(words, `${index === 0 ? 'Take' : 'Or'} what ${sideName(side)} has`, set);
  });
  const byPerson =
    words.rule === 'person.email.other' ? [{ text: 'Or the person edits it in their own profile.' }] : [];
  return [...byValue, ...byPerson];
}

/** What is gone, Forecast's null capacity and temporary names are nothing that the file can say. */
function canBeSet(value: FieldValue): boolean {
  return value !== null && !(typeof value === 'string' && isTemporary(value));
}

/** The same value in the file again would be contested as well, so the one way with `set:` is to take what is there. */
function contestedWays(words: Words): WayOut[] {
  const again = words.kind === 'company' ? '' : '; or start anew with the record: hfsync state rm ' + addressIn(words);
  const stop = { text: `Find what sets it back and stop it. Then make both sides equal by hand${again}.` };
  const owned = words.fields.find(({ field }) => Object.hasOwn(words.set, field));
  if (!owned) return [stop];
  const file = (words.set as { readonly [F in FieldName]?: FieldValue })[owned.field];
  const there = sameValue(owned.field, owned.harvest, file) ? owned.forecast : owned.harvest;
  if (!canBeSet(there)) return [stop];
  return [stop, setWay(words, 'Or let the file say what is there', { [owned.field]: there })];
}

function addressIn({ kind, harvest, forecast }: Words): string {
  return formatAddress(kind, harvest, forecast);
}

function isSettable(kind: Kind, field: FieldName): boolean {
  return fieldOn(kind, field)?.settable === true;
}

function setWay(words: Words, text: string, set: LinkSet): WayOut {
  return { text: `${text}:`, yaml: entryOf(words, {}, { ...words.set, ...set }) };
}

function linkOrIgnore(words: Words, side: 'harvest' | 'forecast'): WayOut[] {
  const missing = side === 'harvest' ? { forecast: 'ID' } : { harvest: 'ID' };
  const id = words[side];
  return [
    { text: 'Or link it with the record that it is on the other side.', yaml: entryOf(words, missing) },
    { text: 'Or ignore it.', yaml: ignoreEntry(words.kind, side, id) },
  ];
}

function deletedWays(words: Words): WayOut[] {
  const remove = { text: 'Remove the link from the file.' };
  if (words.kind === 'client' || words.because === 'both-gone') return [remove];
  if (words.because === 'dangling') {
    const push =
      words.kind === 'project'
        ? [{ text: 'Or push it to Harvest again.', yaml: entryOf(words, { harvest: 'create' }) }]
        : [];
    return [
      { text: 'Ignore it.', yaml: ignoreEntry(words.kind, 'forecast', words.forecast) },
      { text: 'Or archive it in Forecast.' },
      ...push,
    ];
  }
  if (words.kind !== 'project') return [remove];
  return [remove, setWay(words, 'Or archive what is left', { status: 'archived' })];
}

interface Ends {
  readonly harvest?: string;
  readonly forecast?: string;
}

function entryOf(words: Words, ends: Ends = {}, set: LinkSet = words.set): string {
  if (words.kind === 'company') return '';
  return linkEntry(PLURAL[words.kind], {
    name: words.label,
    harvest: ends.harvest ?? String(words.harvest ?? 'ID'),
    forecast: ends.forecast ?? String(words.forecast ?? 'ID'),
    set,
  });
}

function fieldList(words: Words): string {
  const names = words.fields.map(({ field }) => FIELDS[field].words);
  return [...new Set(names)].join(', ') || 'it';
}

function sentence(text: string): string {
  const end = /[.!?]$/.test(text) ? text : `${text}.`;
  return end.startsWith('hfsync ') ? end : end.charAt(0).toUpperCase() + end.slice(1);
}
