/**
 * One post that is updated, instead of many. In: a board, whose posts count as ours, what it should say. Out: what was done.
 *
 * | ours on the board (first line is the marker, written by us) | then                                                      |
 * | ----------------------------------------------------------- | --------------------------------------------------------- |
 * | none                                                        | created, if there is something to say                     |
 * | one that says something else                                | updated                                                   |
 * | one that says the same                                      | kept as it is                                             |
 * | one about a plan that is newer than this one                | kept as it is: this job is late                           |
 * | several                                                     | the newest is, the others stay: `others` counts them      |
 *
 * Jobs overlap, and a forge has no way to write only if nothing changed. So the board is read again a while after a write: of posts
 * that were created meanwhile the one about the newest plan stays, and a late job's update of an older plan is written over again.
 *
 * Somebody else's post is never touched, whatever it begins with. A write without a clear answer is followed by a look, twice
 * with a while between; only what is not there then is sent again, once.
 */
import type { Clock } from '../model/ports.ts';
import { isGone, isUnclear } from './failure.ts';
import type { Board, Post, Tracker } from './forge.ts';

export interface Own {
  /** The first line of our posts. */
  readonly marker: string;
  /** Who writes them. */
  readonly author: string;
  /** When the plan of one of our posts was made, in ms since 1970; null where it does not say. */
  readonly plannedAt: (body: string) => number | null;
}

export interface Patience {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
}

export interface Published {
  /** `newer`: what stands there is about a newer plan than this one, and was left as it is. */
  readonly action: 'created' | 'updated' | 'kept' | 'newer' | 'closed' | 'none';
  readonly post: Post | null;
  /** Older posts of ours with the same marker. */
  readonly others: number;
}

/** `create` false: where there is none, there is nothing to say. */
export async function publish(
  board: Board,
  own: Own,
  say: { readonly body: string; readonly create: boolean },
  patience: Patience,
): Promise<Published> {
  const before = ownPosts(await board.list(), own);
  const [newest] = before;
  const others = Math.max(0, before.length - 1);
  if (!newest && !say.create) return { action: 'none', post: null, others };
  if (newest && same(newest.body, say.body)) return { action: 'kept', post: newest, others };
  if (newest && isNewer(own, newest.body, say.body)) return { action: 'newer', post: newest, others };
  const written = newest
    ? await update(board, own, newest, say.body, patience)
    : await create(board, own, say.body, patience);
  const left = await afterOverlap(board, own, { before, written, body: say.body }, patience);
  if (left) return { action: 'newer', post: left, others };
  return { action: newest ? 'updated' : 'created', post: written, others };
}

async function create(board: Board, own: Own, body: string, patience: Patience): Promise<Post> {
  const look = async (): Promise<Post | null> =>
    ownPosts(await board.list(), own).find((post) => same(post.body, body)) ?? null;
  return untilSure(() => board.create(body), look, patience);
}

async function update(board: Board, own: Own, { id }: Post, body: string, patience: Patience): Promise<Post> {
  const look = async (): Promise<Post | null> =>
    ownPosts(await board.list(), own).find((post) => post.id === id && same(post.body, body)) ?? null;
  return untilSure(() => board.update(id, body), look, patience);
}

/** How long a job that overlaps with this one gets to write. */
export const OVERLAP_MS = 2_000;
/** How often a late job's update is written over. */
const MOST_AGAIN = 3;

/** Keeps one of the posts that overlapping jobs wrote. Returns the post that stays, unless it is the one just written. */
async function afterOverlap(
  board: Board,
  own: Own,
  { before, written, body }: { readonly before: readonly Post[]; readonly written: Post; readonly body: string },
  patience: Patience,
): Promise<Post | null> {
  const known = new Set(before.map(({ id }) => id));
  for (let again = 0; again < MOST_AGAIN; again++) {
    await patience.clock.sleep(OVERLAP_MS, patience.signal);
    const now = ownPosts(await board.list(), own).filter(({ id }) => id === written.id || !known.has(id));
    const [winner] = now;
    for (const loser of now.slice(1)) await removeSurely(board, own, loser);
    if (!winner) return null;
    if (winner.id !== written.id) return winner;
    if (same(winner.body, body)) return null;
    if (isNewer(own, winner.body, body)) return winner;
    await update(board, own, winner, body, patience);
  }
  return null;
}

/** The other job may have removed it already. */
async function removeSurely(board: Board, own: Own, { id }: Post): Promise<void> {
  try {
    await board.remove(id);
  } catch (error) {
    if (isGone(error)) return;
    if (!isUnclear(error) || ownPosts(await board.list(), own).some((post) => post.id === id)) throw error;
  }
}

/** Closes all our open posts, since there is nothing to say any more; unless one is about a plan that was made after `plannedAt`. */
export async function withdraw(
  tracker: Tracker,
  own: Own,
  plannedAt: number | null,
  patience: Patience,
): Promise<Published> {
  const open = ownPosts(await tracker.list(), own);
  const newer = open.find(({ body }) => plannedAt !== null && (own.plannedAt(body) ?? 0) > plannedAt);
  if (newer) return { action: 'newer', post: newer, others: open.length - 1 };
  for (const post of open) await closeSurely(tracker, post, patience);
  const [newest = null] = open;
  return { action: newest ? 'closed' : 'none', post: newest, others: Math.max(0, open.length - 1) };
}

async function closeSurely(tracker: Tracker, { id }: Post, patience: Patience): Promise<void> {
  const look = async (): Promise<true | null> => ((await tracker.list()).some((post) => post.id === id) ? null : true);
  const close = async (): Promise<true> => {
    await tracker.remove(id);
    return true;
  };
  await untilSure(close, look, patience);
}

/** Ours, the one about the newest plan first; of two about one plan the newer post. */
export function ownPosts(posts: readonly Post[], own: Own): readonly Post[] {
  const planned = (post: Post): number => own.plannedAt(post.body) ?? 0;
  return posts
    .filter(({ author, body }) => author === own.author && body.split(/\r?\n/, 1)[0] === own.marker)
    .toSorted((left, right) => planned(right) - planned(left) || right.id - left.id);
}

function isNewer({ plannedAt }: Own, there: string, mine: string): boolean {
  const [its, ours] = [plannedAt(there), plannedAt(mine)];
  return its !== null && ours !== null && its > ours;
}

/** How long a late write gets to arrive. */
const RECHECK_MS = 5_000;

async function untilSure<T>(write: () => Promise<T>, look: () => Promise<T | null>, patience: Patience): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUnclear(error)) throw error;
    const found = (await look()) ?? (await lookLater(look, patience));
    return found ?? write();
  }
}

async function lookLater<T>(look: () => Promise<T | null>, { clock, signal }: Patience): Promise<T | null> {
  await clock.sleep(RECHECK_MS, signal);
  return look();
}

/** Forges may keep other line ends and no blanks at the end. */
function same(left: string, right: string): boolean {
  return normal(left) === normal(right);
}

function normal(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}
