import { UserError } from '../../model/error.ts';
import { ageOf, momentOf, type Moment } from '../../model/moment.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { startBeat, type Beat } from '../beat.ts';
import { changedError, isLost } from '../faults.ts';
import { lostTo, sureMs, takenOverHint, type LeasedHolder } from '../lease.ts';
import type { HeldMedium, Medium, Refused } from '../medium.ts';
import { locked } from '../take-lock.ts';
import { bytesOf, EMPTY, formatEnvelope, isSameText, parseEnvelope, type Envelope } from './envelope.ts';
import { lockBodyOf, NOBODY, refusedBy } from './grip.ts';
import { WAITS_MS, type Wire } from './wire.ts';

export interface HeldOptions {
  readonly wire: Wire;
  readonly names: Medium['names'];
  readonly where: string;
  readonly clock: Clock;
  readonly random: Random;
  /** The holder as other processes see it. */
  readonly self: LeasedHolder;
  readonly beatMs: number;
  readonly lostHint: string | null;
  /** Called if the server refuses the lock. */
  readonly contended: () => void;
}

export interface HeldEnvelope {
  readonly medium: HeldMedium;
  /**
   * Takes the lock. `isDead` says whether the holder with this id may be unlocked. Returns `changed` if somebody wrote
   * since the text was read.
   */
  take(isDead: (id: string) => boolean): Promise<Refused | 'changed' | null>;
}

type Changes = Partial<Pick<Envelope, 'damaged'>> & Partial<Envelope['texts']>;

/**
 * The text under a lock. It is read before each write, and its nonce must be from this process. Writes and signs of
 * life take turns, since both replace the same text. Every write is a sign of life too.
 */
