import { describe, expect, it } from 'vitest';
import type { HeldMedium } from '../../../src/state/medium.ts';
import type { OpenMedium } from './under-test.ts';

/** Many that come at once, as many times as there are rounds: one holds it, and all others are refused. */
export function contends(name: string, open: OpenMedium, { rounds }: { readonly rounds: number }): void {
  describe(`a medium that many want: ${name}`, () => {
    it('has one winner at a time among 200 contenders', async () => {
      const at = await open();
      const contenders = Array.from({ length: 200 }, (_, index) => at.open(`user-${index}`));
      const winners: string[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const tries = await Promise.all(contenders.map((medium) => medium.tryLock('apply')));
        const held = tries.filter((one): one is HeldMedium => 'release' in one);
        expect(held).toHaveLength(1);
        const user = `user-${tries.indexOf(held[0]!)}`;
        await held[0]!.write('state', user);
        expect(await at.text('state')).toBe(user);
        await held[0]!.release();
        winners.push(user);
      }
      expect(winners).toHaveLength(rounds);
    }, 120_000);
  });
}
