import { describe, expect, it } from 'vitest';
import { createRefresher } from '../../src/apply/refresh.ts';
import type { Id } from '../../src/model/id.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Side } from '../../src/model/side.ts';
import { createFakeAccount, type Call } from '../support/fake-account.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createFakeLedger } from '../support/fake-ledger.ts';

const START = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(START + ms).toISOString();

/** An account that was read 0 ms ago, by a service whose clock may be known. */
function setup(side: Side = 'harvest', servedAt: number | null = null, updatedAt?: number) {
  const log: Call[] = [];
  const during: (() => void)[] = [];
  const account = createFakeAccount(
    side,
    [
      ['project', 1, { name: 'Site' }],
      ['person', 2, { first_name: 'Kim' }],
      ['role', 3, { name: 'Dev' }],
    ],
    { before: () => during.shift()?.() },
    log,
  );
  const ledger = createFakeLedger(
    (['company', 'project', 'person', 'role'] as const).flatMap((kind) =>
      account.records(kind).map((record) => (updatedAt === undefined ? record : { ...record, updatedAt })),
    ),
  );
  const clock = createFakeClock();
  const refresher = createRefresher({
    account: account.account,
    ledger,
    clock,
    readAt: { elapsed: 0, now: START },
    servedAt,
  });
  const name = (id = 1) => ledger.current(side, 'project', id as Id)?.values.name;
  const asked = () =>
    log.map(({ method, kind, updatedSince }) => [method, kind, updatedSince].filter(Boolean).join(' '));
  /** As the check before a write does. */
  const young = async (kind: Kind, needs = { roles: false }): Promise<void> => {
    if (!refresher.isRecent(kind, needs)) await refresher.again(kind, needs, account.account);
  };
  return { account, ledger, clock, refresher, young, during, name, asked };
}

describe('what is known is young enough to write by', () => {
  it('up to 10 s, then it is read again: what was updated since, a minute earlier by our clock', async () => {
    const { account, clock, name, asked, young } = setup();
    account.edit('project', 1, { name: 'Web' });
    clock.pass(10_000);
    await young('project');
    expect([asked(), name()]).toEqual([[], 'Site']);
    clock.pass(1);
    await young('project');
    expect([asked(), name()]).toEqual([[`list project ${at(-60_000)}`], 'Web']);
    clock.pass(10_001);
    await young('project');
    expect(asked()[1]).toBe(`list project ${at(10_001 - 60_000)}`);
  });

  it.each([
    ['the service behind', -5_000, undefined, -5_000],
    ['the service an hour ahead: by our own clock', 3_600_000, undefined, 0],
    ['the newest record of its lists is older than both: by that', 0, -86_400_000, -86_400_000],
    ['a record of the future changes nothing', -5_000, 3_600_000, -5_000],
  ])('B11 K19 ten seconds before the earliest of three clocks: %s', async (_what, served, updatedAt, expected) => {
    const { clock, asked, young } = setup('harvest', START + served, updatedAt && START + updatedAt);
    clock.pass(10_001);
    await young('project');
    expect(asked()).toEqual([`list project ${at(expected - 10_000)}`]);
  });

  it.each([
    ['harvest', 'role', 'list role'],
    ['forecast', 'project', 'list project'],
    ['harvest', 'company', 'company company'],
  ] as const)('whole where the service cannot narrow it: %s %s', async (side, kind, expected) => {
    const { clock, asked, young } = setup(side);
    clock.pass(10_001);
    await young(kind);
    expect(asked()).toEqual([expected]);
  });

  it('people are read whole after a role or the default moved them, once; other kinds are not', async () => {
    const { refresher, asked, young } = setup();
    refresher.peopleMoved();
    await young('project');
    await young('person');
    await young('person');
    await refresher.people();
    expect(asked()).toEqual(['list person']);
  });

  it('people moved while they are read are read once more', async () => {
    const { refresher, during, asked, young } = setup();
    refresher.peopleMoved();
    during.push(() => refresher.peopleMoved());
    await Promise.all([young('person'), young('person')]);
    expect(asked()).toEqual(['list person', 'list person']);
  });

  it('a failed reading leaves people moved', async () => {
    const { refresher, during, asked } = setup();
    refresher.peopleMoved();
    during.push(() => {
      throw new Error('no network');
    });
    await expect(refresher.people()).rejects.toThrow('no network');
    await refresher.people();
    expect(asked()).toEqual(['list person', 'list person']);
  });

  it('whoever asks at once shares one reading', async () => {
    const { clock, asked, young } = setup();
    clock.pass(10_001);
    await Promise.all([young('project'), young('project')]);
    expect(asked()).toHaveLength(1);
  });

  it('a record that is being written keeps what it has, and so does one written while the list was on its way', async () => {
    const { account, clock, ledger, refresher, during, name, young } = setup();
    account.edit('project', 1, { name: 'Old list' });
    refresher.writeStarts('project', 1);
    clock.pass(10_001);
    await young('project');
    expect(name()).toBe('Site');
    during.push(() => {
      ledger.put({ ...account.records('project')[0]!, values: { name: 'Written' } });
      refresher.writeEnds('project', 1);
    });
    clock.pass(10_001);
    await young('project');
    expect(name()).toBe('Written');
    clock.pass(10_001);
    await young('project');
    expect(name()).toBe('Old list');
  });

  it('B12 D13 a list that is behind takes nothing back, and says which record to read by itself', async () => {
    const { account, clock, ledger, refresher, young, name } = setup('harvest', null, START);
    const [row] = account.records('project');
    ledger.put({ ...row!, values: { name: 'Newer' }, updatedAt: START + 5_000 });
    account.edit('project', 1, { name: 'Older' }, START + 4_000);
    clock.pass(10_001);
    await young('project');
    expect([name(), refresher.isBehind('project', 1)]).toEqual(['Newer', true]);
    account.edit('project', 1, { name: 'Newest' }, START + 6_000);
    clock.pass(10_001);
    await young('project');
    expect([name(), refresher.isBehind('project', 1)]).toEqual(['Newest', false]);
  });

  it('who was not known stays a stranger, by kind', async () => {
    const { account, clock, refresher, name, young } = setup();
    account.edit('project', 9, { name: 'New' });
    account.edit('person', 8, { first_name: 'Bo' });
    clock.pass(10_001);
    await young('project');
    await young('person');
    expect(name(9)).toBeUndefined();
    expect(refresher.newcomers('project').map(({ id }) => id)).toEqual([9]);
    expect(refresher.newcomers('person').map(({ id }) => id)).toEqual([8]);
  });
});
