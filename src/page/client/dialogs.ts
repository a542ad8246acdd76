/** The dialogs: which record it is, what to choose for many, whether to save, whether to close, and the keys. */
import { sideName, type Side } from '../../model/side.ts';
import type { Draft, PageRecord } from '../wire.ts';
import { button, byId, make, nameOf } from './dom.ts';
import { diffView, draftWords } from './files.ts';
import { plain, recordText, type Bulk } from './filter.ts';
import { virtual } from './virtual.ts';
import { counted, detailsOf } from './words.ts';

type Child = Node | string | null | false;

function open(words: string, of: string, ...children: readonly Child[]): HTMLDialogElement {
  const dialog = byId<HTMLDialogElement>('dialog');
  if (dialog.open) dialog.close();
  dialog.className = of;
  dialog.replaceChildren(
    make('h2', { text: words, attributes: { id: 'dialog-title' } }),
    ...children.filter((child) => child !== null && child !== false),
  );
  dialog.showModal();
  return dialog;
}

export function closeDialog(): void {
  byId<HTMLDialogElement>('dialog').close();
}

function back(text = 'Back'): HTMLButtonElement {
  return button(text, 'dialog back', closeDialog);
}

export interface Asked {
  readonly side: Side;
  readonly about: PageRecord | null;
  readonly records: readonly PageRecord[];
}

/** Shows a searchable list of records. The arrow keys move in the list while the search field has the focus. */
export function pickDialog({ side, about, records }: Asked, onPick: (record: PageRecord) => void): void {
  const input = make('input', {
    attributes: {
      ...{ type: 'search', spellcheck: 'false', role: 'combobox', 'aria-label': 'Search', 'aria-expanded': 'true' },
      ...{ 'aria-controls': 'picks', 'aria-autocomplete': 'list' },
    },
  });
  const host = make('div', { class: 'picks', attributes: { id: 'picks', role: 'listbox', 'aria-label': 'Records' } });
  const status = make('p', { class: 'quiet', attributes: { role: 'status' } });
  const kind = about?.kind ?? 'record';
  const which = make('p', { class: 'quiet' });
  if (about) which.append(`${sideName(about.side)}: `, nameOf(about.name), ` ${detailsOf(about).join(', ')}`);
  open(
    `Which ${sideName(side)} ${kind} is it?`,
    'pick',
    which,
    input,
    host,
    status,
    make('p', { class: 'buttons' }, back()),
  );

  let found: readonly PageRecord[] = [];
  let at = 0;
  const lines = virtual({
    host,
    draw: (index) => pickLine(found[index]!, index, index === at, found.length),
    pinned: () => at,
  });
  const move = (to: number): void => {
    at = Math.max(0, Math.min(to, found.length - 1));
    if (found.length > 0) input.setAttribute('aria-activedescendant', `pick-${at}`);
    else input.removeAttribute('aria-activedescendant');
    lines.reveal(at);
  };
  const search = (): void => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    found = records.filter((record) => words.every((word) => recordText(record).includes(word)));
    status.textContent = `${counted(found.length, 'record')} of ${records.length.toLocaleString('en')}`;
    host.hidden = found.length === 0;
    lines.update(found.length);
    move(0);
  };
  const take = (index: number): void => {
    const record = found[index];
    if (!record) return;
    closeDialog();
    onPick(record);
  };
  input.addEventListener('input', search);
  input.addEventListener('keydown', (event) => {
    const steps: { readonly [key: string]: number } = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: lines.page(),
      PageUp: -lines.page(),
    };
    const step = steps[event.key];
    if (step !== undefined) move(at + step);
    else if (event.key === 'Enter') take(at);
    else return;
    event.preventDefault();
  });
  host.addEventListener('click', (event) => {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('.pick-line') : null;
    if (line) take(Number(line.dataset['index']));
  });
  search();
  input.focus();
}

function pickLine(record: PageRecord, index: number, isAt: boolean, count: number): HTMLElement {
  return make(
    'div',
    {
      class: 'pick-line',
      attributes: {
        ...{ role: 'option', id: `pick-${index}`, 'data-index': String(index), 'aria-selected': String(isAt) },
        ...{ 'aria-setsize': String(count), 'aria-posinset': String(index + 1) },
      },
    },
    make('span', { class: 'name' }, nameOf(record.name)),
    make('span', { class: 'details' }, ...detailsOf(record).map((text) => make('bdi', { text }))),
  );
}

export function bulkDialog(bulks: readonly Bulk[], shown: number, onTake: (bulk: Bulk) => void): void {
  const list = make('ul', { class: 'bulks' });
  for (const bulk of bulks) {
    const take = (): void => {
      closeDialog();
      onTake(bulk);
    };
    list.append(make('li', {}, button(`${bulk.label} (${bulk.take.length.toLocaleString('en')})`, bulk.key, take)));
  }
  const about =
    bulks.length === 0
      ? 'No record that is shown waits for a choice.'
      : `For the ${counted(shown, 'record')} that the list shows now. Search and filters narrow it down. Undo takes it back.`;
  open(
    'Choose for many',
    'bulk',
    make('p', { text: about }),
    bulks.length > 0 && list,
    make('p', { class: 'buttons' }, back()),
  );
}

export interface Saving {
  readonly draft: Draft;
  readonly choices: number;
  readonly waiting: number;
}

export function saveDialog({ draft, choices, waiting }: Saving, onSave: () => void): void {
  const host = make('div', {
    class: 'diff',
    attributes: { role: 'region', tabindex: '0', 'aria-label': 'Lines that change' },
  });
  const left = waiting === 0 ? '' : ` ${counted(waiting, 'record')} will still wait.`;
  const save = button('Save', 'dialog save', onSave, 'primary');
  open(
    'Save these lines?',
    'save',
    make('p', { text: `${draftWords(draft, choices)}${left} No account is written to. The page ends.` }),
    host,
    make('p', { class: 'buttons' }, save, back()),
  );
  diffView(host).show(draft);
  save.focus();
}

export function closingDialog(choices: number, onClose: () => void): void {
  const lost = choices === 0 ? 'Nothing was chosen.' : `${counted(choices, 'choice')} will be lost.`;
  open(
    'Close without saving?',
    'closing',
    make('p', { text: `${lost} Nothing is written. The page ends.` }),
    make('p', { class: 'buttons' }, back(), button('Close', 'dialog close', onClose)),
  );
}

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['↑ ↓ Page Up Page Down Home End', 'move in the list'],
  ['Enter', 'go to the record; Escape goes back'],
  ['a', 'accept the candidate'],
  ['x', 'it is not this candidate'],
  ['l', 'link by hand: choose the record'],
  ['c', 'create it on the other side'],
  ['i', 'ignore it'],
  ['h f', 'keep what Harvest or Forecast has'],
  ['u', 'take back what was chosen for this record'],
  ['n', 'go to the next record that waits'],
  ['/', 'search'],
  ['Ctrl Z', 'undo the last step'],
  ['Ctrl S', 'save'],
];

export function keysDialog(): void {
  const rows = KEYS.map(([keys, does]) => {
    const each = keys.split(/ (?!Up|Down)/).map((key) => make('kbd', { text: key }));
    return make('tr', {}, make('th', { attributes: { scope: 'row' } }, ...each), make('td', { text: does }));
  });
  open(
    'Keys in the list',
    'keys',
    make('table', {}, make('tbody', {}, ...rows)),
    make('p', { class: 'buttons' }, back()),
  );
}
