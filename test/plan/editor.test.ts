import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { Waiting } from '../../src/model/last.ts';
import { join } from '../../src/plan/join/join.ts';
import { editorNow, identityOf } from '../../src/plan/compare/editor.ts';
import { f, h, have, last, link, want } from '../support/world.ts';

const KIM = 17;

test.each([
  [undefined, 'unknown'],
  [null, 'unknown'],
  [KIM, 'self'],
  [18, 'other'],
] as const)('updated_by_id %s is %s', (editedBy, editor) => {
  expect(editorNow(f('person', KIM, {}, editedBy === undefined ? {} : { editedBy }))).toBe(editor);
});

describe('who edited a field', () => {
  /** Kim renamed to Kimberly in Forecast, saved last by somebody else; `waiting` is what the state has of it. */
  function editor(waiting: Waiting | undefined, winner: 'harvest' | 'forecast' = 'forecast') {
    const harvest = h('person', 7);
    const forecast = f('person', KIM, { first_name: 'Kimberly', pointer: 7 }, { editedBy: 18 });
    const state = last({}, waiting ? { waiting: { [formatAddress('person', 7, KIM)]: waiting } } : {});
    const joined = join(want([link('person', 7, KIM)], { harvestEditor: 'self' }), have([harvest, forecast]), state);
    const pair = joined.pairs.at('forecast', 'person', KIM)!;
    return identityOf(joined, { pair, harvest, forecast }, winner, 'first_name').editor;
  }
  const value = (side: 'harvest' | 'forecast', value: string): Waiting => ({
    first_name: { side, value, editor: 'self' },
  });

  test.each([
    ['nothing waits: who saved last', undefined, 'other'],
    ['that very value waits: who was seen first', value('forecast', 'Kimberly'), 'self'],
    ['another value waited: who saved last', value('forecast', 'Kimmy'), 'other'],
    ['a value of the other side waited: who saved last', value('harvest', 'Kimberly'), 'other'],
    [
      'another field waits: who saved last',
      { email: { side: 'forecast', value: 'Kimberly', editor: 'self' } },
      'other',
    ],
  ] as const)('%s', (_what, waiting, expected) => {
    expect(editor(waiting)).toBe(expected);
  });

  test('in Harvest: what the file says, since nobody tells', () => {
    expect(editor(undefined, 'harvest')).toBe('self');
  });

  test.each([
    ['enabled', 'active', true],
    ['disabled', 'active', false],
    ['enabled', 'archived', false],
  ] as const)('login %s and %s: may sign in is %s', (login, status, maySignIn) => {
    const harvest = h('person', 7);
    const forecast = f('person', KIM, { status, pointer: 7 }, { login });
    const joined = join(want([link('person', 7, KIM)]), have([harvest, forecast]), null);
    const pair = joined.pairs.at('forecast', 'person', KIM)!;
    expect(identityOf(joined, { pair, harvest, forecast }, 'forecast', 'email').maySignIn).toBe(maySignIn);
  });
});
