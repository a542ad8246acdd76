/** The form above the list. Calls `onChange` whenever the filter changes. */
import { KINDS } from '../../model/kind.ts';
import type { PageData } from '../wire.ts';
import { byId, make } from './dom.ts';
import { FOUND, foundOf, SHOWN, type Filter, type Shown } from './filter.ts';
import type { Entry } from './view.ts';
import { FOUND_WORDS, kindWords, SHOW_WORDS } from './words.ts';

export interface Filters {
  value(): Filter;
  /** Updates the count beside each option. */
  count(entries: readonly Entry[]): void;
  /** Moves the focus to the search field. */
  search(): void;
}

export function filters(data: PageData, onChange: () => void): Filters {
  const form = byId<HTMLFormElement>('filters');
  const search = byId<HTMLInputElement>('search');
  const show = SHOWN.map((value) => choice('radio', 'show', value, SHOW_WORDS[value]));
  const kinds = KINDS.filter((kind) => data.rows.some((row) => row.kind === kind)).map((kind) =>
    choice('checkbox', 'kind', kind, kindWords(kind)),
  );
  const found = FOUND.map((value) => choice('checkbox', 'found', value, FOUND_WORDS[value]));
  byId('show').append(...show.map(({ label }) => label));
  byId('kinds').append(...kinds.map(({ label }) => label));
  byId('found').append(...found.map(({ label }) => label));
  show[0]!.input.checked = true;
  const more = byId<HTMLDetailsElement>('more');
  const wide = matchMedia('(min-width: 64rem)');
  more.open = wide.matches;
  // A wide screen shows all filters and has no control to unfold them.
  wide.addEventListener('change', () => (more.open = wide.matches));
  const rules = [...new Set(data.items.map(({ rule }) => rule))].sort();
  byId('rule').append(...rules.map((rule) => make('option', { text: rule, attributes: { value: rule } })));

  let frame = 0;
  form.addEventListener('input', () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(onChange);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || search.value === '') return;
    event.preventDefault();
    search.value = '';
    onChange();
  });

  return {
    value() {
      const asked = new FormData(form);
      const texts = (name: string): string[] => asked.getAll(name).filter((value) => typeof value === 'string');
      const text = (name: string): string => texts(name)[0] ?? '';
      return {
        show: text('show') as Shown,
        words: text('words'),
        kinds: new Set(texts('kind')),
        classes: new Set(texts('found')),
        rule: text('rule'),
      };
    },
    count(entries) {
      for (const { value, count } of show)
        count(entries.filter((entry) => value === 'all' || entry.status === value).length);
      const waiting = entries.filter(({ status }) => status === 'waits');
      for (const { value, count } of kinds) count(waiting.filter(({ kind }) => kind === value).length);
      for (const { value, count } of found) count(waiting.filter((entry) => foundOf(entry) === value).length);
    },
    search() {
      search.focus();
      search.select();
    },
  };
}

function choice(type: 'radio' | 'checkbox', name: string, value: string, words: string) {
  const input = make('input', { attributes: { type, name, value } });
  const told = make('span', { class: 'count' });
  const label = make('label', {}, input, ` ${words} `, told);
  return { input, label, value, count: (many: number): void => void (told.textContent = many.toLocaleString('en')) };
}
