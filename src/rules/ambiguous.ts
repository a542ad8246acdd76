import { PLURAL, type RecordKind } from '../model/kind.ts';
import type { WayOut } from '../model/plan.ts';
import type { Candidate, Entry, NamedRecord } from '../model/reason.ts';
import { otherSide, sideName } from '../model/side.ts';
import { ignoreEntry, linkEntry } from './yaml.ts';

/** What cannot be told apart, in words: the candidates, and for each of them the link that would settle it. */
export function severalFit({ kind, side }: Entry, candidates: readonly Candidate[]): string {
  const found = `\`create\` finds ${counted(candidates.length, kind)} in ${sideName(otherSide(side))} that could be meant`;
  return `${found}: ${listed(candidates)}.`;
}

/** A record that would be created stands beside one that is called nearly the same. */
export function nearTwin({ kind, side }: Entry, candidates: readonly Candidate[]): string {
  const there = sideName(otherSide(side));
  const found = `${there} has ${counted(candidates.length, kind)} with nearly the same name: ${listed(candidates)}.`;
  return `${found} Another one could be a duplicate, so hfsync does not create it.`;
}

/** Several entries would take the same record. */
export function severalWant(entries: readonly Entry[], candidate: Candidate): string {
  const [first] = entries;
  if (!first) throw new Error('nobody wants it');
  const record = `${sideName(otherSide(first.side))}'s ${first.kind} ${listed([candidate])}`;
  return `\`create\` could mean ${record} for each of ${counted(entries.length, first.kind)} in ${sideName(first.side)}: ${listed(entries)}.`;
}

/** The record that fits is to be created on this side by an entry of its own: which of the two values win, neither entry can say. */
export function crossing(entry: Entry, candidate: Candidate): string {
  const target = sideName(otherSide(entry.side));
  return `\`create\` finds ${target}'s ${entry.kind} ${listed([candidate])}, which also has an entry with \`create\`. If the two are the same, only one side's values can win.`;
}

export function waysToUncross(entry: Entry, candidate: Candidate): WayOut[] {
  return [
    { ...linkWay(entry, candidate), text: 'If the two are the same, link them and remove both entries:' },
    { text: 'Remove one of the two entries. The entry that stays decides whose values win.' },
    { text: 'Rename one of the two, so that their names differ.' },
  ];
}

/** A link for each candidate, or another name. */
export function waysToOne(entry: Entry, candidates: readonly Candidate[]): WayOut[] {
  return [...candidates.slice(0, SHOWN).map((candidate) => linkWay(entry, candidate)), RENAME];
}

/** A link with the twin; or the file says that the twin is somebody else. */
export function waysFromTwin(entry: Entry, candidates: readonly Candidate[]): WayOut[] {
  const [first] = candidates;
  const there = otherSide(entry.side);
  return [
    ...candidates.slice(0, SHOWN).map((candidate) => linkWay(entry, candidate)),
    ...(first
      ? [
          {
            text: `If it is another one, ignore ${sideName(there)}'s ${first.id} or link it elsewhere, and both can exist:`,
            yaml: ignoreEntry(entry.kind, there, first.id),
          },
        ]
      : []),
    RENAME,
  ];
}

export function waysToEach(entries: readonly Entry[], candidate: Candidate): WayOut[] {
  return [...entries.slice(0, SHOWN).map((entry) => linkWay(entry, candidate)), RENAME];
}

/** As many ways out as anybody reads. */
const SHOWN = 10;

const RENAME: WayOut = { text: 'Rename the others, so that their names differ.' };

function linkWay({ kind, side, id, name, set }: Entry, candidate: Candidate): WayOut {
  const target = otherSide(side);
  const ends = side === 'harvest' ? { harvest: id, forecast: candidate.id } : { harvest: candidate.id, forecast: id };
  const yaml = linkEntry(PLURAL[kind], {
    name: name ?? '',
    harvest: String(ends.harvest),
    forecast: String(ends.forecast),
    set,
  });
  return { text: `If ${sideName(side)}'s ${id} is ${sideName(target)}'s ${candidate.id}, link the two:`, yaml };
}

function listed(records: readonly (NamedRecord & Partial<Candidate>)[]): string {
  const shown = records.slice(0, SHOWN).map(({ id, name, archived, unsure }) => {
    const notes = [...(archived ? ['archived'] : []), ...(unsure ? ['some of its values are unknown'] : [])];
    return `${id}${name === null ? '' : ` ${JSON.stringify(name)}`}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
  });
  const more = records.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function counted(count: number, kind: RecordKind): string {
  return `${count} ${count === 1 ? kind : PLURAL[kind]}`;
}
