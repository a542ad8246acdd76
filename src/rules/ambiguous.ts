import { PLURAL, type RecordKind } from '../model/kind.ts';
import type { WayOut } from '../model/plan.ts';
import { otherSide, sideName, type Side } from '../model/side.ts';
import type { LinkSet } from '../model/want.ts';
import { linkEntry } from './yaml.ts';

/** What cannot be told apart, in words: the candidates, and for each of them the link that would settle it. */
export interface Finding {
  readonly reason: string;
  readonly ways: readonly WayOut[];
}

/** A record that could be meant. */
export interface Candidate {
  readonly id: number;
  readonly name: string;
  readonly archived: boolean;
  /** It does not tell its name, e-mail or client, so it may be the one or not. */
  readonly unsure: boolean;
}

/** An entry of the file with `create`: its record, and what the file sets for it. */
export interface Entry {
  readonly kind: RecordKind;
  /** The side of the record that exists. */
  readonly side: Side;
  readonly id: number;
  readonly name: string;
  readonly set: LinkSet;
}

/** Several records could be the one that `create` should link, or one that nobody can tell. */
export function severalFit(entry: Entry, candidates: readonly Candidate[]): Finding {
  const target = otherSide(entry.side);
  const found = `\`create\` finds ${counted(candidates.length, entry.kind)} in ${sideName(target)} that could be meant`;
  return {
    reason: `${found}: ${listed(candidates)}.`,
    ways: [...candidates.slice(0, SHOWN).map((candidate) => linkWay(entry, candidate)), RENAME],
  };
}

/** The client of a project that is to be created could be several. */
export function severalClientsFit(client: Entry, candidates: readonly Candidate[]): Finding {
  const { reason, ways } = severalFit(client, candidates);
  return { reason: `The project's client ${JSON.stringify(client.name)} is not linked. For it, ${reason}`, ways };
}

/** Several entries would take the same record. */
export function severalWant(entries: readonly Entry[], candidate: Candidate): Finding {
  const [first] = entries;
  if (!first) throw new Error('nobody wants it');
  const who = entries.map(({ id, name }) => ({ id, name, archived: false, unsure: false }));
  const record = `${sideName(otherSide(first.side))}'s ${first.kind} ${listed([candidate])}`;
  return {
    reason: `${record} could be the one that \`create\` means for each of ${counted(entries.length, first.kind)} of ${sideName(first.side)}: ${listed(who)}.`,
    ways: [...entries.slice(0, SHOWN).map((entry) => linkWay(entry, candidate)), RENAME],
  };
}

/** The record that fits is to be created on this side by an entry of its own: which of the two values win, neither entry can say. */
export function crossing(entry: Entry, candidate: Candidate): Finding {
  const target = sideName(otherSide(entry.side));
  return {
    reason: `\`create\` finds ${target}'s ${entry.kind} ${listed([candidate])}, which has an entry with \`create\` of its own. If they are one, only one side's values can win.`,
    ways: [
      { ...linkWay(entry, candidate), text: 'If the two are one, link them in place of both entries:' },
      { text: 'Or remove one of the two entries: the side of the one that stays wins.' },
      { text: 'Or rename one of the two, so that one name means one record.' },
    ],
  };
}

/** Two or more roles of one name. */
export function sameName(side: Side, name: string, ids: readonly number[]): Finding {
  return {
    reason:
      `${sideName(side)} has ${ids.length} roles named ${JSON.stringify(name)}: ${ids.join(', ')}. People carry roles by name, so ` +
      'hfsync cannot tell them apart: it touches none of them, and leaves the roles of everybody who has one as they are.',
    ways: [{ text: `Rename all but one of them in ${sideName(side)}, or delete them.` }],
  };
}

/** As many ways out as anybody reads. */
const SHOWN = 10;

const RENAME: WayOut = { text: 'Or rename the others, so that one name means one record.' };

function linkWay({ kind, side, id, name, set }: Entry, candidate: Candidate): WayOut {
  const target = otherSide(side);
  const ends = side === 'harvest' ? { harvest: id, forecast: candidate.id } : { harvest: candidate.id, forecast: id };
  const yaml = linkEntry(PLURAL[kind], {
    name,
    harvest: String(ends.harvest),
    forecast: String(ends.forecast),
    set,
  });
  return { text: `If ${sideName(side)}'s ${id} is ${sideName(target)}'s ${candidate.id}, link the two:`, yaml };
}

function listed(candidates: readonly Candidate[]): string {
  const shown = candidates.slice(0, SHOWN).map(({ id, name, archived, unsure }) => {
    const notes = [...(archived ? ['archived'] : []), ...(unsure ? ['it does not tell whether it is the one'] : [])];
    return `${id} ${JSON.stringify(name)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
  });
  const more = candidates.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function counted(count: number, kind: RecordKind): string {
  return `${count} ${count === 1 ? kind : PLURAL[kind]}`;
}
