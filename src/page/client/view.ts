/**
 * The entries of the list. In: the server's data, what was chosen and refused. Out: entries, each a line with Harvest
 * on the left and Forecast on the right. Knows no browser.
 */
import type { MatchClass } from '../../model/counterpart.ts';
import type { Kind } from '../../model/kind.ts';
import { otherSide, type Side } from '../../model/side.ts';
import type { Choice, PageItem, PageRecord, PageRow } from '../wire.ts';
import { linkOf, type Book, type Linked } from './book.ts';

export interface Entry {
  /** The address of its first row. */
  readonly key: string;
  readonly kind: Kind;
  readonly harvest: PageRecord | null;
  readonly forecast: PageRecord | null;
  /** Two if two records, one from each side, are proposed or chosen to be linked. */
  readonly rows: readonly PageRow[];
  readonly items: readonly PageItem[];
  /** Which of the two records is a guess, and why. Null if neither is. */
  readonly proposal: Proposal | null;
  readonly status: Status;
  /** The choices about this entry. */
  readonly choices: readonly Choice[];
}

export interface Proposal {
  readonly side: Side;
  readonly record: PageRecord;
  readonly class: MatchClass;
  readonly evidence: string;
}

/** `hand`: it can only be settled in a web app. The others are verdicts of the row. */
export type Status = 'waits' | 'decided' | 'hand' | PageRow['verdict'];

export interface Decided {
  readonly choices: ReadonlyMap<string, Choice>;
  /** Refused candidates, as `refusalOf` names them. */
  readonly refused: ReadonlySet<string>;
}

export function refusalOf(item: PageItem, record: PageRecord): string {
  return `${item.id} ${record.side} ${record.id}`;
}

/** The decisions, indexed by record. */
interface Known extends Decided {
  readonly book: Book;
  readonly linked: ReadonlyMap<PageRecord, Linked>;
  /** Choices about records that are not part of an item. */
  readonly free: ReadonlyMap<PageRecord, Choice>;
}

export function entriesOf(book: Book, decided: Decided): readonly Entry[] {
  const known = knownOf(book, decided);
  const done = new Set<PageRow>();
  const entries: Entry[] = [];
  for (const row of book.data.rows) {
    if (done.has(row)) continue;
    const partner = partnerOf(known, row);
    const other = partner && book.rowOf(partner);
    const rows = other && !done.has(other) && ownRecord(known, other) === partner ? [row, other] : [row];
    for (const each of rows) done.add(each);
    entries.push(entryOf(known, rows));
  }
  const rank = ({ harvest, forecast }: Entry): number => {
    const record = harvest ?? forecast;
    return record ? book.rankOf(record) : -1;
  };
  return entries.sort((a, b) => rank(a) - rank(b));
}

function knownOf(book: Book, { choices, refused }: Decided): Known {
  const linked = new Map<PageRecord, Linked>();
  const free = new Map<PageRecord, Choice>();
  for (const choice of choices.values()) {
    const pair = linkOf(book, choice);
    if (pair) linked.set(pair.harvest, pair).set(pair.forecast, pair);
    if (choice.by === 'link' && pair) free.set(pair.harvest, choice).set(pair.forecast, choice);
    const ignored = choice.by === 'ignore' && book.recordAt(choice.side, choice.kind, choice.id);
    if (ignored) free.set(ignored, choice);
  }
  return { book, choices, refused, linked, free };
}

/** The record to show beside a row's own one: the one chosen, or an exact or likely candidate. */
function partnerOf(known: Known, row: PageRow): PageRecord | null {
  const own = ownRecord(known, row);
  if (!own) return null;
  const pair = known.linked.get(own);
  if (pair) return pair[otherSide(own.side)];
  const proposal = proposalOf(known, row);
  if (!proposal || proposal.class === 'possible') return null;
  const other = known.book.rowOf(proposal.record);
  if (!other || ownRecord(known, other) !== proposal.record) return null;
  return other.items.length === 0 || proposalOf(known, other)?.record === own ? proposal.record : null;
}

/** The record of a row that has exactly one. */
function ownRecord({ book }: Known, row: PageRow): PageRecord | null {
  const records = row.kind === 'company' ? [] : book.recordsOf(row);
  return records.length === 1 ? records[0]! : null;
}

/** The best candidate that was not refused. Null if a choice was made already. */
function proposalOf({ book, choices, refused, free }: Known, row: PageRow): Proposal | null {
  if (book.recordsOf(row).some((record) => free.has(record))) return null;
  for (const item of book.itemsOf(row)) {
    if (choices.has(item.id)) return null;
    for (const { record: place, ...rest } of item.candidates) {
      const record = book.data.records[place]!;
      if (!refused.has(refusalOf(item, record))) return { side: record.side, record, ...rest };
    }
  }
  return null;
}

function entryOf(known: Known, rows: readonly PageRow[]): Entry {
  const { book, linked, free } = known;
  const [first] = rows as [PageRow];
  const records = rows.flatMap((row) => book.recordsOf(row));
  const items = rows.flatMap((row) => book.itemsOf(row));
  const pair = records.flatMap((record) => linked.get(record) ?? [])[0];
  const proposal = pair || !ownRecord(known, first) ? null : proposalOf(known, first);
  const on = (side: Side): PageRecord | null =>
    records.find((record) => record.side === side) ??
    pair?.[side] ??
    (proposal?.side === side ? proposal.record : null);
  const choices = new Set([
    ...items.flatMap(({ id }) => known.choices.get(id) ?? []),
    ...records.flatMap((record) => free.get(record) ?? []),
  ]);
  const isOpen = ({ id }: PageItem): boolean => !known.choices.has(id) && !pair;
  return {
    ...{ key: first.address, kind: first.kind, harvest: on('harvest'), forecast: on('forecast') },
    ...{ rows, items, proposal, choices: [...choices] },
    status: statusOf(first, items, items.filter(isOpen), choices.size > 0 || pair !== undefined),
  };
}

function statusOf(row: PageRow, items: readonly PageItem[], open: readonly PageItem[], isChosen: boolean): Status {
  if (open.some(canSettle)) return 'waits';
  if (isChosen) return 'decided';
  return items.length > 0 ? 'hand' : row.verdict;
}

/** Whether the item can be settled in the file. */
export function canSettle({ ways }: PageItem): boolean {
  return ways.some(({ does }) => does !== 'hand');
}
