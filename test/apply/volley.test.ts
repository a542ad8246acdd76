import { describe, expect, it } from 'vitest';
import { changeOf, project } from '../support/changes.ts';
import type { Sent } from '../support/in-process.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { stageOf, type Stage, type StageOptions } from './stage.ts';

/** From leaving the program until the service acts on it, and back again. */
const WAY_MS = 100;

interface Arrival extends Sent {
  readonly at: number;
}

interface Setting {
  /** Whether a PUT of the changed keys alone is known to work. */
  readonly partial?: 'yes' | 'no';
  readonly strict?: StageOptions['strict'];
  /** More ms that an answer takes. */
  readonly slow?: (sent: Sent) => number;
  readonly others?: number;
}

const rename = (index: number) =>
  changeOf('forecast', 'update', project(index + 2, index + 2), { name: [`Site ${index}`, `Web ${index}`] });
const name = (stage: Stage, index: number) => stage.value('forecast', 'project', index + 2, 'name');

/** So many projects of Forecast that get the names that they have in Harvest. */
async function setup(count: number, { partial = 'yes', strict, slow, others = 0 }: Setting = {}) {
  const clock = createVirtualClock();
  const arrivals: Arrival[] = [];
  const stage = await clock.run(
    stageOf(
      {
        clients: [{ harvest: 1, forecast: 1, name: 'Acme' }],
        projects: Array.from({ length: count + others }, (_, index) => ({
          ...{ harvest: index + 2, forecast: index + 2, client: 'Acme' },
          name: index < count ? { harvest: `Web ${index}`, forecast: `Site ${index}` } : `Other ${index}`,
        })),
      },
      {
        clock,
        ...(strict && { strict }),
        before: async (sent) => {
          await clock.sleep(WAY_MS);
          arrivals.push({ ...sent, at: clock.elapsed() });
        },
        after: (sent) => clock.sleep(WAY_MS + (slow?.(sent) ?? 0)),
      },
    ),
  );
  stage.ledger.learn('partial-put.project', partial);
  const start = clock.elapsed();
  const run = () => clock.run(stage.run(Array.from({ length: count }, (_, index) => rename(index))));
  const paths = (method: string) => arrivals.filter((each) => each.method === method).map(({ path }) => path);
  return { clock, stage, arrivals, start, run, paths };
}

/** No window of the limit had more. */
function expectWithin(arrivals: readonly Arrival[], requests: number): void {
  for (const [index, { at }] of arrivals.slice(requests).entries())
    expect(at - arrivals[index]!.at).toBeGreaterThan(15_000);
}

/** From each reading of a record in Forecast to the PUT that went by it, in ms. */
function windows(arrivals: readonly Arrival[]): readonly number[] {
  return arrivals.flatMap((put, index) => {
    if (put.method !== 'PUT') return [];
    const shown = arrivals.slice(0, index).findLast(({ path }) => path === '/projects' || path === put.path);
    return shown ? [put.at - shown.at] : [Infinity];
  });
}

describe('writes that leave together', () => {
  it('take a list for 13 of them, and keep the limit', { timeout: 60_000 }, async () => {
    const { run, paths, arrivals } = await setup(299);
    expect(await run()).toMatchObject({ done: 299 });
    expect([paths('GET').every((path) => path === '/projects'), paths('PUT').length]).toEqual([true, 299]);
    expect(paths('GET').length).toBeLessThanOrEqual(30);
    expectWithin(arrivals, 100);
  });

  it('leave the moment the list is there: no later after a reading than one that leaves alone', async () => {
    const alone = await setup(40, { partial: 'no' });
    const together = await setup(40);
    for (const each of [alone, together]) expect(await each.run()).toMatchObject({ done: 40 });
    expect(Math.max(...windows(alone.arrivals))).toBe(2 * WAY_MS);
    expect(Math.max(...windows(together.arrivals))).toBe(2 * WAY_MS);
  });

  it('K20 are not sent if a connection takes them past the age of the list', async () => {
    const alone = await setup(4, { partial: 'no' });
    const together = await setup(4);
    for (const each of [alone, together]) expect(await each.run()).toMatchObject({ done: 4 });
    const left = ({ arrivals }: typeof alone) =>
      arrivals.filter(({ method }) => method === 'PUT').map(({ leaveWithinMs }) => leaveWithinMs);
    expect(left(alone)).toEqual([null, null, null, null]);
    expect(left(together)).toEqual([1_800, 1_800, 1_800, 1_800]);
  });

  it.each(['alone', 'together'] as const)(
    'P5 K20 %s: an edit at any moment is refused, or was made after the reading',
    { timeout: 60_000 },
    async (how) => {
      const overwritten: number[] = [];
      for (let moment = 0; moment <= 900; moment += 30) {
        const index = (moment / 30) % 5;
        const { clock, stage, arrivals, start, run } = await setup(5, { partial: how === 'alone' ? 'no' : 'yes' });
        const edits = clock
          .sleep(moment)
          .then(() => stage.edit('forecast', 'project', index + 2, { name: 'By a colleague', notes: 'theirs' }));
        const { done, stale } = await run();
        await clock.run(edits);
        expect(done + stale).toBe(5);
        // Changed keys alone leave the others as they are.
        if (how === 'together') expect(stage.value('forecast', 'project', index + 2, 'notes')).toBe('theirs');
        const put = arrivals.find(({ method, path }) => method === 'PUT' && path === `/projects/${index + 2}`);
        const editedAt = start + moment;
        if (!put || put.at < editedAt) expect(name(stage, index)).toBe('By a colleague');
        else overwritten.push(put.at - editedAt);
      }
      // What came between the answer of the service and the PUT, which nobody can see.
      expect(Math.max(...overwritten)).toBeLessThanOrEqual(2 * WAY_MS);
      expect(overwritten.length).toBeGreaterThan(0);
    },
  );
});

