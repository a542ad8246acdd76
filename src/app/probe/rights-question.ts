import type { Permission } from '../../model/capability.ts';
import { sideName, SIDES, type Side } from '../../model/side.ts';
import type { Answered } from './scratch.ts';
import { answer, writeEither, type Answer, type Question, type Stage } from './stage.ts';

const KINDS = ['client', 'role', 'project'] as const;

/**
 * What the owners of the tokens may do with records of each kind. Only a 403 means no. For people and the company,
 * hfsync learns from the answers to its writes.
 */
export const rights: Question = {
  id: 'rights',
  asked: 'The right to create and to edit',
  safe: 'tries, and goes by the answer',
  async ask(stage) {
    const answers: Answer[] = [];
    for (const side of SIDES) {
      let client: number | null = null;
      for (const kind of KINDS) {
        const made = await stage[side].create(kind, bodyOf(stage, side, kind, client));
        const id = typeof made.record['id'] === 'number' ? made.record['id'] : null;
        if (kind === 'client') client = id;
        answers.push(told(`create.${side}.${kind}`, made, `A new ${kind} in ${sideName(side)}`));
        if (id === null) continue;
        const name = stage.name(`rights ${kind} renamed`);
        const before = side === 'forecast' && { ...(await stage.forecast.get(kind, id)).record, id };
        const edited = before
          ? await writeEither(stage.forecast, kind, before, { name })
          : await stage.harvest.write(kind, id, { name });
        answers.push(told(`edit.${side}.${kind}`, edited, `An edit of a ${kind} in ${sideName(side)}`));
      }
    }
    return answers;
  },
};

function bodyOf(stage: Stage, side: Side, kind: (typeof KINDS)[number], client: number | null) {
  const name = stage.name(`rights ${kind}`);
  if (kind === 'role') return side === 'harvest' ? { name } : { name, person_ids: [] };
  if (kind === 'client') return { name };
  const settings = side === 'harvest' && { is_billable: false, bill_by: 'none', budget_by: 'none' };
  return { name, client_id: client, ...settings };
}

function told(id: Permission, { ok, status, text }: Answered, asked: string): Answer {
  const verdict = ok ? 'yes' : status === 403 ? 'no' : 'unknown';
  return answer(id, verdict === 'unknown' ? null : id, verdict, asked, ok ? 'allowed' : text);
}
