/**
 * The list of records: one line each, Harvest on the left, Forecast on the right. The keyboard works as in a list box.
 */
import { sideName, SIDES, type Side } from '../../model/side.ts';
import type { Book } from './book.ts';
import { byId, make, nameOf } from './dom.ts';
import { foundOf } from './filter.ts';
import type { Entry } from './view.ts';
import { virtual } from './virtual.ts';
import { badgeOf, detailsOf, signOf } from './words.ts';

export interface RecordList {
  show(entries: readonly Entry[], selected: number): void;
  focus(): void;
}

export interface RecordListEvents {
  /** `isMeant`: a person clicked it, which opens it on a small screen. */
  onSelect(index: number, isMeant: boolean): void;
  onEnter(): void;
  /** Any other key. Returns whether it did something. */
  onKey(key: string): boolean;
}

export function recordList(book: Book, { onSelect, onEnter, onKey }: RecordListEvents): RecordList {
  const host = byId<HTMLElement>('list');
  const nothing = byId<HTMLElement>('nothing');
  let entries: readonly Entry[] = [];
  let selected = -1;
  const lines = virtual({
    host,
    draw: (index) => entryLine(book, entries[index]!, { index, count: entries.length, isSelected: index === selected }),
    pinned: () => selected,
  });

  host.addEventListener('click', (event) => {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('.entry') : null;
    if (line) onSelect(Number(line.dataset['index']), true);
  });
  host.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = target(event.key);
    if (to !== null) onSelect(Math.min(Math.max(to, 0), entries.length - 1), false);
    else if (event.key === 'Enter') onEnter();
    else if (!onKey(event.key)) return;
    event.preventDefault();
  });

  function target(key: string): number | null {
    switch (key) {
      case 'ArrowDown':
        return selected + 1;
      case 'ArrowUp':
        return selected - 1;
      case 'PageDown':
        return selected + lines.page();
      case 'PageUp':
        return selected - lines.page();
      case 'Home':
        return 0;
      case 'End':
        return entries.length - 1;
      default:
        return null;
    }
  }

  return {
    show(next, index) {
      const isMoved = index !== selected;
      [entries, selected] = [next, index];
      host.hidden = entries.length === 0;
      nothing.hidden = entries.length > 0;
      if (selected >= 0) host.setAttribute('aria-activedescendant', `entry-${selected}`);
      else host.removeAttribute('aria-activedescendant');
      lines.update(entries.length);
      if (isMoved && selected >= 0) lines.reveal(selected);
    },
    focus: () => host.focus(),
  };
}

interface Place {
  readonly index: number;
  readonly count: number;
  readonly isSelected: boolean;
}

function entryLine(book: Book, entry: Entry, { index, count, isSelected }: Place): HTMLElement {
  const { sign, word } = signOf(entry.status, entry.items);
  const { text, style } = badgeOf(book, entry);
  const [harvest, forecast] = SIDES.map((side) => endCell(entry, side));
  return make(
    'div',
    {
      class: `entry ${entry.status}`,
      attributes: {
        ...{ id: `entry-${index}`, role: 'option', 'data-index': String(index), 'aria-selected': String(isSelected) },
        ...{ 'aria-setsize': String(count), 'aria-posinset': String(index + 1) },
      },
    },
    make('span', { class: 'sign' }, make('b', { text: sign, attributes: { 'aria-hidden': 'true' } }), unseen(word)),
    harvest!,
    make('span', { class: `badge ${style}`, text }),
    forecast!,
  );
}

function endCell(entry: Entry, side: Side): HTMLElement {
  const record = entry[side];
  const isGuess = entry.proposal?.side === side;
  if (!record) {
    const text = foundOf(entry) === 'none' ? 'nothing alike' : 'none';
    return make('span', { class: `end ${side}` }, unseen(sideName(side)), make('span', { class: 'quiet', text }));
  }
  return make(
    'span',
    { class: `end ${side}${isGuess ? ' guess' : ''}` },
    unseen(`${sideName(side)}${isGuess ? ', perhaps' : ''}`),
    make('span', { class: 'name' }, nameOf(record.name)),
    make('span', { class: 'details' }, ...detailCells(detailsOf(record))),
  );
}

function detailCells(details: readonly string[]): readonly HTMLElement[] {
  return details.map((text) => make('bdi', { text }));
}

/** Text for screen readers only. */
function unseen(text: string): HTMLElement | null {
  return text === '' ? null : make('span', { class: 'unseen', text: `${text}: ` });
}
