import { createBook } from './book.ts';
import { changed, FIRST_FILE, type WalkFile } from './file.ts';
import { judgeEnd, judgeState } from './end.ts';
import { judgeWrites, type Seen } from './judge.ts';
import { noteRun } from './note.ts';
import { NEVER } from './rules.ts';
import { judgeRest } from './rest.ts';
import { scopeOf } from './scope.ts';
import { createStage, type Stage } from './stage.ts';
import { judgeUndo, noteUndo, type Saved } from './undo.ts';
import { tellChange, tellDeed, tellRun } from './words.ts';
import { isWhole, WHOLE, type Run, type Step, type Walk } from './walk.ts';

/** What a walk came to: its steps with their ends, and what is wrong with the last one. */
export interface Walked {
  readonly told: readonly string[];
  readonly wrong: readonly string[];
  /** Runs of hfsync that could change something. */
  readonly runs: number;
}

/** Plays a walk from a world that one apply has brought in step; the oracle judges after each step, and the walk ends where one is wrong. */
export async function play(walk: Walk): Promise<Walked> {
  const stage = createStage(walk.seed);
  const told: string[] = [];
  try {
    return await walkOn(stage, walk, told);
  } catch (error) {
    return { told, wrong: [error instanceof Error ? (error.stack ?? error.message) : String(error)], runs: 0 };
  } finally {
    await stage.close();
  }
}

async function walkOn(stage: Stage, walk: Walk, told: string[]): Promise<Walked> {
  const book = createBook();
  let file: WalkFile = { ...FIRST_FILE, options: { ...FIRST_FILE.options, ...walk.options } };
  let saved: Saved | null = null;
  let runs = 0;
  const steps: readonly Step[] = [{ step: 'apply', ...WHOLE }, ...walk.steps];
  for (const step of steps) {
    const wrong = await take(step);
    if (wrong.length > 0) return { told, wrong, runs };
  }
  return { told, wrong: [], runs };

  async function take(step: Step): Promise<readonly string[]> {
    switch (step.step) {
      case 'person': {
        const before = stage.world();
        await stage.deed(step.deed);
        book.person(before, stage.world());
        told.push(tellDeed(step.deed));
        return [];
      }
      case 'file':
        file = changed(file, step.change);
        told.push(tellChange(step.change));
        return [];
      case 'apply':
        return applied(step);
      case 'undo':
        return undone();
    }
  }

  async function applied(run: Run): Promise<readonly string[]> {
    const own = run.with.reduce(changed, file);
    const world = stage.world();
    for (const pair of scopeOf(own, world, book).linked) book.add(pair, NEVER);
    if (own.options.roles === 'sync') book.pairRoles(world);
    const then = book.copy();
    const ended = await stage.apply(own, run);
    runs += 1;
    told.push(tellRun(run, ended));
    const seen: Seen = { world, after: stage.world(), file: own, scope: scopeOf(own, world, book), book, run, ended };
    const wrong = [...judgeWrites(seen), ...judgeEnd(seen), ...judgeState(stage.state())];
    if (wrong.length > 0) return wrong;
    noteRun(seen);
    // What a run that did not end well saved may be about more than it is known to have done.
    if (run.saveUndo) saved = ended.code === 0 ? { before: world, after: seen.after, then, since: book.copy() } : null;
    if (ended.code !== 0 || !isWhole(run)) return [];
    return judgeRest(
      { world: seen.after, file: own, scope: scopeOf(own, seen.after, book), book },
      await stage.plan(own),
    );
  }

  async function undone(): Promise<readonly string[]> {
    if (!saved) return [];
    const now = stage.world();
    const ended = await stage.undo(file);
    runs += 1;
    told.push(`hfsync apply undo.json: exit ${ended.code}`);
    const after = stage.world();
    const wrong = [...judgeUndo(saved, now, after, ended), ...judgeState(stage.state())];
    if (ended.code === 0 || ended.code === 6) noteUndo(saved, book, after);
    return wrong;
  }
}
