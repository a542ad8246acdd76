/** The questions of the probe. In: scratch records on both sides. Out: what was asked, what was seen, what it says of the account. */
import { archivedEdits, names } from './harvest-questions.ts';
import {
  answer,
  forecastRecord,
  harvestRecord,
  keptBesides,
  KINDS,
  nameKey,
  newName,
  Unanswerable,
  writeEither,
  type Answer,
  type Question,
} from './stage.ts';

const puts: readonly Question[] = (['partial', 'whole'] as const).map((how) => ({
  id: `${how}-put`,
  asked:
    how === 'partial'
      ? 'A PUT to Forecast with the name alone'
      : 'A PUT to Forecast of the whole record as it was read, with another name',
  safe: how === 'partial' ? 'sends the whole record as it was just read' : 'sends it so',
  async ask(stage) {
    const answers: Answer[] = [];
    for (const kind of KINDS.filter((each) => each !== 'person' || stage.withPerson)) {
      const record = await forecastRecord(stage, kind, `${how} ${kind}`);
      const before = (await stage.forecast.get(kind, record.id)).record;
      const key = nameKey(kind);
      const wanted = newName(stage, kind, `${how} ${kind} renamed`);
      const body = how === 'partial' ? { [key]: wanted } : { ...before, [key]: wanted };
      const { ok, text } = await stage.forecast.write(kind, record.id, body);
      const after = (await stage.forecast.get(kind, record.id)).record;
      const lost = keptBesides(before, after, [key]);
      const works = ok && after[key] === wanted && lost.length === 0;
      const seen = !ok
        ? text
        : lost.length > 0
          ? `changed as well: ${lost.join(', ')}`
          : after[key] === wanted
            ? 'stored, all else kept'
            : 'taken, not stored';
      answers.push(
        answer(`${how}-put.${kind}`, `${how}-put.${kind}`, works ? 'yes' : 'no', `${this.asked} (${kind})`, seen),
      );
    }
    return answers;
  },
}));

const pointers: Question = {
  id: 'pointer',
  asked: 'A pointer to Harvest, written to a Forecast record',
  safe: 'tries one record of each kind first',
  async ask(stage) {
    const answers: Answer[] = [];
    for (const kind of ['role', 'client', 'project'] as const) {
      const record = await forecastRecord(stage, kind, `pointer ${kind}`);
      const target = await harvestRecord(stage, kind, `pointer ${kind}`);
      const key = kind === 'role' ? 'harvest_role_id' : 'harvest_id';
      const before = { ...(await stage.forecast.get(kind, record.id)).record, id: record.id };
      const written = await writeEither(stage.forecast, kind, before, { [key]: target.id });
      const kept = (await stage.forecast.get(kind, record.id)).record[key];
      const seen = !written.ok ? written.text : kept === target.id ? 'kept' : 'dropped silently';
      answers.push(
        answer(
          `pointer.${kind}`,
          `pointer.${kind}`,
          kept === target.id ? 'yes' : 'no',
          `${this.asked} (${kind})`,
          seen,
        ),
      );
    }
    return answers;
  },
};

const companyDefault: Question = {
  id: 'company-default',
  asked: "A PUT of Forecast's account with the default capacity as it is",
  safe: 'sends it, and goes by the answer',
  async ask(stage) {
    const path = `/accounts/${stage.forecastAccount}`;
    const capacity = (await stage.forecast.account('GET', path)).record['weekly_capacity'];
    if (typeof capacity !== 'number') throw new Unanswerable('Forecast does not tell its default capacity');
    const { ok, text } = await stage.forecast.account('PUT', path, { weekly_capacity: capacity });
    // It is what it was, so nobody can tell whether another one would be stored.
    return [
      answer(
        this.id,
        'company-default',
        ok ? 'unknown' : 'no',
        this.asked,
        ok ? 'accepted; only a different value would show whether it is stored' : text,
      ),
    ];
  },
};

const capacity: Question = {
  id: 'odd-capacity',
  asked: "A person's capacity that is not in half hours (Forecast)",
  safe: 'writes what Harvest has, which is in half hours',
  async ask(stage) {
    if (!stage.withPerson) throw new Unanswerable('it needs --with-person');
    const { id } = await forecastRecord(stage, 'person', 'capacity');
    const before = { ...(await stage.forecast.get('person', id)).record, id };
    const odd = 126_001;
    const written = await writeEither(stage.forecast, 'person', before, { weekly_capacity: odd });
    const stored = (await stage.forecast.get('person', id)).record['weekly_capacity'] === odd;
    const seen = stored ? 'stored' : written.ok ? 'taken, not stored' : written.text;
    return [answer('odd-capacity.forecast', 'odd-capacity.forecast', stored ? 'yes' : 'no', this.asked, seen)];
  },
};

const DELAY_S = 20;

const delay: Question = {
  id: 'sync-delay',
  asked: 'How soon the built-in sync brings a new name from Harvest to a linked Forecast project',
  safe: 'counts a record that already has the wanted value as done',
  async ask(stage) {
    const there = await forecastRecord(stage, 'project', 'delay');
    const here = await harvestRecord(stage, 'project', 'delay');
    await writeEither(stage.forecast, 'project', there, { harvest_id: here.id });
    if ((await stage.forecast.get('project', there.id)).record['harvest_id'] !== here.id)
      throw new Unanswerable('Forecast keeps no pointer, so the two are not linked');
    const wanted = stage.name('delay renamed');
    await stage.harvest.write('project', here.id, { name: wanted });
    for (let second = 1; second <= DELAY_S; second++) {
      await stage.sleep(1_000);
      if ((await stage.forecast.get('project', there.id)).record['name'] === wanted)
        return [answer(this.id, null, 'yes', this.asked, `within ${second} s`)];
    }
    return [answer(this.id, null, 'no', this.asked, `not within ${DELAY_S} s`)];
  },
};

export const QUESTIONS: readonly Question[] = [
  ...puts,
  pointers,
  companyDefault,
  archivedEdits,
  names,
  capacity,
  delay,
];
