/** What Harvest does with archived records, and both services with names that already exist. */
import { sideName, SIDES } from '../../model/side.ts';
import type { Raw } from './scratch.ts';
import { answer, forecastRecord, harvestRecord, ofEach, writeEither, type Answer, type Question } from './stage.ts';

export const archivedEdits: Question = {
  id: 'archived-edit',
  asked: 'Another name for an archived record of Harvest',
  safe: 'leaves projects alone until they are restored, and edits clients',
  ask(stage) {
    return ofEach(this, ['client', 'project'] as const, async (kind) => {
      const answers: Answer[] = [];
      const { id } = await harvestRecord(stage, kind, `archived ${kind}`);
      await stage.harvest.write(kind, id, { is_active: false });
      const wanted = stage.name(`archived ${kind} renamed`);
      const { ok, text } = await stage.harvest.write(kind, id, { name: wanted });
      const stored = (await stage.harvest.get(kind, id)).record['name'] === wanted;
      answers.push(
        answer(
          `archived-edit.${kind}`,
          `archived-edit.${kind}`,
          ok && stored ? 'yes' : 'no',
          `${this.asked}, for a ${kind}`,
          ok ? (stored ? 'stored' : 'accepted, but not stored') : text,
        ),
      );
      if (kind === 'client') return answers;
      const live = stage.name('restored');
      const restored = await stage.harvest.write(kind, id, { is_active: true, name: live });
      const { name, is_active: isActive } = (await stage.harvest.get(kind, id)).record;
      const works = restored.ok && name === live && isActive === true;
      answers.push(
        answer(
          'restore-edit.project',
          'restore-edit.project',
          works ? 'yes' : 'no',
          'A restore and another name in one request',
          works ? 'both stored' : restored.text || 'not both stored',
        ),
      );
      return answers;
    });
  },
};

export const names: Question = {
  id: 'names',
  asked: 'A name that already exists',
  safe: 'treats names of clients and roles as taken, archived ones too, and minds case',
  ask(stage) {
    return ofEach(this, SIDES, async (side) => {
      const answers: Answer[] = [];
      const bench = stage[side];
      for (const kind of ['client', 'role', 'project'] as const) {
        const first =
          side === 'harvest'
            ? await harvestRecord(stage, kind, `same ${kind}`)
            : await forecastRecord(stage, kind, `same ${kind}`);
        const client = clientOf(first);
        const again = {
          name: first['name'],
          ...(client !== null && { client_id: client }),
          ...(kind === 'role' && side === 'forecast' && { person_ids: [] }),
        };
        const { ok, text } = await bench.create(kind, again);
        const id = `same-name.${side}.${kind}` as const;
        answers.push(
          answer(
            id,
            id,
            ok ? 'yes' : 'no',
            `A second ${kind} of the same name in ${sideName(side)}`,
            ok ? 'accepted' : text,
          ),
        );
      }
      const other = await bench.create('client', { name: stage.name('same client').toUpperCase() });
      answers.push(
        answer(
          `other-case.${side}`,
          `other-case.${side}`,
          other.ok ? 'yes' : 'no',
          `A client name that differs only in case in ${sideName(side)}`,
          other.ok ? 'accepted' : other.text,
        ),
      );
      const old =
        side === 'harvest'
          ? await harvestRecord(stage, 'client', 'old client')
          : await forecastRecord(stage, 'client', 'old client');
      if (side === 'harvest') await bench.write('client', old.id, { is_active: false });
      else await writeEither(bench, 'client', old, { archived: true });
      const namesake = await bench.create('client', { name: stage.name('old client') });
      answers.push(
        answer(
          `archived-name.${side}`,
          `archived-name.${side}`,
          namesake.ok ? 'yes' : 'no',
          `The name of an archived client in ${sideName(side)}`,
          namesake.ok ? 'accepted' : namesake.text,
        ),
      );
      return answers;
    });
  },
};

function clientOf(record: Raw): number | null {
  const nested = record['client'];
  const id = record['client_id'] ?? (typeof nested === 'object' && nested !== null ? (nested as Raw)['id'] : null);
  return typeof id === 'number' ? id : null;
}
