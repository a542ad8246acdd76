import { describe, expect, it } from 'vitest';
import { changeOf, client } from '../support/changes.ts';
import { stageOf } from './stage.ts';

const CREATE = changeOf('forecast', 'create', client(1, null), {
  name: [null, 'Acme'],
  status: [null, 'active'],
  pointer: [null, 1],
});

describe('a create looks whether somebody else made the record since the accounts were read', () => {
  const HARVEST = { harvest: 1, forecast: null, name: 'Acme' } as const;
  const WANTED = { name: 'Acme', status: 'active', pointer: 1 } as const;
  type Made = Readonly<Record<string, unknown>>;

  async function creating(since: readonly Made[], known: string | null = null) {
    const namesakes = known === null ? [] : [{ harvest: null, forecast: 50, name: known }];
    const stage = await stageOf({ clients: [HARVEST, ...namesakes] }, { strict: { freeNames: true } });
    for (const values of since) await stage.make('forecast', 'client', values);
    // By now what is there has to be read again.
    stage.clock.pass(20_000);
    const { done, stale } = await stage.run([CREATE]);
    return { done, stale, sent: stage.writes('forecast').length };
  }

  it.each<readonly [string, readonly Made[], string | null, object]>([
    ['nobody did', [], null, { done: 1, stale: 0, sent: 1 }],
    ['somebody made another one', [{ ...WANTED, name: 'Beta', pointer: 9 }], null, { done: 1, stale: 0, sent: 1 }],
    ['somebody made it, with every wanted value', [WANTED], null, { done: 1, stale: 0, sent: 0 }],
    ['somebody made it, archived', [{ ...WANTED, status: 'archived' }], null, { done: 0, stale: 1, sent: 0 }],
    ['somebody made it, without the pointer', [{ ...WANTED, pointer: null }], null, { done: 0, stale: 1, sent: 0 }],
    ['two people made it', [WANTED, WANTED], null, { done: 0, stale: 1, sent: 0 }],
    ['it was known before', [], 'Acme', { done: 1, stale: 0, sent: 1 }],
  ])('%s', async (_what, since, known, expected) => {
    expect(await creating(since, known)).toEqual(expected);
  });
});
