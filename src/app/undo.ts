import type { Last } from '../model/last.ts';
import type { ApplyEvent } from '../model/event.ts';
import { UserError } from '../model/error.ts';
import type { Plan, Undo } from '../model/plan.ts';
import type { Fate } from '../plan/undo/undo.ts';
import type { Environment } from './environment.ts';
import type { PlanInput } from './gather.ts';

/** Writes the plan that undoes this apply. Throws `UserError` if the file cannot be written. */
export interface UndoFile {
  readonly file: string;
  /**
   * Called before the first write to an account: saves everything that is planned, in case the run is killed. Checking
   * that plan later finds what was not done. If the file belongs to an apply whose outcome is not fully known, it is
   * renamed; returns its new name, or null.
   */
  foresee(state: Last): Promise<string | null>;
  happened(event: ApplyEvent): void;
  /** Called at the end: saves what was done, and what may have been done. */
  finish(state: Last): Promise<Plan>;
}

export function undoFile(env: Environment, file: string, plan: Plan, input: PlanInput): UndoFile {
  const fates = new Map<string, Fate>();
  let first: Last | null = null;
  /** Saves run one after the other. */
  let saving: Promise<unknown> = Promise.resolve();

  async function save(all: readonly Fate[], state: Last): Promise<Plan> {
    const [{ makeUndo }, { savePlan }] = await Promise.all([import('../plan/undo/undo.ts'), import('./plan-file.ts')]);
    const undo = makeUndo(plan, all, input, state);
    await savePlan(env, file, undo);
    return undo;
  }

  /**
   * In the order of the plan, since undoing reverses it. What is done is not in the state yet, so it counts as open,
   * with its new id.
   */
  function foreseen(): readonly Fate[] {
    return plan.changes.map((change): Fate => {
      const { fate, id } = fates.get(change.id) ?? { fate: 'open', id: null };
      return { change, fate: fate === 'found' ? 'found' : 'open', id };
    });
  }

  return {
    file,
    async foresee(state) {
      first = state;
      const kept = await keepUnfinished(env, file);
      await save(foreseen(), state);
      return kept;
    },
    happened(event) {
      const fate = fateOf(event);
      if (fate) fates.set(event.change.id, fate);
      if (fate?.fate !== 'done' || fate.change.action !== 'create' || fate.change.kind !== 'role' || !first) return;
      // Only the answer has the id of a created role. Without it, the role could not be deleted once something else was
      // applied.
      const state = first;
      // If this save fails, `finish` saves again, and reports a failure.
      saving = saving.then(() => save(foreseen(), state)).catch(() => undefined);
    },
    async finish(state) {
      await saving;
      const known = plan.changes.map(({ id }) => fates.get(id)).filter((fate) => fate !== undefined);
      return save(known, state);
    },
  };
}

/**
 * Renames the file of an unfinished apply. Only that file can undo what a killed apply did; the next apply writes a
 * plan for the rest.
 */
async function keepUnfinished(env: Environment, file: string): Promise<string | null> {
  const undo = await undoIn(env, file);
  const isFinished = undo && Object.keys(undo.baseline).every((address) => undo.left && address in undo.left);
  if (!undo || isFinished) return null;
  const kept = `${file}.${undo.of.slice('sha256:'.length).slice(0, 8)}`;
  const [{ userFiles }, path] = await Promise.all([import('../files/user-files.ts'), import('node:path')]);
  await userFiles.rename(path.resolve(env.folder, file), path.resolve(env.folder, kept));
  return kept;
}

/** Saving reports any problem with the file. */
async function undoIn(env: Environment, file: string): Promise<Undo | undefined> {
  const { loadPlan } = await import('./plan-file.ts');
  try {
    return (await loadPlan(env, file)).undo;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Null if it is certainly not done, or if nothing has happened yet. */
function fateOf(event: ApplyEvent): Fate | null {
  const { change } = event;
  if (event.type === 'apply_complete') return { change, fate: event.already ? 'found' : 'done', id: event.id };
  // The service refused, or nothing was sent. After any other error, only the record itself can tell.
  if (event.type !== 'apply_errored' || event.code === 'apply.stale' || event.code.startsWith('request.')) return null;
  return { change, fate: 'open', id: null };
}
