import { describe, expect, test } from 'vitest';
import { namelessEvidence } from '../../src/report/nameless.ts';
import { redactPlan } from '../../src/report/redact.ts';
import type { ManualItem } from '../../src/model/item.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { Have } from '../../src/model/have.ts';
import type { Want } from '../../src/model/want.ts';
import { f, h, have, link, planOf, want } from '../support/world.ts';

interface World {
  readonly want: Want;
  readonly have: Have;
}

function itemAt(address: string, world: World): ManualItem {
  const item = planOf({ ...world, last: null }).manual.find((each) => each.address === address);
  if (!item) throw new Error(`no item at ${address}`);
  return item;
}

function ignored(kind: RecordKind, ids: readonly number[]): Partial<Want> {
  const none = { harvest: [], forecast: [] };
  const nothing = { role: none, client: none, person: none, project: none };
  return { ignore: { ...nothing, [kind]: { harvest: [], forecast: ids } } };
}

describe('candidates of what is new on one side', () => {
  test('the counterpart and its evidence, and what tells both from others of their name', () => {
    const item = itemAt('project:1/-', {
      want: want([link('client', 1, 11)]),
      have: have([
        ...[h('client', 1), f('client', 11, { name: 'ACME' }), h('project', 1, { code: 'W' })],
        ...[f('project', 2, { name: 'WEBSITE', code: 'W' }), f('project', 3, { name: 'Annual report' })],
      ]),
    });
    expect(item.record).toEqual({ client: 'Acme', code: 'W', email: null, updated: null });
    expect(item.candidates).toEqual([
      {
        ...{ side: 'forecast', id: 2, name: 'WEBSITE', client: 'ACME', code: 'W', email: null, updated: null },
        ...{ archived: false, class: 'likely' },
        evidence: [
          { code: 'near-name', differences: ['case'] },
          { code: 'same-client', client: 'ACME', by: 'link' },
          { code: 'same-code', value: 'W' },
        ],
      },
    ]);
  });

  test('linked and ignored records are no candidates, and none of them is offered for a link', () => {
    const records = [h('client', 1), f('client', 11), f('client', 12), f('client', 13)];
    const found = (options: Partial<Want>) => {
      const world = { want: want([link('client', 2, 11)], options), have: have([...records, h('client', 2)]) };
      const { candidates = [], ways_out } = itemAt('client:1/-', world);
      const links = ways_out.flatMap(({ edits = [] }) =>
        edits.flatMap((edit) => (edit.op === 'link' ? [edit.forecast] : [])),
      );
      return { candidates: candidates.map(({ id }) => id), links };
    };
    expect(found({})).toEqual({ candidates: [12, 13], links: [12, 13] });
    expect(found(ignored('client', [12]))).toEqual({ candidates: [13], links: [13] });
    expect(found(ignored('client', [12, 13]))).toEqual({ candidates: [], links: [null] });
  });

  test('no create is offered beside an ignored record of the same name, since it would link that one', () => {
    const records = [h('client', 1), f('client', 12)];
    const { ways_out } = itemAt('client:1/-', { want: want([], ignored('client', [12])), have: have(records) });
    expect(ways_out.map(({ key }) => key)).toEqual(['link', 'ignore']);
  });

  test('they are no part of the digest, and a redacted plan has no name of theirs', () => {
    const world = {
      want: want([]),
      have: have([h('client', 1, { name: 'Prestige' }), f('client', 11, { name: 'PRESTIGE' })]),
    };
    const plan = planOf({ ...world, last: null });
    expect(plan.digest).toBe(planOf({ want: want([]), have: have([]), last: null }).digest);
    const redacted = redactPlan(plan);
    expect(JSON.stringify(redacted)).not.toMatch(/prestige/i);
    expect(redacted.manual.map(({ candidates }) => candidates?.map(({ id, class: match }) => [id, match]))).toEqual([
      [[11, 'likely']],
      [[1, 'likely']],
    ]);
  });

  test('evidence that this version does not know is left out where strangers read', () => {
    expect(namelessEvidence({ code: 'of-the-future', client: 'Acme' } as never)).toBeUndefined();
  });
});
