import type { FieldName } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import type { ActiveProject, NamedRecord, PointerStep, Reason } from '../model/reason.ts';
import type { RuleId } from '../model/rule.ts';
import { sideName, type Side } from '../model/side.ts';
import { crossing, nearTwin, severalFit, severalWant } from './ambiguous.ts';
import { FIELDS } from './fields.ts';
import { storedText } from './stored-words.ts';
import { RULES } from './table.ts';

/**
 * Reasons in words. In: the rule and kind of a manual item or a conflict, and its reasons. Out: text for people, a
 * sentence or more for each reason.
 */
export interface About {
  readonly rule: RuleId;
  readonly kind: Kind;
}

export function reasonText(about: About, reasons: readonly Reason[]): string {
  return reasons.map((reason) => sentenceOf(about, reason)).join(' ');
}

function sentenceOf({ rule, kind }: About, reason: Reason): string {
  switch (reason.code) {
    case 'by-rule':
      return ruleSentence(rule);
    case 'edited-on-both-sides':
      return `Both sides changed the ${fieldList(reason.fields)} differently since they last agreed.`;
    case 'set-back':
      return (
        `hfsync wrote the ${fieldList(reason.fields)} in three applies in a row, and each time something else set it back. ` +
        `It will not write the same value again.`
      );
    case 'never-in-sync':
      return `The two sides differ and were never in sync, and \`first_sync\` is manual.`;
    case 'record-archived':
      return `The ${kind} is archived in Harvest, which refuses edits to its ${fieldList(reason.fields)} until it is restored.`;
    case 'client-archived':
      return `The client is archived on the side that would be written, so it cannot get an active project there.`;
    case 'source-archived':
      return `The ${kind} to be created is archived. Restore it first, or remove the entry.`;
    case 'source-incomplete':
      return `${sideName(reason.side)} did not return the ${fieldList(reason.fields)} of this ${reason.kind}. hfsync creates nothing from unknown values.`;
    case 'stored-otherwise':
      return storedText(reason.stored);
    case 'value-empty':
      return `Harvest refuses an empty ${fieldList(reason.fields)}.`;
    case 'value-taken':
      return `The ${FIELDS[reason.field].words} is taken in ${sideName(reason.side)} by ${namedIn(null, reason.record)}.`;
    case 'value-wanted-twice': {
      const what = FIELDS[reason.field].words;
      return `Two records would get the ${reason.value === null ? `same ${what}` : `${what} ${JSON.stringify(reason.value)}`}.`;
    }
    case 'capacity-refused':
      return `Harvest accepts only whole half hours from 0 to 60 hours a week.`;
    case 'emails-exchanged':
      return `People swap their e-mails here, which neither service can do in one step.`;
    case 'temporary-name':
      return `The record has a temporary hfsync name, and no unfinished apply explains it. hfsync does not copy it to the other side.`;
    case 'id-unknown':
      return unknownIdText(reason);
    case 'both-ends-gone':
      return `Neither record of the link exists any more.`;
    case 'made-again':
      return `${ruleSentence(rule)} ${madeAgainText(reason)}`;
    case 'client-not-linked':
      return `The project moved to a client that is not linked.`;
    case 'client-missing':
      return `The project has no client in Forecast, and Harvest does not accept a project without one.`;
    case 'default-refused':
      return `Forecast does not accept the default capacity from hfsync.`;
    case 'not-allowed':
      return `${sideName(reason.side)} does not let the owner of the token do this.`;
    case 'put-refused':
      return `Forecast cannot store a write of this kind from hfsync and leave the rest of the record as it is.`;
    case 'pointer-refused':
      return POINTER_REFUSED[reason.step];
    case 'client-has-projects':
      return `The client cannot be archived while it has active projects: ${projectList(reason.projects)}.`;
    case 'role-deleted-and-renamed':
      return `The role was deleted on one side and renamed on the other.`;
    case 'roles-of-one-name': {
      const { side, name, ids } = reason;
      return (
        `${sideName(side)} has ${ids.length} roles ${name === null ? 'with the same name' : `named ${JSON.stringify(name)}`}: ${ids.join(', ')}. ` +
        'People have roles by name, so hfsync cannot tell these apart. It changes none of them, and leaves the roles of everybody ' +
        'who has one as they are.'
      );
    }
    case 'built-in':
      return `The file links Forecast's built-in project "Time Off", which hfsync never touches.`;
    case 'pointer-dangling':
      return `Forecast's pointer names a Harvest record that no longer exists, and the file declares no link.`;
    case 'pointer-unknown':
      return `Forecast did not return the pointer of this record.`;
    case 'pointer-elsewhere':
      return `Forecast's pointer names ${namedIn('harvest', reason.record)}, but the file names ${reason.expected ?? 'no existing record'}.`;
    case 'pointer-shared':
      return `The Harvest record ${reason.id} is also named by ${reason.others.map((other) => namedIn('forecast', other)).join(', ')}.`;
    case 'pointer-doubled':
      return `More than one Forecast ${kind === 'role' ? kind : 'record'} names ${namedIn('harvest', reason.record)}.`;
    case 'near-twin':
      return nearTwin(reason.entry, reason.candidates);
    case 'several-fit':
      return severalFit(reason.entry, reason.candidates);
    case 'several-clients-fit': {
      const { id, name } = reason.entry;
      const client = name === null ? id : JSON.stringify(name);
      return `The project's client ${client} is not linked. For it, ${severalFit(reason.entry, reason.candidates)}`;
    }
    case 'creates-crossed':
      return crossing(reason.entry, reason.candidate);
    case 'several-want':
      return severalWant(reason.entries, reason.candidate);
  }
}

