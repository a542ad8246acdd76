import { answer, Unanswerable, type Answer, type Question, type Stage } from './stage.ts';

/** Half an hour: no service is known to refuse a capacity in such steps. */
const STEP_S = 1_800;

/**
 * Whether Forecast accepts a change of the company's default capacity. A PUT of the current value only shows a refusal.
 * Another value shows whether it is stored, but for a moment it applies to everyone without their own capacity.
 */
export const companyDefault: Question = {
  id: 'company-default',
  asked: "A PUT of Forecast's account with the default capacity as it is",
  safe: 'sends it, and goes by the answer',
  async ask(stage) {
    const path = `/accounts/${stage.forecastAccount}`;
    const { weekly_capacity: capacity } = (await stage.forecast.account('GET', path)).record;
    if (typeof capacity !== 'number') throw new Unanswerable('Forecast does not tell its default capacity');
    const { ok, text } = await stage.forecast.account('PUT', path, { weekly_capacity: capacity });
    if (!ok) return [answer(this.id, 'company-default', 'no', this.asked, text)];
    if (stage.withDefault) return changed(stage, path, capacity);
    const seen = 'accepted; --with-default shows whether a different value is stored';
    return [answer(this.id, 'company-default', 'unknown', this.asked, seen)];
  },
};

/** The value that the probe sets for a moment. */
export function otherDefault(seconds: number): number {
  return seconds > STEP_S ? seconds - STEP_S : seconds + STEP_S;
}

async function changed(stage: Stage, path: string, capacity: number): Promise<readonly Answer[]> {
  const other = otherDefault(capacity);
  await stage.keepDefault(capacity);
  const { ok, text } = await stage.forecast.account('PUT', path, { weekly_capacity: other });
  const stored = (await stage.forecast.account('GET', path)).record['weekly_capacity'] === other;
  await stage.restoreDefault();
  const seen = stored ? 'stored, and put back' : ok ? 'accepted, but not stored' : text;
  const asked = "A PUT of Forecast's account with another default capacity";
  return [answer('company-default', 'company-default', stored ? 'yes' : 'no', asked, seen)];
}
