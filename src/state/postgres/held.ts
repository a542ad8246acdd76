import { UserError } from '../../model/error.ts';
import { ageOf, momentOf, type Moment } from '../../model/moment.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { startBeat, type Beat } from '../beat.ts';
import { changedError } from '../faults.ts';
import { beatMsOf, lostTo, sureMs, takenOverHint, type LeasedHolder } from '../lease.ts';
import type { HeldMedium, Medium, TextName } from '../medium.ts';
import { locked } from '../take-lock.ts';
import { BEAT, CREATE_HELD, FREE, isEscaped, SET_ASIDE, TAKE, toColumn, writeOf, type Found } from './row.ts';
import { digestOf, type Table } from './table.ts';

export interface HeldOptions {
  readonly table: Table;
  /** The name of the row. */
  readonly name: string;
  readonly names: Medium['names'];
  readonly where: string;
  readonly clock: Clock;
  readonly random: Pick<Random, 'uuid'>;
  /** The holder as other processes see it. */
  readonly self: LeasedHolder;
  readonly lostHint: string | null;
  /** Whether the holder that was found is known to be dead, even if its lease has not run out. */
  readonly isDead: boolean;
}

type Texts = Found['texts'];
const NONE: Texts = { state: null, backup: null, journal: null };

/**
 * The texts under a lease. Each write is one statement. It requires that the nonce, the fence and the state are still
 * as this process left them. Taking the lock requires that the row is still as it was read.
 */
export function holdRow(options: HeldOptions, found: Found | null): HeldMedium {
  const { table, name, names, where, clock, random, self } = options;
  const holder = JSON.stringify(self);
  let nonce = found?.nonce ?? null;
  let fence = found?.fence ?? '0';
  let texts = found?.texts ?? NONE;
  /** When the last statement that renewed the lease began. Null if the lock is not claimed yet. */
  let confirmed: Moment | null = null;
  let beat: Beat | null = null;
  let lost: UserError | null = null;

  return {
    lostHint: options.lostHint,
    read: async (text) => (texts[text] === null ? null : Buffer.from(texts[text], 'utf8')),
    async claim() {
      if (lost) throw lost;
      return confirmed !== null || (await take());
    },
    isCurrent: () => confirmed === null || (lost === null && ageOf(clock, confirmed) < sureMs(self.lease)),
    async confirm() {
      if (lost) throw lost;
      if (confirmed && ageOf(clock, confirmed) >= sureMs(self.lease)) await write({});
    },
    append: (lines) => append(lines),
    write: (text, content) => write({ [text]: content }),
    async save({ before, state, journal }) {
      if (lost) throw lost;
      if (texts.state !== before) throw changedError(names);
      if (state !== null) return write({ state, journal, ...(before !== null && { backup: before }) });
      return texts.journal === journal ? checkUnmoved() : write({ journal });
    },
    async setAside() {
      const now = await table.look();
      if (now === null || now.nonce !== nonce) throw overtaken(now);
      texts = now.texts;
      const aside = `${name}.${self.id}.damaged`;
      await send(SET_ASIDE, [aside], { ...texts, state: null });
      return `${where} (moved to the row ${aside})`;
    },
    recoveryHint: takenOverHint,
    async release() {
      beat?.stop();
      if (!confirmed || lost) return;
      const free = random.uuid();
      confirmed = null;
      // If somebody else has the lock by now, or nobody, this changes nothing.
      await table.write(FREE, [name, free, nonce], free);
    },
  };

  /** Takes the lock. False if somebody else was faster. */
  async function take(): Promise<boolean> {
    const next = random.uuid();
    const start = momentOf(clock);
    const own = [name, next, holder, self.lease];
    if (nonce === null) await table.create();
    const taken =
      nonce === null
        ? await table.write(CREATE_HELD, own, next)
        : await table.write(TAKE, [...own, nonce, digestOf(texts.state), options.isDead], next);
    if (taken === null) {
      const now = await table.look();
      if (now !== null && now.nonce === nonce && !now.isHeld) throw changedError(names);
      return false;
    }
    ({ nonce, fence, confirmed } = { nonce: next, fence: taken, confirmed: start });
    beat ??= startBeat({ clock, beatMs: beatMsOf(self.lease), give });
    return true;
  }

  /** Sends only the new lines, if the column can hold them unescaped. */
  async function append(lines: string): Promise<void> {
    const journal = (texts.journal ?? '') + lines;
    if (texts.journal === null || isEscaped(journal)) return write({ journal });
    await claimed();
    await send(writeOf(['journal = journal || $7']), [lines], { ...texts, journal });
  }

  async function write(changes: Partial<Texts>): Promise<void> {
    await claimed();
    const after: Texts = { ...texts, ...changes };
    const columns = Object.keys(changes) as TextName[];
    const sets = columns.map((column, index) => `${column} = $${index + 7}`);
    const values = columns.map((column) => toColumn(after[column]));
    await send(writeOf([...sets, `has_state = ${after.state !== null}`]), values, after);
  }

  async function claimed(): Promise<void> {
    if (lost) throw lost;
    if (!confirmed && !(await take())) throw overtaken(await table.look());
  }

  async function send(statement: string, values: readonly unknown[], after: Texts): Promise<void> {
    if (lost) throw lost;
    const next = random.uuid();
    const start = momentOf(clock);
    const own = [name, next, self.lease, nonce, fence, digestOf(texts.state)];
    if ((await table.write(statement, [...own, ...values], next)) === null) throw await refusal();
    ({ nonce, confirmed, texts } = { nonce: next, confirmed: start, texts: after });
  }

  /** Why a statement changed nothing: somebody else holds the lock, or changed the state without taking it. */
  async function refusal(): Promise<UserError> {
    const now = await table.look();
    return now !== null && now.nonce === nonce ? changedError(names) : overtaken(now);
  }

  function overtaken(now: Found | null): UserError {
    const by = now?.isHeld ? now.holder : null;
    if (!confirmed) return locked(where, { by, leftover: null, ...(by && { lease: by.lease }) });
    beat?.stop();
    lost = lostTo(where, by);
    return lost;
  }

  /** Checks, if nothing is to be written, that the state that was read is still there. */
  async function checkUnmoved(): Promise<void> {
    const now = await table.look();
    if ((now?.nonce ?? null) !== nonce) throw overtaken(now);
    if ((now?.texts.state ?? null) !== texts.state) throw changedError(names);
  }

  async function give(signal: AbortSignal): Promise<boolean> {
    const start = momentOf(clock);
    const isOurs = await table.touch(BEAT, [name, holder, self.lease, fence]);
    if (signal.aborted) return false;
    if (isOurs) confirmed = confirmed && confirmed.elapsed > start.elapsed ? confirmed : start;
    else lost ??= lostTo(where, (await table.look())?.holder ?? null);
    return isOurs;
  }
}
