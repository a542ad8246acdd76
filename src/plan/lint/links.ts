import type { LintFinding } from '../../model/checkup.ts';
import type { Edit } from '../../model/edit.ts';
import { sameValue } from '../../model/field.ts';
import { PLURAL, RECORD_KINDS, type RecordKind } from '../../model/kind.ts';
import type { AccountRecord } from '../../model/record.ts';
import { sideName, SIDES } from '../../model/side.ts';
import { unmatchedIn, unmatchedSubject } from '../decide/ignores.ts';
import { isUnlinked, type Joined } from '../join/joined.ts';
import { endOf, recordOf, type Pair } from '../join/pair.ts';
import { twinsOf } from '../join/twins.ts';
import { aboutPair, aboutRecord, alive, finding, linked } from './found.ts';

export function* pointers(joined: Joined): Iterable<LintFinding> {
  for (const kind of ['client', 'person', 'project'] as const) {
    const named = new Map<number, AccountRecord[]>();
    for (const record of alive(joined, 'forecast', kind)) {
      const { pointer } = record.values;
      if (!pointer) continue;
      named.set(pointer, [...(named.get(pointer) ?? []), record]);
      const about = aboutRecord(joined, record);
      if (!recordOf(joined.have, 'harvest', kind, pointer))
        yield finding(
          'lint.pointer-dangling',
          'warning',
          about,
          `Forecast's pointer names Harvest ${pointer}, which is not there.`,
        );
      const declared = joined.pairs.at('forecast', kind, record.id)?.harvest;
      if (declared && declared !== pointer)
        yield finding(
          'lint.pointer-elsewhere',
          'warning',
          about,
          `Forecast's pointer names Harvest ${pointer}, the pair is with ${declared}.`,
        );
    }
    for (const [id, [first, ...others]] of named) {
      if (!first || others.length === 0) continue;
      const ids = [first, ...others].map((record) => record.id).join(', ');
      yield finding(
        'lint.pointer-shared',
        'warning',
        aboutRecord(joined, first),
        `Forecast records ${ids} all name Harvest ${id}.`,
      );
    }
  }
}

export function* twins(joined: Joined): Iterable<LintFinding> {
  const kinds = ['client', 'person', 'project'] as const;
  const loose = kinds
    .flatMap((kind) => [...alive(joined, 'harvest', kind)])
    .filter((record) => isUnlinked(joined, record));
  for (const [record, near] of twinsOf(joined, loose)) {
    const [only] = near;
    const kind = record.kind as RecordKind;
    const edits: Edit[] =
      near.length === 1 && only ? [{ op: 'link', kind, harvest: Number(record.id), forecast: only.id }] : [];
    const names = near.map(({ id, name }) => `${JSON.stringify(name)} (${id})`).join(', ');
    yield finding(
      'lint.near-twin',
      'warning',
      aboutRecord(joined, record),
      `Forecast has ${names}, which is nearly the same name.`,
      edits,
    );
  }
}

export function* file(joined: Joined): Iterable<LintFinding> {
  for (const kind of RECORD_KINDS) {
    for (const side of SIDES) {
      for (const entry of unmatchedIn(joined, side, PLURAL[kind]))
        yield finding(
          'lint.ignore-useless',
          'note',
          unmatchedSubject(side, kind, entry),
          `\`ignore\` means no ${kind} of ${sideName(side)} by ${JSON.stringify(entry)}.`,
          [{ op: 'unignore', kind, side, entry }],
        );
    }
    for (const pair of linked(joined, kind)) yield* uselessSet(joined, pair);
  }
}

function* uselessSet(joined: Joined, pair: Pair): Iterable<LintFinding> {
  const { link } = pair;
  if (!link || pair.brought || link.kind !== pair.kind) return;
  const fields = (Object.keys(link.set) as (keyof typeof link.set)[]).filter((field) =>
    SIDES.every((side) => sameValue(field, endOf(joined.have, pair, side)?.values[field], link.set[field])),
  );
  if (fields.length === 0) return;
  const { kind, harvest, forecast } = link;
  yield finding(
    'lint.set-useless',
    'note',
    aboutPair(joined, pair),
    `Both sides have what \`set:\` says: ${fields.join(', ')}.`,
    [{ op: 'change', kind, harvest, forecast, to: { unset: fields } }],
  );
}
