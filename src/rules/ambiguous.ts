import { PLURAL, type RecordKind } from '../model/kind.ts';
import type { Edit, End, EntryEnds } from '../model/edit.ts';
import type { WayOut } from '../model/item.ts';
import type { Candidate, Entry, NamedRecord } from '../model/reason.ts';
import { otherSide, sideName, SIDES, type Side } from '../model/side.ts';
import { byHand, labelled, wayOf, type Item, type Tie } from './way.ts';

/** Several records fit an entry with `create`, and hfsync cannot tell which one is meant. */
export function severalFit({ kind, side }: Entry, candidates: readonly Candidate[]): string {
  const found = `\`create\` finds ${counted(candidates.length, kind)} in ${sideName(otherSide(side))} that could be meant`;
  return `${found}: ${listed(candidates)}.`;
}

/** The other side has records with nearly the same name as the one that would be created. */
export function nearTwin({ kind, side }: Entry, candidates: readonly Candidate[]): string {
  const there = sideName(otherSide(side));
  const found = `${there} has ${counted(candidates.length, kind)} with nearly the same name: ${listed(candidates)}.`;
  return `${found} Another one could be a duplicate, so hfsync does not create it.`;
}

/** Several entries with `create` fit the same record. */
export function severalWant(entries: readonly Entry[], candidate: Candidate): string {
  const [first] = entries;
  if (!first) throw new Error('nobody wants it');
  const record = `${sideName(otherSide(first.side))}'s ${first.kind} ${listed([candidate])}`;
  return `\`create\` could mean ${record} for each of ${counted(entries.length, first.kind)} in ${sideName(first.side)}: ${listed(entries)}.`;
}

/** The record that fits has its own entry with `create`, so nothing says which side's values win. */
export function crossing(entry: Entry, candidate: Candidate): string {
  const target = sideName(otherSide(entry.side));
  return `\`create\` finds ${target}'s ${entry.kind} ${listed([candidate])}, which also has an entry with \`create\`. If the two are the same, only one side's values can win.`;
}

/** A link replaces both entries. Or one entry is removed, and the side of the other one wins. */
export function waysToUncross(item: Place, entry: Entry, candidate: Candidate): WayOut[] {
  const own = endsOfEntry(entry, 'create');
  const crossed = endsOfEntry({ ...entry, side: otherSide(entry.side), id: candidate.id }, 'create');
  const keep = (side: Side): WayOut =>
    wayOf(item, `keep-${side}`, `Let ${sideName(side)} win: remove the other's entry.`, [
      { op: 'unlink', ...(side === entry.side ? crossed : own) },
    ]);
  return [
    wayOf(item, 'link', 'If the two are the same, link them in place of both entries.', [
      ...linkEdits(item, entry, candidate),
      { op: 'unlink', ...crossed },
    ]),
    ...SIDES.map(keep),
    byHand('rename', 'Rename one of the two, so that their names differ.'),
  ];
}

/** A link for each candidate, or a new name. */
export function waysToOne(item: Place, entry: Entry, candidates: readonly Candidate[]): WayOut[] {
  return [...candidates.slice(0, SHOWN).map((candidate) => linkWay(item, entry, candidate)), RENAME];
}

/**
 * Links the record with one of its twins. Or the file says that they are different: it ignores an unpaired twin, and
 * declares the pair of a paired one.
 */
export function waysFromTwin(item: Item, entry: Entry, candidates: readonly Candidate[]): WayOut[] {
  const side = otherSide(entry.side);
  const twins = candidates.map((candidate) => ({ candidate, tie: item.possible.tie(entry.kind, side, candidate.id) }));
  const links = twins.filter(({ tie }) => !tie?.isPaired).slice(0, SHOWN);
  const others = twins.map(({ candidate: { id }, tie }): Edit | null => {
    if (tie === null) return { op: 'ignore', kind: entry.kind, side, id };
    return tie.isPaired ? declaredPair(tie) : null;
  });
  const edits = others.filter((edit) => edit !== null);
  return [
    ...links.map(({ candidate, tie }) => linkWay(item, entry, candidate, tie?.entry ?? null)),
    ...(edits.length === others.length ? [wayOf({ at: null, set: {} }, 'keep-both', KEEP_BOTH, edits)] : []),
    RENAME,
  ];
}

function declaredPair({ ends, entry }: Tie): Edit {
  if (!entry) return { op: 'link', ...ends };
  return { op: 'change', ...entry, to: { harvest: ends.harvest, forecast: ends.forecast } };
}

export function waysToEach(item: Place, entries: readonly Entry[], candidate: Candidate): WayOut[] {
  return [...entries.slice(0, SHOWN).map((entry) => linkWay(item, entry, candidate)), RENAME];
}

/**
 * What a way out needs to know about the item and its own entry. The item can be of another kind than the entry: a
 * project can wait for its client, which has no entry.
 */
type Place = Pick<Item, 'at' | 'set' | 'kind' | 'entry' | 'harvest' | 'forecast'>;

/** Nobody reads more ways out than this. */
const SHOWN = 10;

const KEEP_BOTH = 'If they are different, say so, and both can exist.';

const RENAME = byHand('rename', 'Rename the others, so that their names differ.');

/** `crossed` is the candidate's own entry, which the link replaces. */
function linkWay(item: Place, entry: Entry, candidate: Candidate, crossed: EntryEnds | null = null): WayOut {
  const { side, id } = entry;
  const { harvest, forecast } = linkedEnds(entry, candidate);
  const text = `If ${sideName(side)}'s ${id} is ${sideName(otherSide(side))}'s ${candidate.id}, link the two.`;
  // `item.at` is the position of the item's own entry, so it is wrong for any other record.
  const at = item[side] === id && item.kind === entry.kind ? item.at : null;
  const edits = [...linkEdits(item, entry, candidate), ...(crossed ? [{ op: 'unlink', ...crossed } as const] : [])];
  return wayOf({ at, set: {} }, `link:${harvest}/${forecast}`, text, edits);
}

function linkEdits(item: Place, entry: Entry, candidate: Candidate): readonly Edit[] {
  const target = otherSide(entry.side);
  // A client that is created with its project has no entry of its own, and neither has a role.
  if (item.kind === entry.kind && item.entry)
    return [{ op: 'change', ...endsOfEntry(entry, 'create'), to: { [target]: candidate.id } }];
  return [{ op: 'link', ...linkedEnds(entry, candidate), ...labelled(entry.name) }];
}

function linkedEnds(entry: Entry, candidate: Candidate): EntryEnds {
  return endsOfEntry(entry, candidate.id);
}

function endsOfEntry({ kind, side, id }: Pick<Entry, 'kind' | 'side' | 'id'>, other: End): EntryEnds {
  return side === 'harvest' ? { kind, harvest: id, forecast: other } : { kind, harvest: other, forecast: id };
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
