/**
 * The questions of the probe. In: scratch records on both sides. Out: what was asked, what was seen, and what it means
 * for the account.
 */
import type { PutForm } from '../../model/account.ts';
import { OWN_KEYS } from '../../forecast/encode.ts';
import { companyDefault } from './default-question.ts';
import { archivedEdits, names } from './harvest-questions.ts';
import { rights } from './rights-question.ts';
import type { Raw, ScratchKind } from './scratch.ts';
import {
  answer,
  asFarAsPossible,
  forecastRecord,
  harvestRecord,
  keptBesides,
  KINDS,
  nameKey,
  ofEach,
  newName,
  Unanswerable,
  writeEither,
  type Answer,
  type Question,
  type Stage,
} from './stage.ts';

const PUTS: { readonly [F in PutForm]: readonly [asked: string, safe: string] } = {
  partial: ['A PUT to Forecast with the name alone', 'sends the whole record as it was just read'],
  whole: ['A PUT to Forecast of the whole record as it was read, with another name', 'sends it so'],
  trimmed: [
    'A PUT to Forecast of the whole record without its id and time stamps, with another name',
    'sends it so if the whole record is refused',
  ],
};

const puts: readonly Question[] = (['partial', 'whole', 'trimmed'] as const).map((form) => ({
  id: `${form}-put`,
  asked: PUTS[form][0],
  safe: PUTS[form][1],
  ask(stage) {
    const kinds = KINDS.filter((each) => each !== 'person' || stage.withPerson);
    return ofEach(this, kinds, async (kind) => {
      const record = await forecastRecord(stage, kind, `${form} ${kind}`);
      const before = (await stage.forecast.get(kind, record.id)).record;
      const key = nameKey(kind);
      const wanted = newName(stage, kind, `${form} ${kind} renamed`);
      const { ok, text } = await stage.forecast.write(kind, record.id, bodyOf(form, before, { [key]: wanted }));
      const after = (await stage.forecast.get(kind, record.id)).record;
      const lost = keptBesides(before, after, [key]);
      const works = ok && after[key] === wanted && lost.length === 0;
      const seen = !ok
        ? text
        : lost.length > 0
          ? `changed as well: ${lost.join(', ')}`
          : after[key] === wanted
            ? 'stored, all else kept'
            : 'accepted, but not stored';
      const id = `${form}-put.${kind}` as const;
      return [answer(id, id, works ? 'yes' : 'no', `${this.asked}, for a ${kind}`, seen)];
    });
  },
}));

function bodyOf(form: PutForm, before: Raw, changed: Raw): Raw {
  if (form === 'partial') return changed;
  const kept = Object.entries(before).filter(([key]) => form === 'whole' || !OWN_KEYS.includes(key));
  return { ...Object.fromEntries(kept), ...changed };
}

const pointers: Question = {
  id: 'pointer',
  asked: 'A pointer to Harvest, written to a Forecast record',
  safe: 'tries one record of each kind first',
  async ask(stage) {
    const answers = await ofEach(this, ['role', 'client', 'project'] as const, async (kind) => {
      const record = await forecastRecord(stage, kind, `pointer ${kind}`);
      const target = await harvestRecord(stage, kind, `pointer ${kind}`);
      const { isKept, seen } = await pointTo(stage, kind, record, target.id);
      return [
        answer(`pointer.${kind}`, `pointer.${kind}`, isKept ? 'yes' : 'no', `${this.asked}, for a ${kind}`, seen),
      ];
    });
    if (!stage.withPerson) return answers;
    const asked = `${this.asked}, from a person to nobody`;
    return [...answers, ...(await asFarAsPossible({ id: this.id, asked }, () => personPointer(stage, answers, asked)))];
  },
};

/** An id that no Harvest account has given out, since a pointer to a real user would touch their record. */
const NOBODY = 2_000_000_011;

/**
 * A dropped pointer means "no" only if Forecast keeps such a pointer for a client, or drops one to an existing client.
 */
async function personPointer(stage: Stage, answers: readonly Answer[], asked: string): Promise<readonly Answer[]> {
  const person = await forecastRecord(stage, 'person', 'pointer');
  const { isKept, seen } = await pointTo(stage, 'person', person, NOBODY);
  const isDroppedAnyhow = answers.some(({ id, verdict }) => id === 'pointer.client' && verdict === 'no');
  const control = async (): Promise<boolean> =>
    (await pointTo(stage, 'client', await forecastRecord(stage, 'client', 'pointer to nobody'), NOBODY)).isKept;
  const verdict = isKept ? 'yes' : isDroppedAnyhow || (await control()) ? 'no' : 'unknown';
  const why = verdict === 'unknown' ? `${seen}; so is that of a client, so it may be for want of a target` : seen;
  return [answer('pointer.person', 'pointer.person', verdict, asked, why)];
}

const POINTER_KEYS = {
  ...{ role: 'harvest_role_id', client: 'harvest_id', project: 'harvest_id', person: 'harvest_user_id' },
} as const;

async function pointTo(
  { forecast }: Stage,
  kind: ScratchKind,
  { id }: { readonly id: number },
  target: number,
): Promise<{ readonly isKept: boolean; readonly seen: string }> {
  const key = POINTER_KEYS[kind];
  const before = { ...(await forecast.get(kind, id)).record, id };
  const written = await writeEither(forecast, kind, before, { [key]: target });
  const isKept = (await forecast.get(kind, id)).record[key] === target;
  return { isKept, seen: !written.ok ? written.text : isKept ? 'kept' : 'dropped silently' };
}

const capacity: Question = {
  id: 'odd-capacity',
  asked: "A person's capacity that is not in half hours (Forecast)",
  safe: 'writes what Harvest has, which is in half hours',
  async ask(stage) {
    if (!stage.withPerson) throw new Unanswerable('needs --with-person');
    const { id } = await forecastRecord(stage, 'person', 'capacity');
    const before = { ...(await stage.forecast.get('person', id)).record, id };
    const odd = 126_001;
    const written = await writeEither(stage.forecast, 'person', before, { weekly_capacity: odd });
    const stored = (await stage.forecast.get('person', id)).record['weekly_capacity'] === odd;
    const seen = stored ? 'stored' : written.ok ? 'accepted, but not stored' : written.text;
    return [answer('odd-capacity.forecast', 'odd-capacity.forecast', stored ? 'yes' : 'no', this.asked, seen)];
  },
};

const DELAY_S = 20;

const delay: Question = {
  id: 'sync-delay',
  asked: 'The built-in sync, after a linked project got a new name in Harvest',
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
        return [answer(this.id, 'built-in-sync', 'yes', this.asked, `seen within ${second} s`)];
    }
    return [answer(this.id, 'built-in-sync', 'no', this.asked, `not seen within ${DELAY_S} s`)];
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
  rights,
];
