import { describe, expect, it } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import { AT_START, changeOf, client, worldOf } from './parts.ts';

const CREATE = changeOf('forecast', 'create', client(1, null), {
  name: [null, 'Acme'],
  status: [null, 'active'],
  pointer: [null, 1],
});
/** Long enough ago that what is there has to be read again. */
const LONG_AGO = { elapsed: AT_START.harvest.elapsed - 20_000, now: AT_START.harvest.now - 20_000 };
const OLD = { readAt: { harvest: LONG_AGO, forecast: LONG_AGO } };

describe('a create looks whether somebody else made the record since the accounts were read', () => {
  async function creating(since: readonly Values[], known: readonly Values[] = []) {
    const world = worldOf({ forecast: known.map((values, nth) => ['client', 50 + nth, values]) });
    since.forEach((values, nth) => world.forecast.edit('client', 70 + nth, values));
    const result = await world.run([CREATE], OLD);
    const sent = world.story.filter((line) => line.startsWith('forecast create')).length;
    return { done: result.done, stale: result.stale, sent };
  }
  const WANTED = { name: 'Acme', status: 'active', pointer: 1 } as const;

  it.each<readonly [string, readonly Values[], readonly Values[], object]>([
    ['nobody did', [], [], { done: 1, stale: 0, sent: 1 }],
    ['somebody made another one', [{ ...WANTED, name: 'Beta', pointer: 9 }], [], { done: 1, stale: 0, sent: 1 }],
    ['somebody made it, with every wanted value', [WANTED], [], { done: 1, stale: 0, sent: 0 }],
    ['somebody made it, archived', [{ ...WANTED, status: 'archived' }], [], { done: 0, stale: 1, sent: 0 }],
    ['somebody made it, without the pointer', [{ ...WANTED, pointer: null }], [], { done: 0, stale: 1, sent: 0 }],
    ['two people made it', [WANTED, WANTED], [], { done: 0, stale: 1, sent: 0 }],
    ['it was known before', [], [{ ...WANTED, pointer: null }], { done: 1, stale: 0, sent: 1 }],
  ])('%s', async (_what, since, known, expected) => {
    expect(await creating(since, known)).toEqual(expected);
  });
});
