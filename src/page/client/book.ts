/** Finds records, rows and items in the server's data. Knows no browser. */
import type { Kind } from '../../model/kind.ts';
import { SIDES, type Side } from '../../model/side.ts';
import type { Choice, PageData, PageItem, PageRecord, PageRow, PageWay } from '../wire.ts';

export interface Book {
  readonly data: PageData;
  /** The row that contains a record. */
  rowOf(record: PageRecord): PageRow | undefined;
  recordsOf(row: PageRow): readonly PageRecord[];
  itemsOf(row: PageRow): readonly PageItem[];
  recordAt(side: Side, kind: Kind, id: number): PageRecord | undefined;
  itemAt(id: string): PageItem | undefined;
  /** The position of a record in the sorted list. */
  rankOf(record: PageRecord): number;
}

const KIND_ORDER: readonly Kind[] = ['company', 'client', 'project', 'person', 'role'];

export function openBook(data: PageData): Book {
  const recordsOf = (row: PageRow): readonly PageRecord[] =>
    SIDES.flatMap((side) => (row[side] === null ? [] : [data.records[row[side]]!]));
  const rows = new Map(data.rows.flatMap((row) => recordsOf(row).map((record) => [record, row] as const)));
  const records = new Map(data.records.map((record) => [`${record.side} ${record.kind} ${record.id}`, record]));
  const items = new Map(data.items.map((item) => [item.id, item]));
  const ranks = new Map(inOrder(data.records).map((record, rank) => [record, rank]));
  return {
    data,
    rowOf: (record) => rows.get(record),
    recordsOf,
    itemsOf: (row) => row.items.map((place) => data.items[place]!),
    recordAt: (side, kind, id) => records.get(`${side} ${kind} ${id}`),
    itemAt: (id) => items.get(id),
    rankOf: (record) => ranks.get(record) ?? 0,
  };
}

/** Sorts by kind, client and name. */
function inOrder(records: readonly PageRecord[]): readonly PageRecord[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return [...records].sort(
    (a, b) =>
      KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
      compare(a.client ?? '', b.client ?? '') ||
      compare(a.name, b.name) ||
      a.id - b.id,
  );
}

export type Linked = { readonly [S in Side]: PageRecord };

/** The two records that a choice links, or null if it links none. */
export function linkOf(book: Book, choice: Choice): Linked | null {
  const ends = endsOf(book, choice);
  if (!ends) return null;
  const at = (side: Side): PageRecord | undefined => {
    const end = ends[side];
    return typeof end === 'number' ? book.recordAt(side, ends.kind, end) : undefined;
  };
  const [harvest, forecast] = [at('harvest'), at('forecast')];
  return harvest && forecast ? { harvest, forecast } : null;
}

function endsOf(book: Book, choice: Choice): PageWay['links'] {
  if (choice.by === 'link') return choice;
  const way = wayOf(book, choice);
  if (choice.by === 'ignore' || !way?.links) return null;
  return choice.id === null || way.names === null ? way.links : { ...way.links, [way.names]: choice.id };
}

/** The way that was chosen. Undefined if no item offers it. */
export function wayOf(book: Book, choice: Choice): PageWay | undefined {
  return choice.by === 'way' ? book.itemAt(choice.item)?.ways.find(({ key }) => key === choice.way) : undefined;
}
