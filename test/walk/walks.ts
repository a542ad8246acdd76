import fc from '../support/property.ts';
import { SIDES } from '../../src/model/side.ts';
import { deeds, editClient, editPerson, editProject, editRole, point } from '../simulation/history.ts';
import type { Deed } from '../simulation/people.ts';
import type { WireFault } from '../simulation/wire.ts';
import { IMPORT, LINKS, PUSH, ROLES } from '../simulation/world.ts';
import { addressOf, KINDS, type FileChange, type LinkedKind } from './file.ts';
import type { Run, Step, Walk } from './walk.ts';

const side = fc.constantFrom(...SIDES);
const linked = fc.constantFrom(...KINDS.flatMap((kind) => LINKS[kind].map((ids) => addressOf(kind, ids))));
const role = fc.constantFrom(...ROLES.map((ids) => addressOf('role', ids)));
const address = fc.oneof(linked, role, fc.constant('company'));

/** Beside what people do in the simulation. */
const others: fc.Arbitrary<Deed> = fc.oneof(
  fc
    .constantFrom(...KINDS)
    .chain((kind) =>
      fc
        .constantFrom(...LINKS[kind])
        .map(([, id]): Deed => ({ do: 'edit', side: 'forecast', kind, id, values: { pointer: null }, by: 3001 })),
    ),
  fc
    .record({ index: fc.nat(2), by: fc.constantFrom(3001, 602), notes: fc.constantFrom('a', 'a\r\nb', '') })
    .map(({ index, by, notes }): Deed => ({
      do: 'edit',
      side: 'forecast',
      kind: 'project',
      id: LINKS.project[index]![1],
      values: { notes },
      by,
    })),
  fc
    .record({ side, kind: fc.constantFrom('project', 'person'), index: fc.integer({ min: 1, max: 2 }) })
    .map(({ side: on, kind, index }): Deed => ({
      do: 'restore',
      side: on,
      kind,
      id: LINKS[kind][index]![on === 'harvest' ? 0 : 1],
    })),
  fc
    .record({ side, name: fc.constantFrom('Designer', 'Developer') })
    .map(({ side: on, name }): Deed => ({ do: 'create', side: on, kind: 'role', name })),
  fc.record({ side, status: fc.constantFrom('active', 'archived') }).map(({ side: on, status }): Deed => {
    const client_id = on === 'harvest' ? 101 : 202;
    return {
      do: 'create',
      side: on,
      kind: 'project',
      name: on === 'harvest' ? 'Push' : 'Import',
      values: { client_id, status },
    };
  }),
  fc.record({ side, status: fc.constantFrom('active', 'archived') }).map(({ side: on, status }): Deed => ({
    ...{ do: 'edit', side: on, kind: 'project', by: 3001 },
    id: on === 'harvest' ? IMPORT : PUSH,
    values: { status },
  })),
);

const person: fc.Arbitrary<Deed> = fc.oneof({ weight: 6, arbitrary: deeds }, { weight: 1, arbitrary: others });

const link: fc.Arbitrary<FileChange> = fc.oneof(
  fc
    .record({ of: linked, to: fc.constantFrom('linked', 'linked', 'absent', 'ignored') })
    .map(({ of, to }): FileChange => ({ change: 'link', of, to })),
  fc
    .record({ of: role, to: fc.constantFrom('linked', 'ignored') })
    .map(({ of, to }): FileChange => ({ change: 'link', of, to })),
  fc.constantFrom(...KINDS).chain((kind) => typo(kind, fc.nat(LINKS[kind].length - 1))),
);

/** A link that names the Forecast record of another one. */
function typo(kind: LinkedKind, index: fc.Arbitrary<number>): fc.Arbitrary<FileChange> {
  const count = LINKS[kind].length;
  return fc.record({ of: index, by: fc.integer({ min: 1, max: count - 1 }) }).map(({ of, by }): FileChange => ({
    ...{ change: 'link', of: addressOf(kind, LINKS[kind][of]!) },
    to: LINKS[kind][(of + by) % count]![1],
  }));
}

const set: fc.Arbitrary<FileChange> = fc
  .constantFrom(
    [addressOf('project', LINKS.project[0]), { code: 'SET' }] as const,
    [addressOf('project', LINKS.project[1]), { status: 'archived' }] as const,
    [addressOf('client', LINKS.client[0]), { name: 'Acme Set' }] as const,
    [addressOf('person', LINKS.person[1]), { email: 'set@acme.example' }] as const,
    [addressOf('person', LINKS.person[2]), { status: 'active' }] as const,
  )
  .chain(([of, values]) =>
    fc.constantFrom(values, null).map((owned): FileChange => ({ change: 'set', of, values: owned })),
  );

const option: fc.Arbitrary<FileChange> = fc
  .constantFrom(
    ...(['manual', 'harvest', 'forecast'] as const).flatMap((policy) => [
      { conflicts: policy },
      { first_sync: policy },
    ]),
    ...(['sync', 'off'] as const).flatMap((on) => [{ roles: on }, { company: on }]),
    ...(['report', 'trust'] as const).map((pointers) => ({ pointers })),
    ...(['auto', 'off'] as const).map((budgets) => ({ budgets })),
  )
  .map((options): FileChange => ({ change: 'option', options }));

