import { sideName } from '../../src/model/side.ts';
import type { World } from '../../src/sandbox/world.ts';
import { defaultOf } from '../simulation/cells.ts';
import type { Book } from './book.ts';
import { movesBetween, plain, type Move } from './moves.ts';
import { cellValue, hasBothEnds } from './pairs.ts';
import { SIDES } from '../../src/model/side.ts';
import type { Ended } from './stage.ts';

/** An apply whose undo plan was saved. */
export interface Saved {
  readonly before: World;
  readonly after: World;
  /** What was known before it, and right after it. */
  readonly then: Book;
  readonly since: Book;
}

/** (6) An undo puts back what that apply wrote, where nobody edited since, and touches nothing else. */
export function judgeUndo(saved: Saved, now: World, after: World, ended: Ended): readonly string[] {
  const moves = movesBetween(now, after);
  if (moves.length > 0 && ended.code !== null && ![0, 6, 130].includes(ended.code))
    return [`(6) exit ${ended.code}, but something was written`];
  const written = movesBetween(saved.before, saved.after);
  const wrong = moves.flatMap((move) => {
    if (move.move === 'gone') {
      const isMade =
        move.kind === 'role' &&
        written.some((one) => one.move === 'made' && one.side === move.side && one.id === move.id);
      return isMade ? [] : [`(6) the undo deleted ${sideName(move.side)} ${move.kind} ${move.id}`];
    }
    if (move.move === 'made') return [`(6) the undo made ${sideName(move.side)} ${move.kind} ${move.id}`];
    const inverse = written.find((one) => isSame(one, move));
    if (inverse)
      return isInverse(inverse, move) || isNumber(inverse, move, saved.before)
        ? []
        : [`(6) the undo wrote ${JSON.stringify(move)}; the apply had written ${JSON.stringify(inverse)}`];
    return isCarried(move) ? [] : [`(6) the undo touched what the apply had not written: ${JSON.stringify(move)}`];
  });
  const untouched = JSON.stringify(movesBetween(saved.after, now)) === '[]';
  if (ended.code !== 0 || !untouched) return wrong;
  const left = movesBetween(saved.before, after).filter((move) => !isIrreversible(move, written));
  return [...wrong, ...left.map((move) => `(6) nobody edited since, but the undo left ${JSON.stringify(move)}`)];
}

function isSame(a: Move, b: Move): boolean {
  if (a.move === 'value' && b.move === 'value')
    return a.side === b.side && a.kind === b.kind && a.id === b.id && a.field === b.field;
  if (a.move === 'member' && b.move === 'member')
    return a.side === b.side && a.role === b.role && a.person === b.person;
  return false;
}

function isInverse(done: Move, back: Move): boolean {
  if (done.move === 'value' && back.move === 'value')
    return plain(done.from) === plain(back.to) && plain(done.to) === plain(back.from);
  return done.move === 'member' && back.move === 'member' && done.to !== back.to;
}

/** The API has no word for "on the default": the number stands for it. */
function isNumber(done: Move, back: Move, before: World): boolean {
  if (done.move !== 'value' || back.move !== 'value' || done.field !== 'capacity' || done.from !== null) return false;
  return back.to === defaultOf(before, back.side);
}

/** Members go with a role that is deleted; a number stands for a default that it equals. */
function isCarried(move: Move): boolean {
  return move.move === 'value' && move.field === 'capacity';
}

/** hfsync deletes nothing but roles, and a role that was deleted would have another id. */
function isIrreversible(move: Move, written: readonly Move[]): boolean {
  if (move.move === 'made') return move.kind !== 'role';
  if (move.move === 'gone') return true;
  if (move.move === 'value' && move.field === 'capacity') return true;
  if (move.move === 'value' && move.field === 'pointer') return true;
  return move.move === 'member' && written.some((one) => one.move === 'gone');
}

/**
 * What the log knows once an apply was taken back. What it had written is as it was before; an agreement that it had only found may
 * be put back too, where nothing has moved the record on since.
 */
export function noteUndo(saved: Saved, book: Book, after: World): void {
  const isStill = new Map(
    [...new Set(book.cells().map(({ address }) => address))].map((address) => [
      address,
      book.known(address) === saved.since.known(address),
    ]),
  );
  for (const [address, pair] of saved.since.pairs)
    if (!saved.then.pairs.has(address) && !hasBothEnds(after, pair)) book.forget(pair);
  for (const cell of book.cells()) {
    const values = (world: World): string => JSON.stringify(SIDES.map((side) => cellValue(world, cell, side)));
    const isBack = values(saved.before) !== values(saved.after) && values(saved.before) === values(after);
    const still = isStill.get(cell.address) === true;
    if (isBack || still) book.back(cell, saved.then, isBack && still);
  }
}
