import { expect, it } from 'vitest';
import type { Have } from '../../src/model/have.ts';
import { join } from '../../src/plan/join/join.ts';
import { f, h, have, last, link, want } from '../support/world.ts';

/** Counts how often a record is looked up: no clock could tell it as surely. */
class Counted<K, V> extends Map<K, V> {
  looked = 0;
  override get(key: K): V | undefined {
    this.looked++;
    return super.get(key);
  }
}

/** A file of so many creates that were carried out, and how often joining it looks a project of Forecast up. */
function looksFor(creates: number): number {
  const ids = Array.from({ length: creates }, (_, index) => index + 1);
  const whole = have(ids.flatMap((id) => [h('project', id, { name: `P${id}` }), f('project', id, { pointer: id })]));
  const projects = new Counted(whole.forecast.records.project);
  const forecast = { ...whole.forecast, records: { ...whole.forecast.records, project: projects } };
  const state = last(Object.fromEntries(ids.map((id) => [`project:${id}/${id}`, {}])));
  const joined = join(want(ids.map((id) => link('project', id, 'create'))), { ...whole, forecast } as Have, state);
  expect([...joined.pairs.all].filter(({ kind }) => kind === 'project')).toHaveLength(creates);
  return projects.looked;
}

it('a file of many creates takes no more for each than a file of few', () => {
  const [few, many] = [looksFor(50) / 50, looksFor(1_000) / 1_000];
  // Sorting takes a little more.
  expect(many / few).toBeLessThan(3);
});
