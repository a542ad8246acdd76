import { describe, expect, it } from 'vitest';
import { createRefresher } from '../../src/apply/refresh.ts';
import type { Id } from '../../src/model/id.ts';
import type { Kind } from '../../src/model/kind.ts';
import { momentOf } from '../../src/model/moment.ts';
import type { Side } from '../../src/model/side.ts';
import { stageOf } from './stage.ts';

const START = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(START + ms).toISOString();

/** An account that was read 0 ms ago, by a service whose clock may be known; everything in it was edited `updatedAt` ms ago. */
async function setup(side: Side = 'harvest', servedAt: number | null = null, updatedAt = 0) {
  const during: (() => void)[] = [];
  const asked: string[] = [];
  const pair = { harvest: 1, forecast: 1 };
  const stage = await stageOf(
    {
      at: at(updatedAt),
      clients: [{ ...pair, name: 'Acme' }],
      projects: [{ ...pair, name: 'Site', client: 'Acme' }],
      people: [{ ...pair, name: 'Kim Allen', email: 'kim@acme.example' }],
      roles: [{ ...pair, name: 'Dev' }],
    },
    {
      before({ path }) {
        const { pathname, searchParams } = new URL(path, 'http://service.test');
        const since = searchParams.get('updated_since');
        asked.push(since === null ? pathname : `${pathname} ${since}`);
        during.shift()?.();
      },
    },
  );
  const { clock, ledger, accounts } = stage;
  const account = accounts[side];
  const refresher = createRefresher({ account, ledger, clock, readAt: momentOf(clock), servedAt });
  const name = (id = 1) => ledger.current(side, 'project', id as Id)?.values.name;
  const rename = (to: string) => stage.edit(side, 'project', 1, { name: to });
  /** As the check before a write does. */
  const recent = async (kind: Kind, needs = { roles: false }): Promise<void> => {
    if (!refresher.isRecent(kind, needs)) await refresher.again(kind, needs, account);
  };
  return { stage, ledger, clock, refresher, recent, during, name, rename, asked };
}

describe('what is known is recent enough to write by', () => {
  it('up to 10 s, then it is read again: what was updated since, a minute earlier by our clock', async () => {
    const { clock, name, rename, asked, recent } = await setup();
    clock.pass(10_000);
    await rename('Web');
    await recent('project');
    expect([asked, name()]).toEqual([[], 'Site']);
    clock.pass(1);
    await recent('project');
    expect([asked, name()]).toEqual([[`/projects ${at(-60_000)}`], 'Web']);
    // From now on the service's own clock is known, and the last edit.
    clock.pass(10_001);
    await recent('project');
    expect(asked[1]).toBe(`/projects ${at(0)}`);
  });

  it.each([
    ['the service behind', -5_000, 0, -5_000],
    ['the service an hour ahead: by our own clock', 3_600_000, 0, 0],
    ['the newest record of its lists is older than both: by that', 0, -86_400_000, -86_400_000],
    ['a record of the future changes nothing', -5_000, 3_600_000, -5_000],
  ])('B11 K19 ten seconds before the earliest of three clocks: %s', async (_what, served, updatedAt, expected) => {
    const { clock, asked, recent } = await setup('harvest', START + served, updatedAt);
    clock.pass(10_001);
    await recent('project');
    expect(asked).toEqual([`/projects ${at(expected - 10_000)}`]);
  });

  it.each([
    ['harvest', 'role', '/roles'],
    ['forecast', 'project', '/projects'],
    ['harvest', 'company', '/company'],
  ] as const)('whole where the service cannot narrow it: %s %s', async (side, kind, expected) => {
    const { clock, asked, recent } = await setup(side);
    clock.pass(10_001);
    await recent(kind);
    expect(asked).toEqual([expected]);
  });

  it('people are read whole after a role or the default moved them, once; other kinds are not', async () => {
    const { refresher, asked, recent } = await setup();
    refresher.peopleMoved();
    await recent('project');
    await recent('person');
    await recent('person');
    await refresher.people();
    expect(asked).toEqual(['/users']);
  });

  it('people moved while they are read are read once more', async () => {
    const { refresher, during, asked, recent } = await setup();
    refresher.peopleMoved();
    during.push(() => refresher.peopleMoved());
    await Promise.all([recent('person'), recent('person')]);
    expect(asked).toEqual(['/users', '/users']);
  });

  it('a failed reading leaves people moved', async () => {
    const { stage, refresher, asked } = await setup();
    refresher.peopleMoved();
    stage.fault({ fault: 'status', status: 403, path: '/users' });
    await expect(refresher.people()).rejects.toThrow('403');
    await refresher.people();
    expect(asked).toEqual(['/users', '/users']);
  });

  it('whoever asks at once shares one reading', async () => {
    const { clock, asked, recent } = await setup();
    clock.pass(10_001);
    await Promise.all([recent('project'), recent('project')]);
    expect(asked).toHaveLength(1);
  });

  it('a record that is being written keeps what it has, and so does one written while the list was on its way', async () => {
    const { stage, clock, ledger, refresher, during, name, rename, recent } = await setup();
    await rename('Old list');
    refresher.writeStarts('project', 1);
    clock.pass(10_001);
    await recent('project');
    expect(name()).toBe('Site');
    during.push(() => {
      const [row] = stage.records('harvest', 'project');
      ledger.put({ ...row!, values: { ...row!.values, name: 'Written' } });
      refresher.writeEnds('project', 1);
    });
    clock.pass(10_001);
    await recent('project');
    expect(name()).toBe('Written');
    clock.pass(10_001);
    await recent('project');
    expect(name()).toBe('Old list');
  });

  it('B12 D13 a list that is behind takes nothing back, and says which record to read by itself', async () => {
    const { stage, clock, ledger, refresher, recent, name, rename } = await setup();
    const [row] = stage.records('harvest', 'project');
    ledger.put({ ...row!, values: { ...row!.values, name: 'Newer' }, updatedAt: START + 5_000 });
    clock.pass(4_000);
    await rename('Older');
    clock.pass(6_001);
    await recent('project');
    expect([name(), refresher.isBehind('project', 1)]).toEqual(['Newer', true]);
    await rename('Newest');
    clock.pass(10_001);
    await recent('project');
    expect([name(), refresher.isBehind('project', 1)]).toEqual(['Newest', false]);
  });

  it('who was not known stays a stranger, by kind', async () => {
    const { stage, clock, refresher, name, recent } = await setup();
    const made = await stage.make('harvest', 'project', { name: 'New', client: 1 });
    const bo = await stage.make('harvest', 'person', { first_name: 'Bo', last_name: 'Berg', email: 'bo@acme.example' });
    clock.pass(10_001);
    await recent('project');
    await recent('person');
    expect(name(made)).toBeUndefined();
    expect(refresher.newcomers('project').map(({ id }) => id)).toEqual([made]);
    expect(refresher.newcomers('person').map(({ id }) => id)).toEqual([bo]);
  });
});
