import { UserError } from '../model/error.ts';
import type { Last } from '../model/last.ts';
import type { Intent, LockedStore } from '../model/store.ts';
import type { StateContext } from './context.ts';
import { encodeState } from './encode.ts';
import { formatState } from './format.ts';
import { formatEntry, formatJournal, openIntents, type Entry, type JournalHeader } from './journal.ts';
import { readText, remembered, withJournal, type CheckedTexts } from './remembered.ts';
import { isLost } from './faults.ts';
import type { HeldMedium } from './medium.ts';
import { rescue } from './rescue.ts';

/**
 * What the holder of the lock writes: entries to the journal, in the order in which they come and in groups if several
 * come at once, and the state as a whole.
 *
 * After a write to the journal failed, hfsync cannot tell what of it was kept, so nothing is appended any more. An
 * intent is refused, and so is the request behind it. Saving the state still works, and so does the next run.
 *
 * If the lock or the texts under it are lost, nothing is sent either, and what would be saved goes elsewhere.
 */
export async function createWriter(
  context: StateContext,
  loaded: CheckedTexts,
  held: HeldMedium,
): Promise<LockedStore> {
  const { medium, cipher } = context;
  const { journal } = loaded;
  const spent = journal.header !== null && loaded.last !== null && journal.header.serial < loaded.last.serial;
  let last = withJournal(loaded.last, journal, context.accounts);
  let source = loaded.source;
  let header: JournalHeader = {
    lineage: last?.lineage ?? journal.header?.lineage ?? context.random.uuid(),
    serial: Math.max(last?.serial ?? 0, journal.header?.serial ?? 0),
    accounts: context.accounts,
  };
  /** What the journal must contain: everything, or only the open intents if the state already has its outcomes. */
  const kept: readonly Entry[] = spent ? intents(openIntents(journal.entries)) : journal.entries;
  const open = new Map(openIntents(kept).map((intent) => [intent.id, intent]));
  /** Whether the journal has outcomes that are not in the state yet. */
  let unsaved = !spent && journal.entries.some((entry) => entry.kind === 'outcome' && entry.outcome.advance);
  let exists = journal.header !== null;
  /** The number of the next line. */
  let number = kept.length + 1;
  let broken: unknown = null;
  let queue: Promise<void> = Promise.resolve();
  /** Entries that wait for their turn. Null if there are none. */
  let batch: { readonly entries: Entry[]; readonly end: Promise<void> } | null = null;

  if (journal.torn || spent) {
    await held.write('journal', formatJournal(header, kept, cipher));
    exists = true;
  }

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
    read: () => inTurn(() => remembered(context, held)),
    claim: () => inTurn(() => held.claim()),
    isCurrent: () => held.isCurrent(),
    confirm: () => inTurn(() => held.confirm()),
    save: (memory) => inTurn(() => save(memory)),
    release: () => inTurn(() => held.release()),
  };

  /** Runs one piece of work after another, even if the one before failed. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /**
   * Entries that come during a write go with the next write, all at once. So do those of the same moment: when several answers
   * arrive together, their outcomes and the intents of what starts next are safe after one wait for the disk.
   */
  function append(entry: Entry): Promise<void> {
    if (batch) {
      batch.entries.push(entry);
      return batch.end;
    }
    const entries = [entry];
    const end = inTurn(async () => {
      await sameMoment();
      batch = null;
      return appendAll(entries);
    });
    batch = { entries, end };
    return end;
  }

  async function appendAll(entries: readonly Entry[]): Promise<void> {
    if (broken) throw isLost(broken) ? broken : brokenJournal(medium.names.journal, broken);
    try {
      if (exists) await held.append(entries.map((entry, index) => formatEntry(entry, number + index, cipher)).join(''));
      else await held.write('journal', formatJournal(header, entries, cipher));
    } catch (error) {
      broken = error;
      throw error;
    }
    exists = true;
    number += entries.length;
  }

  async function save(memory: Omit<Last, 'lineage' | 'serial'>): Promise<Last> {
    const same: Last = { ...memory, lineage: header.lineage, serial: header.serial };
    const next: Last = { ...same, serial: header.serial + 1 };
    const encoded = isSaved(same) ? null : encodeState(context, next);
    const left = intents(open.values());
    const nextHeader = encoded === null ? header : { ...header, serial: next.serial };
    const rest = left.length > 0 ? formatJournal(nextHeader, left, cipher) : null;
    try {
      await held.save({ before: source, state: encoded, journal: rest });
    } catch (error) {
      if (isLost(error)) throw await rescue(context, held, error, next, [...open.values()]);
      // The state may have been replaced in spite of the error. Then it is this run's own.
      if (encoded !== null && (await readText(medium, 'state', held).catch(() => null)) === encoded)
        replaced(next, encoded);
      throw error;
    }
    number = left.length + 1;
    exists = left.length > 0;
    unsaved = false;
    broken = null;
    if (encoded === null) return same;
    replaced(next, encoded);
    return next;
  }

  function replaced(next: Last, encoded: string): void {
    last = next;
    source = encoded;
    header = { ...header, serial: next.serial };
  }

  /** Whether the state already has these values. Then it stays the same, byte for byte. */
  function isSaved(memory: Last): boolean {
    if (source === null || unsaved || last === null) return false;
    const text = formatState(memory);
    return text === source || text === formatState(last);
  }
}

/** Until everything that is ready to run has run. */
function sameMoment(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function intents(open: Iterable<Intent>): readonly Entry[] {
  return [...open].map((intent) => ({ kind: 'intent', intent }));
}

function brokenJournal(name: string, cause: unknown): UserError {
  return new UserError('state.unwritable', `${name} could not be written a moment ago.`, {
    hint: 'Nothing more is sent. The next run checks what this one left unfinished.',
    cause,
  });
}
