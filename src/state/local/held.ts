import { systemCode, UserError } from '../../model/error.ts';
import type { HeldMedium, TextName } from '../medium.ts';
import { changedError } from '../faults.ts';
import { takenOverHint } from '../lease.ts';
import { reading, writing } from './refused.ts';
import { writeAll, writeAtomically, type OpenFile } from '../../files/files.ts';
import type { Lock } from './lock.ts';
import type { Place } from './place.ts';

/**
 * The files of a state under its lock. If the folder was replaced since it was locked, nobody reads what is written in
 * it. So every write is refused with `state.gone`.
 */
export async function holdFolder(place: Place, lock: Lock): Promise<HeldMedium> {
  const { files, path, paths, shown, names, folder, random } = place;
  const home = await files.identity(folder);
  /** The open journal, once something was appended. */
  let journal: OpenFile | null = null;

  return {
    read: (text) => reading(paths[text], () => files.read(paths[text])),
    lostHint: null,
    claim: async () => true,
    // The kernel holds the lock until the process ends. But other kernels cannot ask this one, so they go by the signs
    // of life.
    isCurrent: lock.isSure,
    // What was written a while ago may be gone by now.
    confirm: checkHold,
    append: (lines) =>
      atHome(names.journal, async () => {
        journal ??= await openJournal();
        await writeAll(journal, Buffer.from(lines, 'utf8'));
        await journal.sync();
      }),
    write: (text, content) => atHome(names[text], () => write(text, content)),
    async save({ before, state, journal: rest }) {
      await atHome(shown, async () => {
        await checkUnmoved(before);
        if (state === null) return;
        if (before !== null) await write('backup', before);
        await write('state', state);
      });
      await atHome(names.journal, () => write('journal', rest));
    },
    async setAside() {
      const end = `.${random.uuid()}.damaged`;
      await atHome(shown, () => files.rename(path, `${path}${end}`));
      return `${shown}${end}`;
    },
    recoveryHint: (file, journalFile) =>
      lock.lost() ? takenOverHint(file, journalFile) : recoveryHint(place, file, journalFile),
    async release() {
      await closeJournal();
      await lock.release();
    },
  };

  async function write(text: TextName, content: string | null): Promise<void> {
    if (text === 'journal') await closeJournal();
    if (content !== null) return writeAtomically(files, paths[text], content, random);
    await files.remove(paths[text]);
    await files.syncFolder(folder);
  }

  async function openJournal(): Promise<OpenFile> {
    try {
      return await files.append(paths.journal);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') throw gone(shown);
      throw error;
    }
  }

  async function closeJournal(): Promise<void> {
    const opened = journal;
    journal = null;
    await opened?.close();
  }

  /**
   * Something that does not take the lock, such as an editor or `git checkout`, may have changed the file. Its version
   * is not overwritten.
   */
  async function checkUnmoved(before: string | null): Promise<void> {
    const found = await reading(path, () => files.read(path));
    const isSame = before === null ? found === null : found !== null && Buffer.from(before, 'utf8').equals(found);
    if (!isSame) throw changedError(names);
  }

  async function checkHold(): Promise<void> {
    await checkHome();
    if (!lock.isSure()) await lock.renew();
  }

  async function checkHome(): Promise<void> {
    if (!(await isHome())) throw gone(shown);
  }

  /** Runs a write, and checks before and after it that the folder is still the one that was locked. */
  async function atHome(name: string, work: () => Promise<void>): Promise<void> {
    await checkHold();
    try {
      await writing(name, work);
    } catch (error) {
      throw (await isHome()) ? error : gone(shown);
    }
    await checkHome();
  }

  /** Whether the folder and the journal are still at their paths. */
  async function isHome(): Promise<boolean> {
    if ((await files.identity(folder)) !== home) return false;
    return journal === null || journal.isAt(paths.journal);
  }
}

function gone(shown: string): UserError {
  return new UserError(
    'state.gone',
    `The folder of ${shown} was deleted, moved or replaced while this run held its lock.`,
    {
      hint: 'Nothing more is sent. Find out what cleans up there.',
    },
  );
}

function recoveryHint({ path, paths, shown, folder }: Place, file: string, journalFile: string | null): string {
  const moves = [[file, path], ...(journalFile === null ? [] : [[journalFile, paths.journal]])] as const;
  const commands = [
    `mkdir -p ${quoted(folder)}`,
    ...moves.map(([from, to]) => `mv ${quoted(from ?? '')} ${quoted(to ?? '')}`),
  ];
  return `What this run knows is in ${file}. Make it ${shown} before the next run, or that takes what was synced for new:\n${commands.join(' && ')}`;
}

/** Quotes a text for a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
