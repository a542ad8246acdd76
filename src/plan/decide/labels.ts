import { nameOf, recordName } from '../../model/record.ts';
import type { Joined } from '../join/joined.ts';
import { addressOf, endOf, inPlanOrder, type Pair } from '../join/pair.ts';
import { namedOf } from './named.ts';
import { addObservation, subjectOf, type Sheet } from './sheet.ts';

/** `link.label`: the file calls a record by a name that neither account has. Its ids may be wrong, or it was renamed since. */
export function observeLabels(joined: Joined, sheet: Sheet, pairs: readonly Pair[]): void {
  const stale = pairs.filter((pair) => staleLabel(joined, pair) !== null);
  for (const pair of inPlanOrder(stale)) {
    const found = staleLabel(joined, pair);
    if (found) addObservation(sheet, subjectOf(joined, pair), 'link.label', { code: 'label-stale', ...found });
  }
}

/** The file's name for a record, if the record has no such name. */
export function staleLabel(
  joined: Joined,
  pair: Pair,
): { readonly label: string; readonly names: readonly string[] } | null {
  const label = pair.link?.label ?? null;
  if (label === null || isCalled(joined, pair, label)) return null;
  const names = namesOf(joined, pair);
  return names.length === 0 || fits(pair, label, names) ? null : { label, names };
}

/** Nearly every label is, so this is asked first. */
function isCalled({ have }: Joined, pair: Pair, label: string): boolean {
  const harvest = endOf(have, pair, 'harvest');
  if (harvest && recordName(harvest) === label) return true;
  const forecast = endOf(have, pair, 'forecast');
  return forecast !== undefined && recordName(forecast) === label;
}

/** In Harvest, then in Forecast; once if they are equal. None while a name is unknown: it may be the label. */
function namesOf({ have }: Joined, pair: Pair): readonly string[] {
  const { harvest = null, forecast = null } = namedOf(have, addressOf(pair)) ?? {};
  const names = [harvest, forecast].filter((name) => name !== null);
  const different = names.filter((name, at) => names.findIndex((one) => one.normalize() === name.normalize()) === at);
  return names.includes('') ? [] : different;
}

/** If the file sets the name, both records will have it. */
function fits({ kind, link }: Pair, label: string, names: readonly string[]): boolean {
  return [...names, nameOf(kind, link?.set ?? {})].some((name) => name.normalize().trim() === label.normalize().trim());
}
