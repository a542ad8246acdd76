import { UserError } from '../../model/error.ts';
import { ageOf, momentOf, type Moment } from '../../model/moment.ts';
import type { Clock, Random } from '../../model/ports.ts';
import { changedError } from '../faults.ts';
import type { HeldMedium, Medium, TextName } from '../medium.ts';
import { locked } from '../take-lock.ts';
import { startBeat, type Beat } from '../beat.ts';
import { lostTo, sureMs, takenOverHint, type LeasedHolder } from '../lease.ts';
import { formatLock } from './lock-text.ts';
import { holderIn } from './judge.ts';
import type { Look, Remote } from './remote.ts';
import type { Move, RefName, Refs } from './refs.ts';

/** What a held state needs, beside what was there when it was locked. */
export interface HeldOptions {
  readonly remote: Remote;
  readonly names: Medium['names'];
  readonly where: string;
  readonly clock: Clock;
  readonly random: Pick<Random, 'uuid'>;
  /** Who holds it, as the others read. */
  readonly self: LeasedHolder;
  /** ms between two signs of life. */
  readonly beatMs: number;
  readonly lostHint: string | null;
}

type Texts = { readonly [T in TextName]: Buffer | null };

/**
 * The texts under a lock. Every push moves the lock's ref from where this process put it, so a push of a holder that lost it is
 * refused as a whole, by git itself. A lock that is not claimed yet expects the ref where it was when the texts were read, and since
 * every write moves it, the first push fails if anybody wrote in the meantime.
 */
export function holdRefs(options: HeldOptions, look: Look): HeldMedium {
  const { remote, names, where, clock, random, self, beatMs } = options;
  let refs: Refs = look.refs;
  let texts: Texts = textsOf(look);
  /** When the last push that moved the lock began; null: not claimed yet. */
  let confirmed: Moment | null = null;
  let beat: Beat | null = null;
  let lost: UserError | null = null;

  return {
    lostHint: options.lostHint,
    read: async (text) => texts[text],
    async claim() {
      if (lost) throw lost;
      if (confirmed) return true;
      try {
        await write({});
        return true;
      } catch (error) {
        if (error instanceof UserError && error.code === 'state.locked') return false;
        throw error;
      }
    },
    isCurrent: () => confirmed === null || (lost === null && ageOf(clock, confirmed) < sureMs(self.lease)),
    async confirm() {
      if (lost) throw lost;
      if (confirmed && ageOf(clock, confirmed) >= sureMs(self.lease)) await write({});
    },
    append: (lines) => write({ journal: Buffer.concat([texts.journal ?? EMPTY, Buffer.from(lines, 'utf8')]) }),
    write: (text, content) => write({ [text]: content === null ? null : Buffer.from(content, 'utf8') }),
    async save({ before, state, journal }) {
      if (lost) throw lost;
      if ((texts.state?.toString('utf8') ?? null) !== before) throw changedError(names);
      const rest = journal === null ? null : Buffer.from(journal, 'utf8');
      if (state !== null)
        return write({
          state: Buffer.from(state, 'utf8'),
          journal: rest,
          ...(before !== null && { backup: texts.state }),
        });
      return isSame(texts.journal, rest) ? checkUnmoved() : write({ journal: rest });
    },
    async setAside() {
      const now = await remote.look();
      if (now.refs.lock !== refs.lock) throw overtaken(now);
      ({ refs, texts } = { refs: now.refs, texts: textsOf(now) });
      const aside = `${names.state}-${self.id}.damaged`;
      await write({ state: null }, [{ ref: aside, from: null, to: refs.state }]);
      return `${aside} on ${remote.shown}`;
    },
    recoveryHint: takenOverHint,
    async release() {
      beat?.stop();
      if (!confirmed || lost) return;
      const free = await remote.put(formatLock({ holder: null, hasState: refs.state !== null }, random.uuid()));
      // Somebody else's by now, or free: nothing to do either way.
      await remote.push([{ ref: remote.name('lock'), from: refs.lock, to: free }]);
      confirmed = null;
    },
  };

  /** One push: the lock, the texts that change, and whatever else goes with them. */
  async function write(changes: Partial<Texts>, more: readonly Move[] = []): Promise<void> {
    if (lost) throw lost;
    const after: Texts = { ...texts, ...changes };
    const hasState = after.state !== null;
    const lock = formatLock({ holder: self, hasState }, random.uuid());
    const first = confirmed === null ? { beat: Buffer.from(`${random.uuid()}\n`) } : {};
    const contents = { ...changes, ...first, lock: Buffer.from(lock) };
    const ids = await idsOf(contents);
    const moves = (Object.keys(ids) as RefName[])
      .map((ref) => ({ ref: remote.name(ref), from: refs[ref], to: ids[ref] ?? null }))
      .filter(({ from, to }) => from !== to);
    const start = momentOf(clock);
    if ((await remote.push([...moves, ...more])) === 'stale') throw await refusal();
    refs = { ...refs, ...ids };
    texts = after;
    confirmed = start;
    beat ??= startBeat({ clock, beatMs, give: beatFrom(refs.beat) });
  }

  async function idsOf(contents: { readonly [R in RefName]?: Buffer | null }): Promise<Partial<Refs>> {
    const entries = Object.entries(contents) as [RefName, Buffer | null][];
    const found = await Promise.all(
      entries.map(async ([ref, content]) => [ref, content === null ? null : await idOf(ref, content)] as const),
    );
    return Object.fromEntries(found);
  }

  /** What is known to be in the clone already is not put there again. */
  async function idOf(ref: RefName, content: Buffer): Promise<string> {
    const known = (Object.keys(texts) as TextName[]).find((text) => texts[text] === content);
    return (known && refs[known]) ?? (await (ref === 'journal' ? remote.putGrowing(content) : remote.put(content)));
  }

  /** Why a push was refused: somebody else holds the lock, or changed a text without asking for it. */
  async function refusal(): Promise<UserError> {
    const now = await remote.look();
    const isSameLock = now.refs.lock === refs.lock && (confirmed !== null || now.refs.beat === refs.beat);
    return isSameLock ? changedError(names) : overtaken(now);
  }

  function overtaken(now: Look): UserError {
    const by = holderIn(now);
    if (!confirmed) return locked(where, by);
    beat?.stop();
    lost = lostTo(where, by.by);
    return lost;
  }

  /** Beats move a ref of their own, so that no write waits for one. Only a takeover moves it away from its holder. */
  function beatFrom(id: string | null): (signal: AbortSignal) => Promise<boolean> {
    let at = id;
    return async (signal) => {
      const next = await remote.put(`${random.uuid()}\n`);
      const pushed = await remote.push([{ ref: remote.name('beat'), from: at, to: next }]);
      if (signal.aborted) return false;
      if (pushed === 'stale') {
        lost ??= lostTo(where, holderIn(await remote.look()).by);
        return false;
      }
      at = next;
      return true;
    };
  }

  /** Nothing is to be written: is what was read still what counts? */
  async function checkUnmoved(): Promise<void> {
    const now = await remote.list();
    if (now.lock !== refs.lock) throw overtaken(await remote.look());
    if (now.state !== refs.state) throw changedError(names);
  }
}

const EMPTY = Buffer.alloc(0);

function textsOf(look: Look): Texts {
  return { state: look.content('state'), backup: look.content('backup'), journal: look.content('journal') };
}

function isSame(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}
