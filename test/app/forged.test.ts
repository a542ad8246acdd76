import { describe, expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { comment } from '../../src/app/comment.ts';
import { plan } from '../../src/app/plan.ts';
import { show } from '../../src/app/print-plan.ts';
import { formatAddress } from '../../src/model/address.ts';
import { countsOf, type Change, type ChangedField, type Plan } from '../../src/model/plan.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { readPlan } from '../../src/report/json.ts';
import { planJson } from '../report/whole.ts';
import { APPLY, PLAN, SHOW } from '../support/options.ts';
import { world, type World } from './world.ts';

/** Plan files that somebody else wrote: of the right shape, with a digest that fits. */

const ROLE = 617_670;
const save = (at: World, made: Plan) => at.write('forged.json', planJson({ ...made, digest: digestOf(made, null) }));
const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET');

/** A plan that takes an apply back, as hfsync saved it. */
async function undone(): Promise<{
  readonly at: World;
  readonly undo: Plan & { readonly undo: NonNullable<Plan['undo']> };
}> {
  const at = await world();
  expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
  await at.control.edit({ side: 'harvest', kind: 'project', id: 14_308_069, values: { name: 'Web' } });
  expect(await at.run((env) => apply(env, { ...APPLY, undoOut: 'undo.json' }))).toMatchObject({ code: 0 });
  at.control.resetRequests();
  const undo = readPlan(await at.read('undo.json'));
  return { at, undo: undo as Plan & { readonly undo: NonNullable<Plan['undo']> } };
}

function counted(undo: Plan, changes: readonly Change[]): Plan {
  return { ...undo, changes, summary: { ...undo.summary, ...countsOf({ ...undo, changes }) } };
}

function forged(undo: Plan, part: Partial<Change>, field: Partial<ChangedField> = {}): Plan {
  const [first] = undo.changes;
  const merged = { ...first!, ...part } as Change;
  const { account, action, address } = merged;
  const fields = part.fields ?? [{ ...first!.fields[0]!, ...field }];
  return counted(undo, [{ ...merged, fields, id: `${account}:${action}:${address}` }]);
}

describe('a forged plan that takes an apply back', () => {
  it('is taken where it is honest', async () => {
    const { at, undo } = await undone();
    await save(at, undo);
    expect(await at.run((env) => apply(env, { ...APPLY, file: 'forged.json' }))).toMatchObject({ code: 0 });
  });

  it.each<readonly [string, (undo: Plan) => Plan, number]>([
    [
      'another client than the one it names',
      (undo) =>
        forged(
          undo,
          { account: 'forecast' },
          {
            ...{ field: 'client', rule: 'project.client', before: 'Acme', after: 'Acme' },
            ...{ before_id: 1001, after_id: 1003 },
          },
        ),
      5,
    ],
    [
      'a role under a false name',
      (undo) =>
        forged(
          undo,
          { account: 'harvest', action: 'delete', kind: 'role', address: formatAddress('role', ROLE, null) },
          {
            ...{ before: 'Old title', after: null, rule: 'role.deleted' },
          },
        ),
      5,
    ],
    [
      'a role under no name',
      (undo) =>
        forged(undo, {
          account: 'harvest',
          action: 'delete',
          kind: 'role',
          address: formatAddress('role', ROLE, null),
          fields: [],
        }),
      5,
    ],
    [
      'a project',
      (undo) =>
        forged(undo, { account: 'harvest', action: 'delete', address: formatAddress('project', 14_308_069, 2001) }),
      5,
    ],
    ['a new record', (undo) => ({ ...counted(undo, []), ...forged(undo, { action: 'update', fields: [] }) }), 5],
    [
      'a client that it calls a project',
      (undo) =>
        forged(undo, { account: 'harvest', kind: 'client', address: formatAddress('project', 5_735_776, 1001) }),
      1,
    ],
    ['a record that its id does not name', (undo) => ({ ...undo, changes: [{ ...undo.changes[0]!, id: 'x' }] }), 1],
    ['nothing, as its summary says', (undo) => ({ ...undo, summary: { ...undo.summary, auto: 0 } }), 1],
  ])('is refused where it would write %s', async (_what, forge, code) => {
    const { at, undo } = await undone();
    await save(at, forge(undo));
    expect(await at.run((env) => apply(env, { ...APPLY, file: 'forged.json' }))).toMatchObject({ code });
    expect(writes(at)).toEqual([]);
  });

  it('shows the baselines that it puts back without a write', async () => {
    const { at, undo } = await undone();
    const baseline = { 'project:14308070/2003': { name: 'Another base' } };
    await save(at, { ...counted(undo, []), undo: { ...undo.undo, baseline } });
    for (const format of ['text', 'markdown'] as const) {
      const { out } = await at.run((env) => show(env, { ...SHOW, file: 'forged.json', format }));
      expect(out).toContain('Another base');
      expect(out).toContain('No changes to either account. Baselines put back: 1.');
    }
  });

  it('calls a record what it is called', async () => {
    const { at, undo } = await undone();
    await save(at, forged(undo, { label: 'Something harmless' }));
    const { out } = await at.run((env) => apply(env, { ...APPLY, file: 'forged.json', showsPlan: true }));
    expect(out).not.toContain('harmless');
    expect(out).toContain('"Web"');
  });
});

it('a plan whose digest is of another one is not posted', async () => {
  const at = await world();
  await at.control.edit({ side: 'harvest', kind: 'project', id: 14_308_069, values: { name: 'Web' } });
  expect(await at.run((env) => plan(env, { ...PLAN, out: 'plan.json' }))).toMatchObject({ code: 0 });
  const text = await at.read('plan.json');
  await at.write('plan.json', text.replaceAll('"Web"', '"Harmless"'));
  const options = { forge: 'github', id: null, number: 12, commit: null, author: null, maxWait: 1 } as const;
  const posted = await at.run((env) =>
    comment(env, { ...options, file: 'plan.json', issue: false, always: false, redact: false }),
  );
  expect(posted).toMatchObject({ code: 1, err: expect.stringContaining('plan.tampered') });
});
