import fc from '../support/property.ts';
import type { Values } from '../../src/model/field.ts';
import { RECORD_KINDS, type RecordKind } from '../../src/model/kind.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import { SIDES, type Side } from '../../src/model/side.ts';
import type { Link } from '../../src/model/want.ts';
import { f, h, have, link } from '../support/world.ts';
import { randomWorlds, type RandomWorld } from './worlds.ts';

type Mischief =
  | { readonly does: 'delete' | 'unlink'; readonly side: Side; readonly kind: RecordKind; readonly nth: number }
  | { readonly does: 'point'; readonly kind: RecordKind; readonly nth: number; readonly to: number | null }
  | {
      readonly does: 'edit';
      readonly side: Side;
      readonly kind: RecordKind;
      readonly nth: number;
      readonly values: Values;
    }
  | {
      readonly does: 'add';
      readonly side: Side;
      readonly kind: RecordKind;
      readonly values: Values;
      readonly client: number;
      readonly declared: boolean;
    };

/** Names that are the same, nearly the same, empty, made for a moment, or hold what cannot be seen. */
const names = fc.constantFrom(
  'Acme',
  'ACME',
  'Website',
  'web-site',
  'Rebrand',
  'Designer',
  'designer',
  'Kim',
  '',
  ' ',
  'a\u200bb',
  'hfsync-tmp-1',
  'x: y',
  "O'Neil #1",
);
const emails = fc.constantFrom(
  '',
  '0@x.example',
  '1@x.example',
  'a b@x.example',
  'new@x.example',
  'n\u200bo@x.example',
);

function mischief(): fc.Arbitrary<Mischief> {
  const side = fc.constantFrom(...SIDES);
  const kind = fc.constantFrom(...RECORD_KINDS);
  const nth = fc.nat(5);
  const values: fc.Arbitrary<Values> = fc.record(
    {
      name: names,
      first_name: names,
      email: emails,
      capacity: fc.constantFrom(1_000, 126_000, 3_600_000, 127_800),
      status: fc.constantFrom('active' as const, 'archived' as const),
      code: fc.constantFrom('', 'C', 'c\u200bd'),
    },
    { requiredKeys: [] },
  );
  return fc.oneof(
    fc.record({ does: fc.constantFrom('delete' as const, 'unlink' as const), side, kind, nth }),
    fc.record({
      does: fc.constant('point' as const),
      kind,
      nth,
      to: fc.constantFrom(null, 1, 2, 100, 101, 300, 501, 9999),
    }),
    fc.record({ does: fc.constant('edit' as const), side, kind, nth, values }),
    fc.record({ does: fc.constant('add' as const), side, kind, values, client: fc.nat(4), declared: fc.boolean() }),
  );
}

const FIELDS: { readonly [K in RecordKind]: readonly (keyof Values)[] } = {
  role: ['name'],
  client: ['name', 'status'],
  person: ['first_name', 'email', 'capacity', 'status'],
  project: ['name', 'code', 'status'],
};

function own(kind: RecordKind, values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([field]) => FIELDS[kind].includes(field as keyof Values)));
}

function perform(world: RandomWorld, done: Mischief, index: number): RandomWorld {
  const records = SIDES.flatMap((side) =>
    RECORD_KINDS.flatMap((kind) => [...world.have[side].records[kind].values()] as AccountRecord[]),
  );
  const links = Object.values(world.want.links).flat() as Link[];
  const at = (side: Side, kind: RecordKind, nth: number): AccountRecord | undefined => {
    const found = records.filter((record) => record.side === side && record.kind === kind);
    return found.length === 0 ? undefined : found[nth % found.length];
  };
  switch (done.does) {
    case 'delete':
      return rebuilt(
        world,
        records.filter((record) => record !== at(done.side, done.kind, done.nth)),
        links,
      );
    case 'unlink': {
      const found = links.filter(({ kind }) => kind === done.kind);
      const gone = found[done.nth % Math.max(1, found.length)];
      return rebuilt(
        world,
        records,
        links.filter((each) => each !== gone),
      );
    }
    case 'point': {
      const target = at('forecast', done.kind, done.nth);
      return rebuilt(
        world,
        records.map((record) =>
          record === target ? { ...record, values: { ...record.values, pointer: done.to } } : record,
        ),
        links,
      );
    }
    case 'edit': {
      const target = at(done.side, done.kind, done.nth);
      return rebuilt(
        world,
        records.map((record) =>
          record === target ? { ...record, values: { ...record.values, ...own(done.kind, done.values) } } : record,
        ),
        links,
      );
    }
    case 'add': {
      const id = 800 + index;
      const clients = records.filter((record) => record.side === done.side && record.kind === 'client');
      const client = clients[done.client % Math.max(1, clients.length)]?.id ?? null;
      const values = {
        ...own(done.kind, done.values),
        ...(done.kind === 'project' && { client: done.client === 4 && done.side === 'forecast' ? null : client }),
      };
      const record = done.side === 'harvest' ? h(done.kind, id, values) : f(done.kind, id, values);
      const mayBeDeclared =
        done.declared && done.kind !== 'role' && (done.side === 'harvest' || done.kind === 'project');
      const entry = done.side === 'harvest' ? link(done.kind, id, 'create') : link(done.kind, 'create', id);
      return rebuilt(world, [...records, record], mayBeDeclared ? [...links, entry] : links);
    }
  }
}

function rebuilt(world: RandomWorld, records: readonly AccountRecord[], links: readonly Link[]): RandomWorld {
  const { harvest, forecast } = world.have;
  const capacity = [harvest.company.values.capacity ?? 126_000, forecast.company.values.capacity ?? 126_000] as const;
  const of = (kind: RecordKind): Link[] => links.filter((each) => each.kind === kind);
  const byKind = { role: of('role'), client: of('client'), person: of('person'), project: of('project') };
  return { ...world, want: { ...world.want, links: byKind }, have: have(records, { capacity }) };
}

/** A random agency in which people also deleted, pointed elsewhere, and gave names that nobody expects: every item that there is. */
export const situations: fc.Arbitrary<RandomWorld> = fc
  .tuple(randomWorlds, fc.array(mischief(), { maxLength: 6 }), fc.boolean())
  .map(([world, all, trusts]) => {
    const done = all.reduce(perform, world);
    return trusts ? { ...done, want: { ...done.want, pointers: 'trust' as const } } : done;
  });
