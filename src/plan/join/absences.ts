import type { Absence, Have } from '../../model/have.ts';
import { RECORD_KINDS, type RecordKind } from '../../model/kind.ts';
import type { Last } from '../../model/last.ts';
import { baselinesOf, type KnownBaseline } from '../../model/pair-ids.ts';
import { isArchived } from '../../model/record.ts';
import { SIDES, type Side } from '../../model/side.ts';
import type { Want } from '../../model/want.ts';
import { joinAhead } from './join.ts';
import { isForgotten, isReleased } from './kept.ts';
import { recordOf, recordsOf } from './pair.ts';

/**
 * Records that are in no list and whose absence the plan would act on or report: each has to be confirmed by a GET that
 * answers 404, since a list that lost a record looks the same as a deletion.
 */
export function absencesToConfirm(input: {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
}): Absence[] {
  const { want, have, last } = input;
  const absences = new Map<string, Absence>();
  const joined = joinAhead(want, have, last);
  for (const pair of joined.pairs.all) {
    expect(pair.kind, 'harvest', pair.harvest);
    expect(pair.kind, 'forecast', pair.forecast);
  }
  for (const { link, side, id } of joined.blocked) expect(link.kind, side, id);
  // A role is looked for under its name once it is gone; what is gone on both sides is forgotten.
  for (const known of baselinesOf(last)) {
    const { kind, address } = known;
    if (kind === 'role' ? want.roles === 'off' : hasHarvest(have, known)) continue;
    const isSought = kind === 'role' && !isReleased(joined, address, known);
    if (isSought || isForgotten(joined, address, known)) for (const side of SIDES) expect(kind, side, known[side]);
  }
  for (const kind of RECORD_KINDS) {
    for (const record of recordsOf(have, 'forecast', kind)) {
      if (!isArchived(record) || joined.pairs.at('forecast', kind, record.id))
        expect(kind, 'harvest', record.values.pointer ?? null);
    }
  }
  return [...absences.values()];

  function expect(kind: RecordKind | 'company', side: Side, id: number | null): void {
    if (kind === 'company' || id === null || recordOf(have, side, kind, id)) return;
    absences.set(`${side} ${kind} ${id}`, { side, kind, id });
  }
}

/** Nearly all pairs have their Harvest record, so they are not forgotten. */
function hasHarvest(have: Have, { kind, harvest }: KnownBaseline): boolean {
  return kind === 'company' || (harvest !== null && have.harvest.records[kind].has(harvest));
}
