import type { Last } from '../model/last.ts';
import type { Plan } from '../model/plan.ts';
import type { DoneChange } from '../plan/undo.ts';
import type { Environment } from './environment.ts';
import type { PlanInput } from './gather.ts';

/** Writes the plan that takes this apply back. Throws `UserError` where the file cannot be written. */
export interface UndoFile {
  readonly file: string;
  /** Before the first write to an account: all that is planned, for a run that is killed. What it did not do is found undone. */
  foresee(state: Last): Promise<void>;
  /** In the end: what was done. */
  finish(done: readonly DoneChange[], state: Last): Promise<Plan>;
}

export function undoFile(env: Environment, file: string, plan: Plan, input: PlanInput): UndoFile {
  async function save(done: readonly DoneChange[], state: Last): Promise<Plan> {
    const [{ makeUndo }, { savePlan }] = await Promise.all([import('../plan/undo.ts'), import('./plan-file.ts')]);
    const undo = makeUndo(plan, done, input, state);
    await savePlan(env, file, undo);
    return undo;
  }
  return {
    file,
    async foresee(state) {
      // What a create will answer is not known yet, and so neither is how to take back what depends on it.
      const known = plan.changes.filter(
        ({ action, fields }) => action !== 'create' && fields.every(({ after_from }) => after_from === undefined),
      );
      await save(
        known.map((change) => ({ change, id: 0 })),
        state,
      );
    },
    finish: save,
  };
}
