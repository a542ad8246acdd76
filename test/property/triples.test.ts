import { describe, expect, test } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import type { Side } from '../../src/model/side.ts';
import type { Editor, Want } from '../../src/model/want.ts';
import { f, h, have, last, linesOf, link, planOf, want } from '../support/world.ts';

/**
 * Every small (baseline, Harvest, Forecast) triple of every kind of field, against the table of the sync rules written out here
 * a second time, as literally as it stands there:
 *
 * | b | h | f | result |
 * | --- | --- | --- | --- |
 * | any | x | x | in sync |
 * | b | b | y | Forecast changed: y goes to Harvest, if the rule is auto |
 * | b | x | b | Harvest changed: x goes to Forecast, if the rule is auto |
 * | b | x | y | conflict |
 * | none | x | y | first sync |
 */
type Result = 'nothing' | Side | 'conflict' | 'first';

function table(b: string | undefined, x: string | undefined, y: string | undefined): Result {
  if (x === undefined || y === undefined) return 'nothing';
  if (x === y) return 'nothing';
  if (b === undefined) return 'first';
  if (b === x) return 'forecast';
  if (b === y) return 'harvest';
  return 'conflict';
}

/** Who wins: the side that changed, or the one that the file chooses; null where it leaves it to a person. */
function winner(
  result: Result,
  { conflicts, firstSync }: Pick<Want, 'conflicts' | 'firstSync'>,
): Side | 'conflict' | 'waits' | null {
  if (result === 'nothing') return null;
  if (result === 'conflict') return conflicts === 'manual' ? 'conflict' : conflicts;
  if (result === 'first') return firstSync === 'manual' ? 'waits' : firstSync;
  return result;
}

const policies = (['manual', 'harvest', 'forecast'] as const).flatMap((conflicts) =>
  (['manual', 'harvest', 'forecast'] as const).map((firstSync) => ({ conflicts, firstSync })),
);
const triples = [undefined, 'A', 'B', 'C'].flatMap((b) =>
  [undefined, 'A', 'B', 'C'].flatMap((x) => [undefined, 'A', 'B', 'C'].map((y) => ({ b, x, y }))),
);

describe('projects: name and code', () => {
  test.each(['name', 'code'] as const)('project.%s: all triples, all policies', (field) => {
    for (const policy of policies) {
      for (const { b, x, y } of triples) {
        const rule = `project.${field}`;
        const who = winner(table(b, x, y), policy);
        const value = (side: Side): string => JSON.stringify(side === 'harvest' ? x : y);
        const expected =
          who === null
            ? []
            : who === 'conflict'
              ? [`conflict ${rule} project:5/15 ${field}`]
              : who === 'waits'
                ? [`manual ${rule} project:5/15`]
                : who === 'harvest'
                  ? [
                      `forecast:update:project:5/15 ${field} ${value('forecast')} → ${value('harvest')} [${rule}] harvest`,
                    ]
                  : [
                      `harvest:update:project:5/15 ${field} ${value('harvest')} → ${value('forecast')} [${rule}] forecast`,
                    ];
        expect(linesOf(planProject(field, b, x, y, policy)), `${b} ${x} ${y} ${JSON.stringify(policy)}`).toEqual(
          expected,
        );
      }
    }
  });
});

function planProject(
  field: 'name' | 'code',
  b: string | undefined,
  x: string | undefined,
  y: string | undefined,
  policy: Partial<Want>,
): ReturnType<typeof planOf> {
  const agreed = { name: 'Website', code: '', client: '1/11', status: 'active' };
  const base = Object.fromEntries(Object.entries(agreed).filter(([key]) => key !== field));
  const baseline = {
    company: { capacity: 126_000 },
    'client:1/11': { name: 'Acme', status: 'active' },
    'project:5/15': { ...base, ...(b === undefined ? {} : { [field]: b }) },
  };
  const world = have([
    h('client', 1),
    f('client', 11, { pointer: 1 }),
    without(h('project', 5, x === undefined ? {} : { [field]: x }), x === undefined ? field : null),
    without(
      f('project', 15, { pointer: 5, ...(y === undefined ? {} : { [field]: y }) }),
      y === undefined ? field : null,
    ),
  ]);
  return planOf({
    want: want([link('client', 1, 11), link('project', 5, 15)], policy),
    have: world,
    last: last(baseline),
  });
}

