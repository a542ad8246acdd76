import type { Last } from '../model/last.ts';
import type { ApplyEvent } from '../model/event.ts';
import type { Plan } from '../model/plan.ts';
import type { Fate } from '../plan/undo/undo.ts';
import type { Environment } from './environment.ts';
import type { PlanInput } from './gather.ts';

/** Writes the plan that takes this apply back. Throws `UserError` where the file cannot be written. */
export interface UndoFile {
  readonly file: string;
  /** Before the first write to an account: all that is planned, for a run that is killed. What it did not do is found undone. */
  foresee(state: Last): Promise<void>;
  happened(event: ApplyEvent): void;
  /** In the end: what was done, and what nobody knows to be done. */
  finish(state: Last): Promise<Plan>;
}

export function undoFile(env: Environment, file: string, plan: Plan, input: PlanInput): UndoFile {
  const fates = new Map<string, Fate>();
  let first: Last | null = null;
  /** One after the other. */
  let saving: Promise<unknown> = Promise.resolve();

  async function save(all: readonly Fate[], state: Last): Promise<Plan> {
    const [{ makeUndo }, { savePlan }] = await Promise.all([import('../plan/undo/undo.ts'), import('./plan-file.ts')]);
    const undo = makeUndo(plan, all, input, state);
    await savePlan(env, file, undo);
    return undo;
  }

  /** In the order of the plan, which is what the inverse order is made of. */
  function foreseen(): readonly Fate[] {
    return plan.changes.map((change): Fate => fates.get(change.id) ?? { change, fate: 'open', id: null });
  }

  return {
    file,
    async foresee(state) {
      first = state;
      await save(foreseen(), state);
    },
    happened(event) {
      const fate = fateOf(event);
      if (fate) fates.set(event.change.id, fate);
      if (fate?.fate !== 'done' || fate.change.action !== 'create' || fate.change.kind !== 'role' || !first) return;
      // Only an answer tells the id of a created role, and without it the role could not be deleted once something else was applied.
      const state = first;
      // A save that fails here is made again by `finish`, which reports it.
      saving = saving.then(() => save(foreseen(), state)).catch(() => undefined);
    },
    async finish(state) {
      await saving;
      const known = plan.changes.map(({ id }) => fates.get(id)).filter((fate) => fate !== undefined);
      return save(known, state);
    },
  };
}

/** null: certainly not done, or nothing yet. */
function fateOf(event: ApplyEvent): Fate | null {
  const { change } = event;
  if (event.type === 'apply_complete') return { change, fate: event.already ? 'found' : 'done', id: event.id };
  // The service said no, or nothing was sent; after any other error only the record can tell.
  if (event.type !== 'apply_errored' || event.code === 'apply.stale' || event.code.startsWith('request.')) return null;
  return { change, fate: 'open', id: null };
}