describe('one leaves by a GET of its own', () => {
  it.each([
    ['if nobody knows that changed keys are enough', 4, { partial: 'no' }],
    ['if there are two', 2, {}],
    ['if the account has very many records', 3, { others: 2_000 }],
  ] as const)('%s', { timeout: 60_000 }, async (_what, count, setting) => {
    const { run, paths } = await setup(count, setting);
    expect(await run()).toMatchObject({ done: count });
    expect(paths('GET')).toHaveLength(count);
    expect(paths('GET')).not.toContain('/projects');
  });

  it('if the list lacks its record: gone is what its own address says is gone', async () => {
    const { stage, run, paths } = await setup(4);
    const rows = [2, 4, 5].map((id) => stage.control.get({ side: 'forecast', kind: 'project', id }));
    stage.fault({ fault: 'status', status: 200, body: { projects: rows }, side: 'forecast', path: '/projects' });
    expect(await run()).toMatchObject({ done: 4 });
    expect(paths('GET')).toEqual(['/projects', '/projects/3']);
  });

  it('B12 D13 if the list shows an older version of it', async () => {
    const { stage, run, paths } = await setup(4);
    const [row] = stage.records('forecast', 'project');
    stage.ledger.put({ ...row!, updatedAt: row!.updatedAt! + 5_000 });
    expect(await run()).toMatchObject({ done: 3, failed: 1 });
    expect(stage.told('apply_errored')).toEqual(['forecast:update:project:2/2: reading.behind']);
    expect(paths('GET')).toEqual(['/projects', '/projects/2']);
  });

  it('if the list took too long, and so do all others of the kind', async () => {
    const { run, paths } = await setup(20, { slow: ({ path }) => (path === '/projects' ? 2_500 : 0) });
    expect(await run()).toMatchObject({ done: 20 });
    expect(paths('GET').filter((path) => path === '/projects')).toHaveLength(1);
    expect(paths('GET')).toHaveLength(21);
  });

  it('H1 if it was turned away', async () => {
    const { stage, run, paths } = await setup(5);
    stage.fault({ fault: 'limit', side: 'forecast', method: 'PUT', seconds: 1, times: 2 });
    expect(await run()).toMatchObject({ done: 5 });
    expect(paths('GET')).toHaveLength(3);
  });

  it('if its changed keys are not enough after all: the whole record is read before it is put back', async () => {
    const { stage, run } = await setup(3, { strict: { wholePut: true } });
    expect(await run()).toMatchObject({ done: 3 });
    expect([0, 1, 2].map((index) => name(stage, index))).toEqual(['Web 0', 'Web 1', 'Web 2']);
    expect(stage.requests('forecast GET').filter((line) => line !== 'forecast GET /projects')).toHaveLength(3);
  });
});

it('D2 a list that is only a part of it stops its writes', async () => {
  const { stage, run, paths } = await setup(4);
  stage.fault({
    ...{ fault: 'status', status: 200, side: 'forecast', path: '/projects' },
    body: { projects: [], total_entries: 4 },
  });
  expect(await run()).toMatchObject({ failed: 4 });
  expect(paths('PUT')).toEqual([]);
});

it('a write that empties something else is noticed by what the list showed', async () => {
  const { stage, run } = await setup(3, { strict: { losesNotes: true } });
  for (const id of [2, 3, 4]) await stage.edit('forecast', 'project', id, { notes: 'kept' });
  const { done } = await run();
  expect(done).toBe(0);
  expect(stage.told('apply_errored')).toHaveLength(3);
});

it('a record that is put back whole, since its changed keys did damage, is read by itself: a list may show less of it', async () => {
  const { stage, run, arrivals } = await setup(3, { strict: { losesNotes: true } });
  for (const id of [2, 3, 4]) await stage.edit('forecast', 'project', id, { notes: 'kept' });
  const projects = [2, 3, 4].map((id) => {
    const { tags, ...less } = stage.control.get({ side: 'forecast', kind: 'project', id }) as { tags: unknown };
    expect(tags).toBeDefined();
    return less;
  });
  stage.fault({ fault: 'status', status: 200, body: { projects }, side: 'forecast', path: '/projects' });
  await run();
  const whole = arrivals.filter(({ method, body }) => method === 'PUT' && body.includes('"start_date"'));
  expect(whole.length).toBeGreaterThan(0);
  for (const { body } of whole) expect(body).toContain('"tags"');
});