export function holdEnvelope(options: HeldOptions, found: Envelope | null): HeldEnvelope {
  const { wire, names, where, clock, random, self, beatMs } = options;
  let known = found;
  /** Nonces of writes whose answers were lost. They may still arrive. */
  const loose = new Set<string>();
  /** When the last write that renewed the lease began. Null if the lock is not claimed yet. */
  let confirmed: Moment | null = null;
  let beat: Beat | null = null;
  let lost: UserError | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  /** Whether the server could not be reached a moment ago. */
  let isCut = false;

  const medium: HeldMedium = {
    lostHint: options.lostHint,
    read: async (text) => bytesOf(known?.texts[text] ?? null),
    claim: () => inTurn(claim),
    isCurrent: () => confirmed === null || (lost === null && ageOf(clock, confirmed) < sureMs(self.lease)),
    async confirm() {
      if (lost) throw lost;
      if (confirmed && ageOf(clock, confirmed) >= sureMs(self.lease)) await write({});
    },
    append: (lines) => inTurn(() => writeNow({ journal: `${known?.texts.journal ?? ''}${lines}` })),
    write: (text, content) => write({ [text]: content }),
    async save({ before, state, journal }) {
      if (lost) throw lost;
      const { texts } = known ?? EMPTY;
      if (texts.state !== before) throw changedError(names);
      if (state !== null) return write({ state, journal, ...(before !== null && { backup: before }) });
      return texts.journal === journal ? inTurn(async () => void (await current())) : write({ journal });
    },
    async setAside() {
      await inTurn(async () => {
        const now = await read();
        if (!now || !isOwn(now)) throw overtaken(now);
        known = now;
        await writeNow({ state: null, damaged: now.texts.state });
      });
      return `"damaged" in ${where}`;
    },
    recoveryHint: takenOverHint,
    release: () => inTurn(release).finally(() => wire.close()),
  };
  return { medium, take: (isDead) => inTurn(() => take(isDead)) };

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.then(
      () => void (isCut = false),
      (error: unknown) => void (isCut = error instanceof UserError && error.code === 'state.unreachable'),
    );
    return turn;
  }

  async function take(isDead: (id: string) => boolean): Promise<Refused | 'changed' | null> {
    let grip = await wire.lock(lockBodyOf(self));
    if (grip !== 'held' && grip.id !== null && isDead(grip.id)) {
      await wire.unlock(lockBodyOf({ ...self, id: grip.id }), grip);
      grip = await wire.lock(lockBodyOf(self));
    }
    if (grip !== 'held') {
      options.contended();
      return refusedBy(grip, known);
    }
    try {
      const now = await read();
      if (isSameText(now, known)) {
        await put(known ?? EMPTY, self);
        return null;
      }
      if (now && now.nonce === known?.nonce) throw changedError(names);
    } catch (error) {
      await unlockQuietly();
      throw error;
    }
    await wire.unlock(lockBodyOf(self));
    return 'changed';
  }

  /** Unlocks after an error. If unlocking fails too, the first error is the one to report. */
  async function unlockQuietly(): Promise<void> {
    await wire.unlock(lockBodyOf(self)).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
    });
  }

  async function claim(): Promise<boolean> {
    if (lost) throw lost;
    try {
      return confirmed !== null || (await take(() => false)) === null;
    } catch (error) {
      if (error instanceof UserError && error.code === 'state.locked') return false;
      throw error;
    }
  }

  function write(changes: Changes): Promise<void> {
    return inTurn(() => writeNow(changes));
  }

  async function writeNow(changes: Changes): Promise<void> {
    if (lost) throw lost;
    if (!confirmed) {
      const refused = await take(() => false);
      if (refused !== null) throw locked(where, refused === 'changed' ? refusedBy(NOBODY, await read()) : refused);
    } else await current();
    const { damaged, ...texts } = changes;
    const base = known ?? EMPTY;
    await put({ ...base, texts: { ...base.texts, ...texts }, ...(damaged !== undefined && { damaged }) }, self);
  }

  /** Reads the text and checks that it is the one that this process knows. */
  async function current(): Promise<void> {
    const now = await read();
    if (now !== null && known !== null ? !isOwn(now) : now !== known) throw overtaken(now);
    if (now?.nonce === known?.nonce && !isSameText(now, known)) throw changedError(names);
  }

  async function put(base: Envelope, holder: LeasedHolder | null): Promise<void> {
    const serial = Math.max(base.serial, known?.serial ?? 0) + 1;
    const lineage = base.lineage || random.uuid();
    const next: Envelope = {
      ...base,
      serial,
      lineage,
      holder,
      nonce: random.uuid(),
      hasState: base.texts.state !== null,
    };
    const start = momentOf(clock);
    for (let tries = 0; !(await arrives(next, tries)); tries += 1)
      await clock.sleep((WAITS_MS[tries] ?? 0) * (0.5 + random.fraction()), NEVER);
    known = next;
    confirmed = start;
    beat ??= startBeat({ clock, beatMs, give });
  }

  /** Whether a write arrived. False if it did not and may be tried again. */
  async function arrives(next: Envelope, tries: number): Promise<boolean> {
    const result = await wire.put(formatEnvelope(next), self.id);
    if (result === 'done') return true;
    loose.add(next.nonce);
    const isLast = result !== 'conflict' && (result.isFinal || tries === WAITS_MS.length);
    const now = await read().catch((error: unknown) => {
      if (result === 'conflict' || !(error instanceof UserError)) throw error;
      return 'unknown' as const;
    });
    // If an answer was lost, only the text shows whether the write arrived. The same is true if a try is refused after
    // one that may have arrived.
    if (now !== 'unknown' && now?.nonce === next.nonce) return true;
    if (result === 'conflict') throw overtaken(now === 'unknown' ? null : now);
    if (isLast) throw result.error;
    if (now !== 'unknown' && !isSameText(now, known) && !(now && isOwn(now))) throw overtaken(now);
    return false;
  }

  async function read(): Promise<Envelope | null> {
    const source = await wire.get();
    return source === null ? null : parseEnvelope(source, where);
  }

  function isOwn({ nonce }: Envelope): boolean {
    return nonce === known?.nonce || loose.has(nonce);
  }

  function overtaken(now: Envelope | null): UserError {
    const by = now?.holder && now.holder.id !== self.id ? now.holder : null;
    if (!confirmed) return locked(where, refusedBy(NOBODY, now));
    beat?.stop();
    lost = lostTo(where, by);
    return lost;
  }

  function give(signal: AbortSignal): Promise<boolean> {
    return inTurn(async () => {
      if (signal.aborted || lost) return false;
      if (confirmed && ageOf(clock, confirmed) < beatMs / 2) return true;
      return writeNow({}).then(
        () => true,
        (error: unknown) => {
          if (isLost(error)) return false;
          throw error;
        },
      );
    });
  }

  async function release(): Promise<void> {
    beat?.stop();
    if (!confirmed || lost) return;
    if (isCut) wire.hurry();
    try {
      const now = await read();
      // Somebody else has the lock by now, so there is nothing to release.
      if (!now || !isOwn(now)) return;
      await put(now, null);
    } catch (error) {
      if (isLost(error)) return;
      await unlockQuietly();
      throw error;
    } finally {
      confirmed = null;
    }
    await wire.unlock(lockBodyOf(self));
  }
}

const NEVER = new AbortController().signal;