/** Forecast silently drops what an API client may not set. This was seen with another key on the live service. */
const POINTER_REFUSED: { readonly [S in PointerStep]: string } = {
  link: 'Forecast does not keep the pointer to Harvest that hfsync sends, so only Forecast itself can link the two.',
  import:
    'Forecast does not keep the pointer to Harvest that hfsync sends, so what hfsync creates would not be linked.',
  push: 'Forecast does not keep the pointer to Harvest that hfsync sends, so the new Harvest record would not be linked.',
};

/** What a rule is about, as a sentence. A plan from a later version can have a rule that this version does not know. */
export function ruleSentence(rule: RuleId): string {
  const what = RULES.get(rule)?.what ?? 'a rule that this version of hfsync does not know';
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
}

/** `"Website" (Harvest 5)`, or `Harvest 5` if the record has no name. */
function namedIn(side: Side | null, { id, name }: NamedRecord): string {
  const which = side === null ? String(id) : `${sideName(side)} ${id}`;
  return name === null ? which : `${JSON.stringify(name)} (${which})`;
}

const MOST_PROJECTS = 5;

/** Names at most `MOST_PROJECTS`. Projects with the same name on one side are named once. */
function projectList(projects: readonly ActiveProject[]): string {
  const all = [...new Set(projects.map(projectWords))].sort();
  const more = all.length - MOST_PROJECTS;
  return all.slice(0, MOST_PROJECTS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function projectWords({ side, id, name }: ActiveProject): string {
  if (name !== null) return `${JSON.stringify(name)} in ${sideName(side)}`;
  return `${id ?? 'a new one'} in ${sideName(side)}`;
}

function fieldList(fields: readonly FieldName[]): string {
  return [...new Set(fields.map((field) => FIELDS[field].words))].join(', ');
}

/** `other`: the record of another kind that has the id. */
function whoseId(other: Extract<Reason, { readonly code: 'id-unknown' }>['other']): string {
  if (!other) return 'The id is mistyped, or the record was deleted.';
  const named = other.name === null ? '' : ` ${JSON.stringify(other.name)}`;
  return `It is the id of the ${other.kind}${named}.`;
}

function madeAgainText({ side, kind, records }: Extract<Reason, { readonly code: 'made-again' }>): string {
  const names = records.map((record) => namedIn(side, record)).join(', ');
  const [others, have] = records.length === 1 ? [`Another ${kind}`, 'has'] : ['Others', 'have'];
  return `${others}, not in the file, ${have} its name: ${names}.`;
}

function unknownIdText({
  side,
  kind,
  id,
  near,
  swapped,
  other,
}: Extract<Reason, { readonly code: 'id-unknown' }>): string {
  const none = `${sideName(side)} has no ${kind} ${id}`;
  if (swapped) return `${none}: the two ids of this entry are swapped.`;
  const similar = near.map((record) => namedIn(null, record)).join(', ');
  return (
    `${none}, and no earlier apply has seen it. ${whoseId(other)}` +
    (similar === '' ? '' : ` Similar and not in the file: ${similar}.`)
  );
}
