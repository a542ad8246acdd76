import type { LintCode, LintFinding, Severity } from '../../model/checkup.ts';
import { sameValue, type FieldName } from '../../model/field.ts';
import { PLURAL, type RecordKind } from '../../model/kind.ts';
import { isArchived, type AccountRecord } from '../../model/record.ts';
import { sideName, SIDES, type Side } from '../../model/side.ts';
import { acceptsCapacity } from '../../rules/refusals.ts';
import type { Joined } from '../join/joined.ts';
import { endOf, recordsOf, type Pair } from '../join/pair.ts';
import { aboutPair, aboutRecord, alive, finding, linked } from './found.ts';

/** By a value, the records of a side that share it. */
export function* doubles(joined: Joined): Iterable<LintFinding> {
  for (const side of SIDES) {
    for (const kind of ['client', 'role', 'project'] as const) {
      const key = ({ values }: AccountRecord) => (values.name ? `${values.client ?? ''} ${values.name}` : '');
      yield* sharing(joined, side, kind, key, 'lint.name-doubled', 'warning', 'the same name');
    }
    const email = ({ values }: AccountRecord) => values.email?.toLowerCase() ?? '';
    yield* sharing(joined, side, 'person', email, 'lint.email-doubled', 'warning', 'the same e-mail');
    yield* sharing(
      joined,
      side,
      'project',
      ({ values }) => values.code ?? '',
      'lint.code-doubled',
      'note',
      'the same code',
    );
  }
}

function* sharing(
  joined: Joined,
  side: Side,
  kind: RecordKind,
  key: (record: AccountRecord) => string,
  code: LintCode,
  severity: Severity,
  what: string,
): Iterable<LintFinding> {
  const groups = new Map<string, AccountRecord[]>();
  for (const record of alive(joined, side, kind)) {
    const value = key(record);
    if (value.trim() !== '') groups.set(value, [...(groups.get(value) ?? []), record]);
  }
  for (const group of groups.values()) {
    // The oldest stands for all, whatever the order of the list.
    const [first, ...others] = group.sort((a, b) => a.id - b.id);
    if (!first || others.length === 0) continue;
    const ids = [first, ...others].map(({ id }) => id).join(', ');
    yield finding(
      code,
      severity,
      aboutRecord(joined, first),
      `${sideName(side)} has ${others.length + 1} of ${what}: ${ids}.`,
    );
  }
}

export function* people(joined: Joined): Iterable<LintFinding> {
  for (const side of SIDES) {
    for (const person of alive(joined, side, 'person')) {
      const { email, capacity } = person.values;
      if (email === null || email === '')
        yield finding(
          'lint.email-missing',
          'note',
          aboutRecord(joined, person),
          `${sideName(side)} has no e-mail of this person.`,
        );
      if (side === 'forecast' && typeof capacity === 'number' && !acceptsCapacity('harvest', capacity))
        yield finding(
          'lint.capacity-refused',
          'warning',
          aboutRecord(joined, person),
          `Forecast has ${capacity / 3600} h a week, which Harvest refuses.`,
        );
    }
  }
  for (const pair of linked(joined, 'person')) {
    const differing = (['first_name', 'last_name', 'email'] as const).filter((field) => differs(joined, pair, field));
    if (differing.length === 0) continue;
    const words = differing.map((field) => field.replace('_', ' ')).join(', ');
    yield finding('lint.person-differs', 'note', aboutPair(joined, pair), `The two sides differ: ${words}.`);
  }
}

function differs(joined: Joined, pair: Pair, field: FieldName): boolean {
  const [a, b] = SIDES.map((side) => endOf(joined.have, pair, side)?.values[field]);
  return a !== undefined && b !== undefined && !sameValue(field, a, b);
}

/** Dates are not synced, so nobody else would notice. A side without a date says nothing. */
function* dates(joined: Joined): Iterable<LintFinding> {
  for (const pair of linked(joined, 'project')) {
    const [harvest, forecast] = SIDES.map((side) => endOf(joined.have, pair, side));
    if (!harvest || !forecast || isArchived(harvest) || isArchived(forecast)) continue;
    const differing = (['starts', 'ends'] as const).flatMap((end) => {
      const [here, there] = [harvest.dates?.[end], forecast.dates?.[end]];
      return here && there && here !== there ? [`it ${end} on ${here} in Harvest and on ${there} in Forecast`] : [];
    });
    if (differing.length === 0) continue;
    const text = `The dates differ: ${differing.join('; ')}.`;
    yield finding('lint.dates-differ', 'note', aboutPair(joined, pair), text);
  }
}

export function* projects(joined: Joined): Iterable<LintFinding> {
  yield* dates(joined);
  for (const side of SIDES) {
    const busy = new Map<number, number>();
    for (const project of alive(joined, side, 'project')) {
      const { client } = project.values;
      if (client) busy.set(client, (busy.get(client) ?? 0) + 1);
      if (side === 'forecast' && client === null)
        yield finding(
          'lint.client-missing',
          'note',
          aboutRecord(joined, project),
          'This project has no client in Forecast.',
        );
    }
    for (const client of recordsOf(joined.have, side, 'client')) {
      const count = busy.get(Number(client.id)) ?? 0;
      if (isArchived(client) && count > 0 && !joined.ignores(client))
        yield finding(
          'lint.client-archived',
          'warning',
          aboutRecord(joined, client),
          `Archived in ${sideName(side)}, but has ${count} active ${count === 1 ? 'project' : PLURAL.project}.`,
        );
    }
  }
}
