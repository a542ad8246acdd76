/**
 * Keeps one post up to date instead of adding new ones. In: a board, how to recognize our posts, the text. Out: what was done.
 *
 * | our posts on the board (by author and first line) | what happens                                    |
 * | ------------------------------------------------- | ----------------------------------------------- |
 * | none                                              | one is created, if there is something to say    |
 * | one that says something else                      | it is updated                                   |
 * | one that says the same                            | it is kept                                      |
 * | one about a newer plan than this one              | it is kept: this job is late                    |
 * | several                                           | as above for the newest; `others` counts others |
 *
 * Jobs overlap, and a forge cannot write only if nothing changed. So a while after a write, the board is read again. Of the
 * posts created meanwhile, the one about the newest plan stays. A late job's update with an older plan is overwritten.
 *
 * Other people's posts are never touched, whatever they begin with. After a write without a clear answer, the board is read,
 * and read again a while later. Only if the post is still missing is it sent again, once.
 */
import type { Clock } from '../model/ports.ts';
import { isGone, isUnclear } from './failure.ts';
import type { Board, Post, Tracker } from './forge.ts';

export interface Own {
  /** The first line of our posts. */
  readonly marker: string;
  /** Their author. */
  readonly author: string;
  /** When the plan in one of our posts was made, in ms since 1970. Null if the post does not say. */
  readonly plannedAt: (body: string) => number | null;
}

export interface Patience {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
}

export interface Published {
  /** `newer`: the post on the board is about a newer plan, and was left as it is. */
  readonly action: 'created' | 'updated' | 'kept' | 'newer' | 'closed' | 'none';
  readonly post: Post | null;
  /** Older posts of ours with the same marker. */
  readonly others: number;
}

/** If `create` is false, an existing post is updated but a new one is never made. */
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

/** How long an overlapping job has for its write. */
export const OVERLAP_MS = 2_000;
/** How often a late job's update is overwritten. */
const MOST_AGAIN = 3;

/**
 * Keeps one of the posts that overlapping jobs wrote. Returns the post that stays, or null if it is the one just
 * written.
 */
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

/** Removes a post. The other job may have removed it already. */
async function removeSurely(board: Board, own: Own, { id }: Post): Promise<void> {
  try {
    await board.remove(id);
  } catch (error) {
    if (isGone(error)) return;
    if (!isUnclear(error) || ownPosts(await board.list(), own).some((post) => post.id === id)) throw error;
  }
}

/**
 * Closes all our open posts, since there is nothing left to say. It closes none if one is about a plan made after
 * `plannedAt`.
 */
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

/** Our posts, the one about the newest plan first. For the same plan, the newer post comes first. */
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

/** How long a late write has to arrive. */
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

/** Compares posts. Forges may change line breaks and drop whitespace at the end. */
function same(left: string, right: string): boolean {
  return normal(left) === normal(right);
}

function normal(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}