const create: fc.Arbitrary<FileChange> = fc
  .record({ which: fc.constantFrom('import', 'push'), on: fc.boolean() })
  .map(({ which, on }): FileChange => ({ change: 'create', which, on }));

const change: fc.Arbitrary<FileChange> = fc.oneof(
  { weight: 4, arbitrary: link },
  { weight: 1, arbitrary: set },
  { weight: 3, arbitrary: option },
  { weight: 1, arbitrary: create },
);

const fault: fc.Arbitrary<WireFault> = fc.record({
  fault: fc.constantFrom(
    'H1 429',
    'H3 429 without Retry-After',
    'H5 H6 500',
    'H6 503, applied',
    'H6 503 with Retry-After',
  ),
  nth: fc.integer({ min: 1, max: 8 }),
  among: fc.constantFrom('writes', 'writes', 'reads'),
  times: fc.constantFrom(1, 1, 99),
});

function seldom<T>(arbitrary: fc.Arbitrary<T>, never: T, odds: number): fc.Arbitrary<T> {
  return fc.oneof({ weight: odds, arbitrary: fc.constant(never) }, { weight: 1, arbitrary });
}

const run: fc.Arbitrary<Run> = fc
  .record({
    with: seldom(fc.array(change, { minLength: 1, maxLength: 2 }), [], 5),
    select: seldom(fc.record({ flag: fc.constantFrom('only', 'except'), of: address }), { flag: 'only', of: '' }, 5),
    allow: seldom(fc.constant(false), true, 4),
    saveUndo: seldom(fc.constant(true), false, 4),
    death: seldom(fc.record({ at: point, how: fc.constantFrom('before', 'after', 'torn') }), null, 6),
    faults: seldom(fc.array(fault, { minLength: 1, maxLength: 2 }), [], 8),
  })
  .map(({ select, ...rest }) => ({
    ...rest,
    only: select.of !== '' && select.flag === 'only' ? [select.of] : [],
    except: select.of !== '' && select.flag === 'except' ? [select.of] : [],
  }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: person.map((deed): Step => ({ step: 'person', deed })) },
  { weight: 4, arbitrary: change.map((one): Step => ({ step: 'file', change: one })) },
  { weight: 6, arbitrary: run.map((one): Step => ({ step: 'apply', ...one })) },
  { weight: 1, arbitrary: fc.constant<Step>({ step: 'undo' }) },
);

/**
 * Something goes out of the file for a run or more, and comes back, while people edit it: what a walk over all there is would do too
 * seldom.
 */
const scene: fc.Arbitrary<readonly Step[]> = fc.constantFrom('project', 'client', 'person', 'role').chain((kind) => {
  const ids = kind === 'role' ? ROLES : LINKS[kind];
  return fc.nat(ids.length - 1).chain((index) => {
    const of = addressOf(kind, ids[index]!);
    const own = { project: editProject, client: editClient, person: editPerson, role: editRole }[kind].map(
      (deed): Deed => (deed.do === 'edit' ? { ...deed, id: ids[index]![deed.side === 'harvest' ? 0 : 1] } : deed),
    );
    const edits = fc.array(
      fc
        .oneof({ weight: 4, arbitrary: own }, { weight: 1, arbitrary: person })
        .map((deed): Step => ({ step: 'person', deed })),
      { maxLength: 2 },
    );
    const away = fc.oneof(
      fc.constantFrom<FileChange>({ change: 'link', of, to: 'absent' }, { change: 'link', of, to: 'ignored' }),
      kind === 'role'
        ? fc.constant<FileChange>({ change: 'option', options: { roles: 'off' } })
        : typo(kind, fc.constant(index)),
    );
    const back: readonly Step[] = [
      { step: 'file', change: { change: 'link', of, to: 'linked' } },
      { step: 'file', change: { change: 'option', options: { roles: 'sync' } } },
    ];
    const runs = run.map((one): Step => ({ step: 'apply', ...one }));
    return fc
      .tuple(edits, runs, away, edits, runs, edits, runs)
      .map(([first, before, out, meanwhile, gone, after, again]) => [
        ...first,
        before,
        { step: 'file' as const, change: out },
        ...meanwhile,
        gone,
        ...back,
        ...after,
        again,
      ]);
  });
});

export const walks: fc.Arbitrary<Walk> = fc.record({
  seed: fc.nat(),
  options: fc.record({
    conflicts: fc.constantFrom('manual', 'manual', 'harvest', 'forecast'),
    first_sync: fc.constantFrom('harvest', 'forecast', 'manual'),
    harvest_editor: fc.constantFrom('unknown', 'self', 'other'),
  }),
  steps: fc
    .array(fc.oneof({ weight: 5, arbitrary: step.map((one) => [one]) }, { weight: 1, arbitrary: scene }), {
      minLength: 3,
      maxLength: 12,
    })
    .map((parts) => parts.flat()),
});
