/** Decides which entries are shown, and what can be chosen for all of them at once. Knows no browser. */
import { MATCH_CLASSES, type MatchClass } from '../../model/counterpart.ts';
import type { Choice, PageItem, PageRecord, PageWay } from '../wire.ts';
import { linkOf, type Book } from './book.ts';
import type { Entry } from './view.ts';

/** An empty set or text does not filter. */
export interface Filter {
  readonly show: Shown;
  readonly words: string;
  readonly kinds: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
  readonly rule: string;
}

export const SHOWN = ['waits', 'decided', 'hand', 'all'] as const;
export type Shown = (typeof SHOWN)[number];

/** How well the best candidate matches. `none`: a record can be named, but there is no candidate. */
export const FOUND = [...MATCH_CLASSES, 'none'] as const;
export type Found = (typeof FOUND)[number];

export function foundOf({ proposal, items }: Entry): Found | null {
  if (proposal) return proposal.class;
  if (items.some(({ rule }) => rule === 'link.undeclared')) return 'exact';
  return items.some(({ ways }) => ways.some(({ names }) => names !== null)) ? 'none' : null;
}

/** `kept`: addresses of rows that stay visible although they are decided now. */
export function filtered(
  entries: readonly Entry[],
  { show, words, kinds, classes, rule }: Filter,
  kept: ReadonlySet<string> = new Set(),
): readonly Entry[] {
  const asked = plain(words).split(/\s+/).filter(Boolean);
  return entries.filter(
    (entry) =>
      (show === 'all' || entry.status === show || entry.rows.some(({ address }) => kept.has(address))) &&
      (kinds.size === 0 || kinds.has(entry.kind)) &&
      (classes.size === 0 || classes.has(foundOf(entry) ?? '')) &&
      (rule === '' || entry.items.some((item) => item.rule === rule)) &&
      asked.every((word) => textOf(entry).some((text) => text.includes(word))),
  );
}

/** The form that a search compares: lower case, without accents. */
export function plain(text: string): string {
  // A fast path: most texts are ASCII and have no accents.
  if (/^[ -~]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

const texts = new WeakMap<PageRecord | PageItem, string>();

function textOf({ harvest, forecast, items, rows }: Entry): readonly string[] {
  return [
    ...rows.map(({ address }) => address),
    ...[harvest, forecast].flatMap((record) => (record ? [recordText(record)] : [])),
    ...items.map((item) => remembered(item, () => [item.rule, item.reason])),
  ];
}

export function recordText(record: PageRecord): string {
  const { id, name, client, code, email } = record;
  return remembered(record, () => [String(id), name, client, code, email]);
}

function remembered(of: PageRecord | PageItem, parts: () => readonly (string | null)[]): string {
  const known = texts.get(of) ?? plain(parts().join(' '));
  texts.set(of, known);
  return known;
}

/** The choice that links an item's record with a candidate, or null if no way of these items does. */
export function acceptance(book: Book, items: readonly PageItem[], record: PageRecord | null): Choice | null {
  for (const item of items) {
    for (const way of item.ways) {
      const choice = linking(book, item, way, record);
      if (choice) return choice;
    }
  }
  return null;
}

function linking(book: Book, item: PageItem, way: PageWay, record: PageRecord | null): Choice | null {
  if (way.does === 'hand' || (way.key !== 'link' && !way.key.startsWith('link:'))) return null;
  const asIs: Choice = { by: 'way', item: item.id, way: way.key, id: null };
  if (!record) return item.rule === 'link.undeclared' && way.does === 'edit' ? asIs : null;
  if (way.does === 'edit' && linkOf(book, asIs)?.[record.side] === record) return asIs;
  return way.names === record.side ? { ...asIs, id: record.id } : null;
}

/** A choice for many entries at once. */
export interface Bulk {
  readonly key: string;
  readonly label: string;
  readonly take: readonly Choice[];
}

/** Exact links, then likely links, then every other way that needs no further input. The most frequent come first. */
export function bulksOf(book: Book, entries: readonly Entry[]): readonly Bulk[] {
  const waiting = entries.filter(({ status }) => status === 'waits');
  const links = (['exact', 'likely'] as const).map((found) => ({
    ...{ key: `link ${found}`, label: LINK[found] },
    take: waiting.flatMap((entry) => (foundOf(entry) === found ? (accepted(book, entry) ?? []) : [])),
  }));
  const others = new Map<string, { readonly label: string; readonly take: Choice[] }>();
  for (const item of new Set(waiting.flatMap(({ items }) => items)))
    for (const { key, label, does } of item.ways) {
      if (does !== 'edit' || /^(?:link|correct)(?::|$)/.test(key)) continue;
      const bulk = others.get(label) ?? { label, take: [] };
      bulk.take.push({ by: 'way', item: item.id, way: key, id: null });
      others.set(label, bulk);
    }
  const sorted = [...others].map(([key, bulk]) => ({ key, ...bulk })).sort((a, b) => b.take.length - a.take.length);
  return [...links, ...sorted].filter(({ take }) => take.length > 0);
}

/** The choice that accepts an entry's proposal. */
export function accepted(book: Book, entry: Entry): Choice | null {
  return acceptance(book, entry.items, entry.proposal?.record ?? null);
}

const LINK = {
  exact: 'Link what is exact',
  likely: 'Link what is likely',
} as const satisfies Partial<Record<MatchClass, string>>;
