/**
 * One post that is updated, instead of many. In: a board, whose posts count as ours, what it should say. Out: what was done.
 *
 * | ours on the board (first line is the marker, written by us) | then                                                    |
 * | ----------------------------------------------------------- | ------------------------------------------------------- |
 * | none                                                        | created, if there is something to say                   |
 * | one that says something else                                | updated                                                 |
 * | one that says the same                                      | kept as it is                                           |
 * | several                                                     | the newest is, the others stay: `others` counts them    |
 *
 * A post of somebody else is never touched, whatever it begins with. A write without a clear answer is settled by looking, twice
 * with a while between; only what is not there then is sent again, once.
 */
import type { Clock } from '../model/ports.ts';
import { isUnclear } from './failure.ts';
import type { Board, Post, Tracker } from './forge.ts';

export interface Own {
  /** The first line of our posts. */
  readonly marker: string;
  /** Who writes them. */
  readonly author: string;
}

export interface Patience {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
}

export interface Stuck {
  readonly action: 'created' | 'updated' | 'kept' | 'closed' | 'none';
  readonly post: Post | null;
  /** Older posts of ours with the same marker. */
  readonly others: number;
}

/** `create` false: where there is none, there is nothing to say. */
export async function stick(
  board: Board,
  own: Own,
  say: { readonly body: string; readonly create: boolean },
  patience: Patience,
): Promise<Stuck> {
  const [newest, ...older] = ours(await board.list(), own);
  const others = older.length;
  if (!newest) {
    if (!say.create) return { action: 'none', post: null, others };
    const look = async (): Promise<Post | null> => ours(await board.list(), own)[0] ?? null;
    return { action: 'created', post: await surely(() => board.create(say.body), look, patience), others };
  }
  if (same(newest.body, say.body)) return { action: 'kept', post: newest, others };
  const look = async (): Promise<Post | null> =>
    ours(await board.list(), own).find(({ id, body }) => id === newest.id && same(body, say.body)) ?? null;
  const post = await surely(() => board.update(newest.id, say.body), look, patience);
  return { action: 'updated', post, others };
}

/** Closes all our open posts: there is nothing to say any more. */
export async function unstick(tracker: Tracker, own: Own, patience: Patience): Promise<Stuck> {
  const open = ours(await tracker.list(), own);
  for (const post of open) await closeSurely(tracker, post, patience);
  const [newest = null] = open;
  return { action: newest ? 'closed' : 'none', post: newest, others: Math.max(0, open.length - 1) };
}

async function closeSurely(tracker: Tracker, { id }: Post, patience: Patience): Promise<void> {
  const look = async (): Promise<true | null> => ((await tracker.list()).some((post) => post.id === id) ? null : true);
  const close = async (): Promise<true> => {
    await tracker.close(id);
    return true;
  };
  await surely(close, look, patience);
}

/** Ours, newest first. */
export function ours(posts: readonly Post[], own: Own): readonly Post[] {
  return posts
    .filter(({ author, body }) => author === own.author && body.split(/\r?\n/, 1)[0] === own.marker)
    .toSorted((left, right) => right.id - left.id);
}

/** How long a late write gets to arrive. */
export const SETTLE_MS = 5_000;

async function surely<T>(write: () => Promise<T>, look: () => Promise<T | null>, patience: Patience): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUnclear(error)) throw error;
    const found = (await look()) ?? (await lookLater(look, patience));
    return found ?? write();
  }
}

async function lookLater<T>(look: () => Promise<T | null>, { clock, signal }: Patience): Promise<T | null> {
  await clock.sleep(SETTLE_MS, signal);
  return look();
}

/** Forges may keep other line ends and no blanks at the end. */
function same(left: string, right: string): boolean {
  return normal(left) === normal(right);
}

function normal(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}
