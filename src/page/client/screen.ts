/**
 * The state of the screen: which entries are shown, which one is selected, and what was chosen. `draw` renders every
 * change.
 */
import { subjectOfChoice, type Choice, type Draft, type PageData } from '../wire.ts';
import { openBook, type Book } from './book.ts';
import { drawDetail, type DetailActions } from './detail.ts';
import { byId } from './dom.ts';
import { diffView, showFiles } from './files.ts';
import { filtered } from './filter.ts';
import { filters, type Filters } from './filters.ts';
import { recordList, type RecordListEvents } from './records.ts';
import { openStore, type Store } from './store.ts';
import { entriesOf, type Entry } from './view.ts';

export interface Screen {
  readonly book: Book;
  readonly store: Store;
  readonly filters: Filters;
  entries(): readonly Entry[];
  /** The entries that pass the filters. */
  shown(): readonly Entry[];
  selected(): Entry | undefined;
  select(index: number): void;
  take(choices: readonly Choice[]): void;
  /** Selects the next entry that waits, wrapping around at the end. False if none waits. */
  step(): boolean;
  /** Chooses the part of the page that a small screen shows. */
  view(which: 'records' | 'record' | 'files'): void;
  focusList(): void;
  focusRecord(): void;
  notice(text: string): void;
}

export interface ScreenParts {
  onKey(screen: Screen, key: string): boolean;
  actions(screen: Screen): DetailActions;
  onError(error: unknown): void;
}

export function openScreen(data: PageData, parts: ScreenParts): Screen {
  const book = openBook(data);
  const app = byId('app');
  const files = diffView(byId('diff'));
  let entries: readonly Entry[] = [];
  let shown: readonly Entry[] = [];
  let selected = 0;
  /**
   * Addresses of rows decided since the filters changed. They stay visible, so that a line does not vanish under the
   * cursor.
   */
  let kept = new Set<string>();

  const store = openStore(data, { onChange: refresh, onRefused: tellRefused, onError: parts.onError });
  const asked = filters(data, () => {
    kept = new Set();
    selected = 0;
    choose();
  });
  const screen: Screen = {
    ...{ book, store, filters: asked, view, step, take },
    entries: () => entries,
    shown: () => shown,
    selected: () => shown[selected],
    select: (index) => {
      selected = index;
      screen.notice('');
      draw();
    },
    focusList: () => list.focus(),
    focusRecord: () => byId('record').querySelector<HTMLElement>('button:not([data-key=back])')?.focus(),
    notice: (text) => void (byId('notice').textContent = text),
  };
  const actions = parts.actions(screen);
  const list = recordList(book, listEvents(screen, parts));
  refresh();
  view('records');
  return screen;

  function refresh(): void {
    entries = entriesOf(book, store);
    asked.count(entries);
    choose();
  }

  /** Applies the filters. The selected entry stays selected, even if it is on another line now. */
  function choose(): void {
    const at = shown[selected]?.key;
    shown = filtered(entries, asked.value(), kept);
    const found = at === undefined ? -1 : shown.findIndex(({ rows }) => rows.some(({ address }) => address === at));
    selected = found >= 0 ? found : Math.min(Math.max(selected, 0), shown.length - 1);
    draw();
  }

  function draw(): void {
    list.show(shown, selected);
    drawDetail({ book, decided: store, actions }, shown[selected]);
    showFiles(files, store.draft(), store.choices.size, store.isSettled());
    const left = entries.filter(({ status }) => status === 'waits').length;
    byId('status').textContent = `${shown.length.toLocaleString('en')} shown, ${left.toLocaleString('en')} to decide`;
  }

  function take(choices: readonly Choice[]): void {
    const about = new Set(choices.map(subjectOfChoice));
    for (const { rows, items } of entries)
      if (items.some(({ id }) => about.has(id))) for (const { address } of rows) kept.add(address);
    screen.notice('');
    store.take(choices);
  }

  function step(): boolean {
    const order = shown.map((_, index) => (selected + 1 + index) % shown.length);
    const next = order.find((index) => shown[index]!.status === 'waits');
    if (next === undefined) return false;
    screen.select(next);
    return true;
  }

  function view(which: string): void {
    app.dataset['view'] = which;
    for (const each of app.querySelectorAll<HTMLElement>('#views button'))
      each.setAttribute('aria-current', String(each.dataset['view'] === which));
  }

  function tellRefused(refused: Draft['refused']): void {
    const told = refused.slice(0, MOST_TOLD).map(({ subject, why }) => {
      const entry = entries.find(({ items }) => items.some(({ id }) => id === subject));
      return `${(entry?.harvest ?? entry?.forecast)?.name ?? 'This choice'}: ${why}`;
    });
    const more = refused.length > MOST_TOLD ? ` And ${refused.length - MOST_TOLD} more.` : '';
    screen.notice(`Not possible. ${told.join(' ')}${more}`);
  }
}

const MOST_TOLD = 3;

function listEvents(screen: Screen, { onKey }: ScreenParts): RecordListEvents {
  return {
    onSelect: (index, isMeant) => {
      screen.select(index);
      if (isMeant) screen.view('record');
    },
    onEnter: () => {
      screen.view('record');
      screen.focusRecord();
    },
    onKey: (key) => onKey(screen, key),
  };
}
