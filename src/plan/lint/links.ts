import type { LintFinding } from '../../model/checkup.ts';
import type { LinkEdit } from '../../model/edit.ts';
import { sameValue } from '../../model/field.ts';
import { IGNORED_KIND, IGNORE_KEYS } from '../../model/ignored.ts';
import { RECORD_KINDS } from '../../model/kind.ts';
import type { Candidate } from '../../model/reason.ts';
import type { AccountRecord } from '../../model/record.ts';
import { otherSide, sideName, SIDES } from '../../model/side.ts';
import { unmatchedIn, unmatchedSubject } from '../decide/ignores.ts';
import { isUnlinked, type Joined } from '../join/joined.ts';
import { addressOf, endOf, recordOf, type Pair } from '../join/pair.ts';
import { twinsOf } from '../join/twins.ts';
import { aboutPair, aboutRecord, alive, finding, linked } from './found.ts';

export function* pointers(joined: Joined): Iterable<LintFinding> {
  const crossed = new Set<AccountRecord>();
  yield* crossedPointers(joined, crossed);
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
          `Forecast's pointer names Harvest ${pointer}, which does not exist.`,
        );
      const declared = joined.pairs.at('forecast', kind, record.id)?.harvest;
      if (declared && declared !== pointer && !crossed.has(record))
        yield finding(
          'lint.pointer-elsewhere',
          'warning',
          about,
          `Forecast's pointer names Harvest ${pointer}, but the pair has ${declared}.`,
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

/** Two linked pairs whose pointers name each other's Harvest record. Those that are reported are added to `crossed`. */
function* crossedPointers(joined: Joined, crossed: Set<AccountRecord>): Iterable<LintFinding> {
  for (const kind of ['client', 'person', 'project'] as const) {
    for (const pair of linked(joined, kind)) {
      const own = endOf(joined.have, pair, 'forecast');
      const pointer = own?.values.pointer;
      const other = pointer ? joined.pairs.at('harvest', kind, pointer) : undefined;
      const theirs = other && endOf(joined.have, other, 'forecast');
      if (!own || !theirs || own.id === theirs.id || theirs.values.pointer !== pair.harvest || crossed.has(own))
        continue;
      crossed.add(own).add(theirs);
      yield finding(
        'lint.pointers-crossed',
        'warning',
        aboutPair(joined, pair),
        `Its pointer in Forecast names ${addressOf(other)}, and the pointer of that names this one.`,
      );
    }
  }
}

/** Looks from both sides and reports each pair once. An archived record can be the twin of another, but is not looked up itself. */
export function* twins(joined: Joined): Iterable<LintFinding> {
  const told = new Set<string>();
  for (const side of SIDES) {
    const loose = (['client', 'person', 'project'] as const)
      .flatMap((kind) => [...alive(joined, side, kind)])
      .filter((record) => isUnlinked(joined, record));
    for (const [record, all] of twinsOf(joined, loose)) {
      const near = all.filter(({ id }) => !told.has(pairKey(record, id)));
      for (const { id } of near) told.add(pairKey(record, id));
      if (near.length > 0) yield twinFinding(joined, record, near);
    }
  }
}

function pairKey({ side, kind, id }: AccountRecord, other: number): string {
  return side === 'harvest' ? `${kind} ${id} ${other}` : `${kind} ${other} ${id}`;
}

function twinFinding(joined: Joined, record: AccountRecord, near: readonly Candidate[]): LintFinding {
  const { side, id } = record;
  const [only] = near;
  const ends = only && { [side]: Number(id), [otherSide(side)]: only.id };
  const edits = near.length === 1 ? [{ op: 'link', kind: record.kind, ...ends } as LinkEdit] : [];
  const names = near.map((each) => `${JSON.stringify(each.name)} (${each.id})`).join(', ');
  const text = `${sideName(otherSide(side))} has ${names}, which is nearly the same name.`;
  return finding('lint.near-twin', 'warning', aboutRecord(joined, record), text, edits);
}

export function* file(joined: Joined): Iterable<LintFinding> {
  for (const key of IGNORE_KEYS) {
    const kind = IGNORED_KIND[key];
    const projects = key === 'clients_with_projects' && { projects: true as const };
    for (const side of SIDES)
      for (const entry of unmatchedIn(joined, side, key))
        yield finding(
          'lint.ignore-useless',
          'note',
          unmatchedSubject(side, kind, entry),
          `${JSON.stringify(entry)} under \`ignore: ${key}\` matches no ${kind} in ${sideName(side)}.`,
          [{ op: 'unignore', kind, side, entry, ...projects }],
        );
  }
  for (const kind of RECORD_KINDS) for (const pair of linked(joined, kind)) yield* uselessSet(joined, pair);
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
    `Both sides already have what \`set:\` says: ${fields.join(', ')}.`,
    [{ op: 'change', kind, harvest, forecast, to: { unset: fields } }],
  );
}
