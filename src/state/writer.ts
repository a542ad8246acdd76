import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { Intent, LockedStore } from '../model/store.ts';
import { writeAll, writeAtomically, writing, type StateFile } from './files.ts';
import { formatState } from './format.ts';
import { formatEntry, formatHeader, openIntents, type Entry, type JournalHeader } from './journal.ts';
import type { Lock } from './lock.ts';
import { encodeState, readState, remembered, type Loaded, type Place } from './load.ts';
import { folderGone, rescue } from './rescue.ts';

/**
 * The lock's holder writes: entries to the journal one after the other, each durable before the next; the state as a whole.
 *
 * After a write to the journal failed, nobody knows what of it is on the disk, so nothing is appended any more: an
 * intent is refused, and so is the request behind it. Saving the state still works, and so does the next run.
 *
 * Where the folder is not the one that was locked any more, a file in it is nobody's: nothing is sent either, and what would be
 * saved goes elsewhere.
 */
export async function createWriter(place: Place, loaded: Loaded, lock: Lock): Promise<LockedStore> {
  const { journal } = loaded;
  const spent = journal.header !== null && loaded.last !== null && journal.header.serial < loaded.last.serial;
  let last = remembered(loaded.last, journal, place.accounts);
  let source = loaded.source;
  let header: JournalHeader = {
    lineage: last?.lineage ?? journal.header?.lineage ?? place.random.uuid(),
    serial: Math.max(last?.serial ?? 0, journal.header?.serial ?? 0),
    accounts: place.accounts,
  };
  /** What the journal must hold: everything, or of a spent one only what is still open. */
  let kept: readonly Entry[] = spent ? carried(openIntents(journal.entries)) : journal.entries;
  const open = new Map(openIntents(kept).map((intent) => [intent.id, intent]));
  /** Outcomes that are in the journal and not yet in the state's file. */
  let unsaved = !spent && journal.entries.some((entry) => entry.kind === 'outcome' && entry.outcome.advance);
  let exists = journal.header !== null;
  let file: StateFile | null = null;
  let number = kept.length + 1;
  let broken: unknown = null;
  let queue: Promise<void> = Promise.resolve();

  const home = await place.files.identity(place.folder);

  if (journal.torn || spent) await rewriteJournal();

  return {
    async intent(intent) {
      await append({ kind: 'intent', intent });
      open.set(intent.id, intent);
    },
    async outcome(outcome) {
      await append({ kind: 'outcome', outcome });
      open.delete(outcome.intent);
      unsaved ||= outcome.advance !== null;
    },
    save: (memory) => inTurn(() => save(memory)),
    release: () =>
      inTurn(async () => {
        await closeJournal();
        await lock.release();
      }),
  };

  /** One after the other, whatever became of the one before. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  function append(entry: Entry): Promise<void> {
    return inTurn(async () => {
      if (broken) throw isGone(broken) ? broken : brokenJournal(place, broken);
      await writing(`${place.shown}.journal`, async () => {
        try {
          if (!exists) await rewriteJournal();
          file ??= await place.files.append(place.journalPath);
          await writeAll(file, Buffer.from(formatEntry(entry, number, place.cipher), 'utf8'));
          await file.sync();
          number += 1;
          if (!(await isHome())) throw folderGone(place);
        } catch (error) {
          broken = isGone(error) || (await isHome()) ? error : folderGone(place);
          throw broken;
        }
      });
    });
  }

  async function save(memory: Omit<Last, 'lineage' | 'serial'>): Promise<Last> {
    const same: Last = { ...memory, lineage: header.lineage, serial: header.serial };
    if (!(await isHome())) throw await rescue(place, { ...same, serial: same.serial + 1 }, [...open.values()]);
    await checkUnmoved();
    if (isSaved(same)) {
      await emptyJournal();
      return same;
    }
    const next: Last = { ...same, serial: header.serial + 1 };
    const encoded = encodeState(place, next);
    const before = source;
    await writing(place.shown, async () => {
      if (before !== null) await writeAtomically(place.files, place.backupPath, before, place.random);
      await writeAtomically(place.files, place.path, encoded, place.random);
    });
    last = next;
    source = encoded;
    header = { ...header, serial: next.serial };
    await emptyJournal();
    return next;
  }

  /** Whether the folder and the journal still have their names. */
  async function isHome(): Promise<boolean> {
    if ((await place.files.identity(place.folder)) !== home) return false;
    return file === null || file.isAt(place.journalPath);
  }

  /** The same values are in the file already: a quiet run leaves it byte for byte. */
  function isSaved(memory: Last): boolean {
    if (source === null || unsaved || last === null) return false;
    return formatState(last) === formatState(memory);
  }

  /** Somebody who does not ask for the lock (an editor, `git checkout`) changed the file: theirs is not overwritten. */
  async function checkUnmoved(): Promise<void> {
    if ((await readState(place)) === source) return;
    throw new UserError('state.moved', `${place.shown} was changed by something else while this run held its lock.`, {
      hint: `The file stays as it is. What this run did is in ${place.shown}.journal.`,
    });
  }

  /** The outcomes are in the state now. Intents that are still open stay for the next run. */
  async function emptyJournal(): Promise<void> {
    await closeJournal();
    kept = carried(open.values());
    await writing(`${place.shown}.journal`, async () => {
      if (kept.length > 0) return rewriteJournal();
      await place.files.remove(place.journalPath);
      await place.files.syncFolder(place.folder);
      exists = false;
    });
    number = kept.length + 1;
    unsaved = false;
    broken = null;
  }

  async function rewriteJournal(): Promise<void> {
    const lines = kept.map((entry, index) => formatEntry(entry, index + 1, place.cipher));
    const content = formatHeader(header, place.cipher) + lines.join('');
    await writing(`${place.shown}.journal`, () =>
      writeAtomically(place.files, place.journalPath, content, place.random),
    );
    exists = true;
  }

  async function closeJournal(): Promise<void> {
    const opened = file;
    file = null;
    await opened?.close();
  }
}

function isGone(error: unknown): error is UserError {
  return error instanceof UserError && error.code === 'state.gone';
}

function carried(open: Iterable<Intent>): readonly Entry[] {
  return [...open].map((intent) => ({ kind: 'intent', intent }));
}

function brokenJournal(place: Place, cause: unknown): UserError {
  return new UserError('state.unwritable', `${place.shown}.journal could not be written a moment ago.`, {
    hint: 'Nothing more is sent. The next run checks what this one left unfinished.',
    cause,
  });
}
