import { describe, expect, it, vi } from 'vitest';
import { gitMedium } from '../../../src/state/git/git.ts';
import type { HeldMedium, Medium } from '../../../src/state/medium.ts';
import { gitOptions, repository, type Repository } from '../media/git.ts';
import { handClock } from '../hand-clock.ts';

/** Who holds the lock, once nothing but the passing of time can tell whether its holder is alive. */
async function two(): Promise<{ at: Repository; clock: ReturnType<typeof handClock>; kim: Medium; ann: Medium }> {
  const at = await repository();
  const clock = handClock();
  const open = (user: string): Medium => gitMedium(gitOptions(at, { clock, holder: { pid: 1, host: user, user } }));
  return { at, clock, kim: open('kim'), ann: open('ann') };
}

const LEASE_MS = 120_000;
const lost = { code: 'state.lost' };

async function lock(medium: Medium): Promise<HeldMedium> {
  const held = await medium.tryLock('apply');
  if ('release' in held) return held;
  throw new Error(`held by ${held.by?.user}`);
}

describe('a lock on git', () => {
  it('is taken over once its holder gave no sign of life for the lease, and not before', async () => {
    const { clock, kim, ann, at } = await two();
    const dead = await lock(kim);
    await dead.write('journal', 'intent\n');
    clock.forget();
    expect(await ann.tryLock('apply')).toMatchObject({ by: { user: 'kim' }, lease: 120 });
    await clock.pass(LEASE_MS - 1);
    expect(await ann.tryLock('apply')).toMatchObject({ by: { user: 'kim' } });
    await clock.pass(1);
    const next = await lock(ann);
    expect(dead.isCurrent()).toBe(false);
    await expect(dead.confirm()).rejects.toMatchObject(lost);
    await expect(dead.append('late\n')).rejects.toMatchObject({
      ...lost,
      message: expect.stringContaining('ann') as string,
    });
    await dead.release();
    expect(at.text('journal')).toBe('intent\n');
    await next.release();
  });

  it('stays with a holder that writes nothing and is alive', async () => {
    const { clock, kim, ann, at } = await two();
    const held = await lock(kim);
    expect(await ann.tryLock('apply')).toMatchObject({ by: { user: 'kim' } });
    for (let beats = 0; beats < 4; beats += 1) {
      await vi.waitFor(() => expect(clock.sleeping()).toBe(1), { timeout: 10_000 });
      const before = at.text('beat');
      await clock.pass(40_000);
      await vi.waitFor(() => expect(at.text('beat')).not.toBe(before), { timeout: 10_000 });
    }
    expect(await ann.tryLock('apply')).toMatchObject({ by: { user: 'kim' } });
    await held.write('state', 'mine');
    await held.release();
  });

  it('is renewed by a holder that was stopped and that nobody took it from', async () => {
    const { clock, kim } = await two();
    const held = await lock(kim);
    clock.forget();
    await clock.pass(LEASE_MS * 10);
    expect(held.isCurrent()).toBe(false);
    await held.confirm();
    expect(held.isCurrent()).toBe(true);
    await held.release();
  });

  it('costs nothing until the first write, which is refused if anybody wrote since', async () => {
    const { kim, ann, at } = await two();
    const [one, other] = await Promise.all([kim, ann].map((medium) => medium.tryLock('apply', 'lazily')));
    expect(at.text('lock')).toBeNull();
    await (one as HeldMedium).write('state', 'one');
    await expect((other as HeldMedium).write('state', 'other')).rejects.toMatchObject({
      code: 'state.locked',
      exitCode: 7,
    });
    expect(await (other as HeldMedium).claim()).toBe(false);
    await (one as HeldMedium).release();
    // It is free again, and everything is as it was but for the lock: the other one's reading is too old all the same.
    expect(await (other as HeldMedium).claim()).toBe(false);
    await (other as HeldMedium).release();
    expect(at.text('state')).toBe('one');
  });

  it('is not shared by two who write the same bytes', async () => {
    const { kim, ann } = await two();
    const both = await Promise.all([kim.tryLock('apply'), ann.tryLock('apply')]);
    expect(both.filter((held) => 'release' in held)).toHaveLength(1);
  });
});
