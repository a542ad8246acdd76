/**
 * The page in the browser. In: the server's data. Out: choices. It treats names as text and never makes markup of them.
 */
import type { PageData, Saved } from '../wire.ts';
import { keysDialog } from './dialogs.ts';
import type { DetailActions } from './detail.ts';
import { byId, make } from './dom.ts';
import { chooseForMany, close, pickForRecord, pickForWay, save } from './flows.ts';
import { keyed } from './keyed.ts';
import { openScreen, type Screen } from './screen.ts';
import { call, enter, Gone, Refusal } from './server.ts';
import { watchUse } from './use.ts';
import { refusalOf } from './view.ts';

async function start(): Promise<void> {
  await enter();
  const data = await call<PageData>('GET', '/api/page');
  byId('cover').hidden = true;
  byId('app').hidden = false;
  byId('title').textContent = data.mode === 'settle' ? 'Settle what waits' : 'A first file';
  byId('about').textContent = `${data.accounts.harvest.name} · ${data.config} · ${data.summary}`;
  document.title = `hfsync: ${data.config}`;
  const screen = openScreen(data, { onKey: keyed, actions: actionsOf, onError: ended });
  const over = watchUse(data.idleMs, () => screen.store.choices.size > 0, ended);
  const onSaved = ({ files }: Saved): void => {
    over();
    const what = `${files.join(', ')} ${files.length === 1 ? 'was' : 'were'} written.`;
    cover('Saved', `${what} You can close this tab. hfsync plan shows what is left.`);
  };
  const onClosed = (): void => {
    over();
    cover('Closed', 'Nothing was written. You can close this tab.');
  };
  listen(
    screen,
    () => void save(screen, onSaved, ended),
    () => close(screen, onClosed, ended),
  );
}

function actionsOf(screen: Screen): DetailActions {
  const { store } = screen;
  return {
    choose: (choice) => screen.take([choice]),
    drop: (subjects) => store.drop(subjects),
    refuse: (item, record, isRefused) => store.refuse(refusalOf(item, record), isRefused),
    pick: (item, way) => pickForWay(screen, item, way),
    pickFor: (record) => pickForRecord(screen, record),
    back: () => {
      screen.view('records');
      screen.focusList();
    },
  };
}

function listen(screen: Screen, onSave: () => void, onClose: () => void): void {
  const undo = (): void =>
    screen.notice(screen.store.undo() ? 'The last step was undone.' : 'There is nothing to undo.');
  byId('undo').addEventListener('click', undo);
  byId('bulk').addEventListener('click', () => chooseForMany(screen));
  byId('keys').addEventListener('click', keysDialog);
  byId('save').addEventListener('click', onSave);
  byId('close').addEventListener('click', onClose);
  for (const each of document.querySelectorAll<HTMLElement>('#views button'))
    each.addEventListener('click', () => screen.view(each.dataset['view'] as 'records'));
  document.addEventListener('keydown', (event) => {
    if (byId<HTMLDialogElement>('dialog').open || event.altKey) return;
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'search';
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key === 's') onSave();
    else if (isCommand && event.key === 'z' && !event.shiftKey && !isTyping) undo();
    else if (event.key === '/' && !isCommand && !isTyping) screen.filters.search();
    else if (event.key === 'Escape' && byId('record').contains(document.activeElement)) {
      screen.view('records');
      screen.focusList();
    } else return;
    event.preventDefault();
  });
}

/** Ends the page with a message. A bug is also rethrown, so that the console shows it. */
function ended(error: unknown): void {
  if (error instanceof Gone) cover('hfsync has ended', 'What was not saved is not written. Run hfsync again to go on.');
  else cover('hfsync', error instanceof Error ? error.message : String(error));
  if (!(error instanceof Gone || error instanceof Refusal)) throw error;
}

function cover(title: string, text: string): void {
  const dialog = byId<HTMLDialogElement>('dialog');
  if (dialog.open) dialog.close();
  byId('app').hidden = true;
  const host = byId('cover');
  host.hidden = false;
  host.replaceChildren(
    make('h1', { text: title, attributes: { tabindex: '-1' } }),
    make('p', { text, attributes: { id: 'state', role: 'status' } }),
  );
  host.querySelector('h1')?.focus();
}

start().catch(ended);
