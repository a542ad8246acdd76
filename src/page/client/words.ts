/** The words of the page. Knows no browser. */
import { PLURAL, type Kind } from '../../model/kind.ts';
import { VERDICT_WORDS } from '../../model/listed.ts';

import type { Choice, PageItem, PageRecord } from '../wire.ts';
import { wayOf, type Book } from './book.ts';
import { foundOf, type Found, type Shown } from './filter.ts';
import type { Entry, Status } from './view.ts';

export const SHOW_WORDS = {
  waits: 'To decide',
  decided: 'Decided',
  hand: 'In the web apps',
  all: 'All records',
} as const satisfies Record<Shown, string>;

export const FOUND_WORDS = {
  exact: 'exact',
  likely: 'likely',
  possible: 'possible',
  none: 'none',
} as const satisfies Record<Found, string>;

export function kindWords(kind: Kind): string {
  return kind === 'company' ? kind : PLURAL[kind];
}

/** What a choice does, in two or three words. */
export function choiceWords(book: Book, choice: Choice): string {
  switch (choice.by) {
    case 'way': {
      const way = wayOf(book, choice);
      return way?.links && way.key.startsWith('link') ? 'Link' : (way?.label ?? choice.way);
    }
    case 'link':
      return 'Link';
    case 'ignore':
      return 'Ignore';
  }
}

export interface Badge {
  readonly text: string;
  readonly style: string;
}

/** The badge between the two records of an entry. */
export function badgeOf(book: Book, entry: Entry): Badge {
  const { status, items, choices } = entry;
  if (status === 'decided')
    return {
      text: [...new Set(choices.map((choice) => choiceWords(book, choice)))].join(', ') || 'Link',
      style: 'chosen',
    };
  if (status === 'waits') {
    const found = foundOf(entry);
    if (found && found !== 'none') return { text: found, style: found };
    return { text: differs(items) || (found === 'none' ? 'new' : 'waits'), style: 'waiting' };
  }
  if (status === 'hand') return { text: differs(items) || 'web app', style: 'waiting' };
  return { text: VERDICT_WORDS[status], style: 'quiet' };
}

function differs(items: readonly PageItem[]): string {
  const fields = items.flatMap((item) => item.fields.map(({ field }) => field.replaceAll('_', ' ')));
  return fields.length === 0 ? '' : `≠ ${fields.join(', ')}`;
}

/** Never a colour alone: a visible sign, and a word for screen readers. */
export function signOf(status: Status, items: readonly PageItem[]): { readonly sign: string; readonly word: string } {
  if (status === 'decided') return { sign: '✓', word: 'decided' };
  if (status === 'waits' && items.some((item) => item.class === 'conflict')) return { sign: 'x', word: 'conflict' };
  if (status === 'waits' || status === 'hand') return { sign: '!', word: status === 'hand' ? 'web app' : 'waits' };
  return { sign: '·', word: '' };
}

/** The details that tell records of the same name apart. */
export function detailsOf({ client, code, email, id, archived }: PageRecord): readonly string[] {
  return [client, code, email, archived ? 'archived' : null, String(id)].filter((text) => text !== null);
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
