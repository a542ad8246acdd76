/** Actions with more than one step: naming a record, choosing for many, saving, closing. */
import { otherSide, type Side } from '../../model/side.ts';
import type { PageItem, PageRecord, PageWay, Saved } from '../wire.ts';
import { bulkDialog, closeDialog, closingDialog, pickDialog, saveDialog } from './dialogs.ts';
import { draftWords } from './files.ts';
import { bulksOf } from './filter.ts';
import { call, Refusal } from './server.ts';
import type { Screen } from './screen.ts';
import type { Entry } from './view.ts';
import { counted } from './words.ts';

/** Lets a person name the record that a way leaves open. */
export function pickForWay(screen: Screen, item: PageItem, way: PageWay): void {
  const side = way.names;
  const entry = screen.entries().find(({ items }) => items.includes(item));
  if (!side || !entry) return;
  pickFrom(screen, side, entry[otherSide(side)], entry.kind, ({ id }) =>
    screen.take([{ by: 'way', item: item.id, way: way.key, id }]),
  );
}

/** Lets a person name the other end of a record that has no open items. */
export function pickForRecord(screen: Screen, record: PageRecord): void {
  const { kind, side, id } = record;
  if (kind === 'company') return;
  pickFrom(screen, otherSide(side), record, kind, (other) => {
    const ids = side === 'harvest' ? { harvest: id, forecast: other.id } : { harvest: other.id, forecast: id };
    screen.take([{ by: 'link', kind, ...ids }]);
  });
}

/** Offers the records that are not part of a pair. */
function pickFrom(
  { book, entries }: Screen,
  side: Side,
  about: PageRecord | null,
  kind: string,
  onPick: (record: PageRecord) => void,
): void {
  const isPair = ({ harvest, forecast, proposal }: Entry): boolean =>
    harvest !== null && forecast !== null && proposal === null;
  const taken = new Set(entries().flatMap((entry) => (isPair(entry) ? [entry[side]] : [])));
  const free = book.data.records.filter((record) => record.side === side && record.kind === kind && !taken.has(record));
  pickDialog({ side, about, records: free.sort((a, b) => book.rankOf(a) - book.rankOf(b)) }, onPick);
}

export function chooseForMany(screen: Screen): void {
  const shown = screen.shown();
  bulkDialog(bulksOf(screen.book, shown), shown.length, ({ label, take }) => {
    screen.take(take);
    screen.notice(`${label}: ${counted(take.length, 'choice')}.`);
  });
}

/** Waits until the server has answered every choice, so that the person sees exactly what is saved. */
export async function save(
  screen: Screen,
  onSaved: (saved: Saved) => void,
  onError: (error: unknown) => void,
): Promise<void> {
  const { store } = screen;
  await store.settled();
  const draft = store.draft();
  if (draft.files.length === 0) return screen.notice(draftWords(draft, store.choices.size));
  const waiting = screen.entries().filter(({ status }) => status === 'waits').length;
  saveDialog({ draft, choices: store.choices.size, waiting }, () => {
    call<Saved>('POST', '/api/save', { revision: draft.revision }).then(onSaved, (error: unknown) => {
      if (!(error instanceof Refusal)) return onError(error);
      closeDialog();
      screen.notice(error.message);
    });
  });
}

export function close({ store }: Screen, onClosed: () => void, onError: (error: unknown) => void): void {
  closingDialog(store.choices.size, () => {
    call('POST', '/api/close').then(onClosed, onError);
  });
}
