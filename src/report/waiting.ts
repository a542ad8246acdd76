/** What waits for a person, as text: manual items, conflicts, and what was merely seen. In: items of a plan. Out: lines. */
import type { Counterpart, RecordDetails } from '../model/counterpart.ts';
import type { Conflict, ManualItem, Observation, WayOut } from '../model/plan.ts';
import { sideName } from '../model/side.ts';
import { evidenceText } from '../rules/evidence.ts';
import { declaredAt } from './changes.ts';
import { line, pasted, pieces, styled, type Line, type Piece } from './line.ts';
import { prose, show, verbatim } from './show.ts';
import { title } from './title.ts';
import { value } from './value.ts';

export const MANUAL_SIGN = '!';
export const CONFLICT_SIGN = 'x';

export function manualBlock(item: ManualItem): readonly Line[] {
  return [...manualWords(item), ...waysOut(item.ways_out), ...urls(item.urls)];
}

export function conflictBlock(item: Conflict): readonly Line[] {
  return [...conflictWords(item), ...waysOut(item.ways_out), ...urls(item.urls)];
}

/** What waits and why, without the ways out. */
export function manualWords(item: ManualItem): readonly Line[] {
  return [
    line(
      0,
      pieces`${styled('wait', show(MANUAL_SIGN))} ${title(item)}  ${styled('quiet', show(item.rule))}${declaredAt(item.declared_at)}`,
      4,
    ),
    line(4, pieces`${prose(item.reason)}`, 4),
    ...item.fields.map(({ field, harvest, forecast }) =>
      line(4, pieces`${show(field)}  Harvest ${value(field, harvest)}, Forecast ${value(field, forecast)}`, 8),
    ),
    ...recordLines(item.record),
    ...(item.candidates ?? []).map((candidate) => line(4, candidateWords(candidate), 8)),
  ];
}

function recordLines(record: RecordDetails | undefined): readonly Line[] {
  const words = record ? recordWords(record) : [];
  return words.length > 0 ? [line(4, words, 8)] : [];
}

/** What tells a record from others of its name: `client "Acme", code "WEB"`; empty where nothing does. */
export function recordWords(record: RecordDetails): readonly Piece[] {
  return listOf(detailWords(record));
}

/** `exact: Forecast 2001 "Website", client "Acme", code "WEB": same name, same client`. */
export function candidateWords(candidate: Counterpart): readonly Piece[] {
  const { side, id, name, archived, class: match, evidence } = candidate;
  const details = [...detailWords(candidate), ...(archived ? [pieces`archived`] : [])];
  const which = pieces`${show(sideName(side))} ${id}${name === null ? [] : pieces` ${value('name', name)}`}`;
  const what = details.length > 0 ? pieces`${which}, ${listOf(details)}` : which;
  return pieces`${styled('quiet', show(match))}: ${what}: ${show(evidenceText(evidence))}`;
}

/** One after the other, with commas. */
function listOf(items: readonly (readonly Piece[])[]): readonly Piece[] {
  return items.flatMap((item, index) => (index === 0 ? item : pieces`, ${item}`));
}

function detailWords({ client, code, email, updated }: RecordDetails): readonly (readonly Piece[])[] {
  return [
    ...(client === null ? [] : [pieces`client ${value('name', client)}`]),
    ...(code === null ? [] : [pieces`code ${value('code', code)}`]),
    ...(email === null ? [] : [pieces`e-mail ${value('email', email)}`]),
    ...(updated === null ? [] : [pieces`last changed ${show(updated)}`]),
  ];
}

export function conflictWords(item: Conflict): readonly Line[] {
  return [
    line(
      0,
      pieces`${styled('wait', show(CONFLICT_SIGN))} ${title(item)}  ${show(item.field)}  ${styled('quiet', show(item.rule))}${declaredAt(item.declared_at)}`,
      4,
    ),
    line(4, pieces`${prose(item.reason)}`, 4),
    line(4, pieces`baseline  ${value(item.field, item.baseline)}`, 8),
    line(4, pieces`Harvest   ${value(item.field, item.harvest)}`, 8),
    line(4, pieces`Forecast  ${value(item.field, item.forecast)}`, 8),
  ];
}

export function observationLine(seen: Observation): Line {
  return line(0, pieces`· ${title(seen)}: ${prose(seen.text)}  ${styled('quiet', show(seen.rule))}`, 4);
}

export function waysOut(ways: readonly WayOut[]): readonly Line[] {
  return ways.flatMap((way, index) => [
    line(4, pieces`${show(index === 0 ? 'Fix: ' : 'Or: ')}${prose(way.text)}`, 6),
    ...(way.yaml ?? '')
      .split('\n')
      .filter((text) => text.trim() !== '')
      .map((text) => pasted(6, pieces`${verbatim(text)}`)),
  ]);
}

function urls(all: readonly string[]): readonly Line[] {
  return all.map((url) => pasted(4, pieces`${verbatim(url)}`));
}
