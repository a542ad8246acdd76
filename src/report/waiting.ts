/** What waits for a person, as text: manual items, conflicts, and what was merely seen. In: items of a plan. Out: lines. */
import type { Conflict, ManualItem, Observation, WayOut } from '../model/plan.ts';
import { declaredAt, title } from './changes.ts';
import { line, pasted, pieces, styled, type Line } from './line.ts';
import { prose, show, verbatim } from './show.ts';
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