describe('people: e-mail and names, by who edited and who may sign in', () => {
  const identities = (['self', 'other', 'unknown'] as const).flatMap((editor) =>
    (['self', 'other', 'unknown'] as const).flatMap((harvestEditor) =>
      [true, false].map((maySignIn) => ({ editor, harvestEditor, maySignIn })),
    ),
  );

  test.each(['email', 'first_name'] as const)('person.%s: all triples, policies, editors and sign-ins', (field) => {
    for (const policy of policies) {
      for (const identity of identities) {
        for (const { b, x, y } of triples) {
          const who = winner(table(b, x, y), policy);
          const expected = who === null ? [] : expectedLines(field, x ?? '', y ?? '', who, identity, policy);
          const note = `${b} ${x} ${y} ${JSON.stringify({ ...policy, ...identity })}`;
          expect(linesOf(planPerson(field, b, x, y, identity, policy)), note).toEqual(expected);
        }
      }
    }
  });
});

interface Identity {
  readonly editor: Editor;
  readonly harvestEditor: Editor;
  readonly maySignIn: boolean;
}

/** The rows for people of the two rule tables, once more. */
function expectedLines(
  field: 'email' | 'first_name',
  x: string,
  y: string,
  who: Side | 'conflict' | 'waits',
  { editor, harvestEditor, maySignIn }: Identity,
  { firstSync }: Pick<Want, 'firstSync'>,
): string[] {
  const judged: Side =
    who === 'conflict' ? 'forecast' : who === 'waits' ? (firstSync === 'forecast' ? 'forecast' : 'harvest') : who;
  const by = judged === 'harvest' ? harvestEditor : editor;
  const what = field === 'email' ? 'email' : 'name';
  const rule = !maySignIn
    ? `person.${what}.no-sign-in`
    : by === 'self'
      ? `person.${what}.self`
      : `person.${what}.other`;
  const auto = maySignIn && (field === 'first_name' || by === 'self');
  if (who === 'conflict') return [`conflict ${rule} person:7/17 ${field}`];
  if (who === 'waits' || !auto) return [`manual ${rule} person:7/17`];
  return who === 'harvest'
    ? [`forecast:update:person:7/17 ${field} ${JSON.stringify(y)} → ${JSON.stringify(x)} [${rule}] harvest`]
    : [`harvest:update:person:7/17 ${field} ${JSON.stringify(x)} → ${JSON.stringify(y)} [${rule}] forecast`];
}

function planPerson(
  field: 'email' | 'first_name',
  b: string | undefined,
  x: string | undefined,
  y: string | undefined,
  identity: Identity,
  policy: Partial<Want>,
): ReturnType<typeof planOf> {
  const agreed = {
    first_name: 'Kim',
    last_name: 'Allen',
    email: 'kim@acme.example',
    capacity: 126_000,
    roles: [],
    status: 'active',
  };
  const base = Object.fromEntries(Object.entries(agreed).filter(([key]) => key !== field));
  const baseline = {
    company: { capacity: 126_000 },
    'person:7/17': { ...base, ...(b === undefined ? {} : { [field]: b }) },
  };
  const editedBy = identity.editor === 'self' ? 17 : identity.editor === 'other' ? 99 : null;
  const world = have([
    without(h('person', 7, x === undefined ? {} : { [field]: x }), x === undefined ? field : null),
    without(
      f(
        'person',
        17,
        { pointer: 7, ...(y === undefined ? {} : { [field]: y }) },
        { editedBy, login: identity.maySignIn ? 'enabled' : 'disabled' },
      ),
      y === undefined ? field : null,
    ),
  ]);
  const options = { ...policy, harvestEditor: identity.harvestEditor };
  return planOf({ want: want([link('person', 7, 17)], options), have: world, last: last(baseline) });
}

function without<T extends { readonly values: Values }>(record: T, field: string | null): T {
  return { ...record, values: Object.fromEntries(Object.entries(record.values).filter(([key]) => key !== field)) };
}
