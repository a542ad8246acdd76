/** Manual items, conflicts and observations as text. In: items of a plan. Out: lines. */
import type { Counterpart, RecordDetails } from '../model/counterpart.ts';
import type { Conflict, ManualItem, Observation, WayOut } from '../model/item.ts';
import { sideName } from '../model/side.ts';
import { evidenceText } from '../rules/evidence.ts';
import { declaredAt } from './change-blocks.ts';
import { line, pasted, segments, styled, type Line, type Segment } from './line.ts';
import { escapeProse, escapeText, escapeVerbatim } from './escape.ts';
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
      segments`${styled('wait', escapeText(MANUAL_SIGN))} ${title(item)}  ${styled('quiet', escapeText(item.rule))}${declaredAt(item.declared_at)}`,
      4,
    ),
    line(4, segments`${escapeProse(item.reason)}`, 4),
    ...item.fields.map(({ field, harvest, forecast }) =>
      line(4, segments`${escapeText(field)}  Harvest ${value(field, harvest)}, Forecast ${value(field, forecast)}`, 8),
    ),
    ...recordLines(item.record),
    ...(item.candidates ?? []).map((candidate) => line(4, candidateWords(candidate), 8)),
  ];
}

function recordLines(record: RecordDetails | undefined): readonly Line[] {
  const words = record ? recordWords(record) : [];
  return words.length > 0 ? [line(4, words, 8)] : [];
}

/** What distinguishes a record from others with its name: `client "Acme", code "WEB"`. Empty if nothing does. */
export function recordWords(record: RecordDetails): readonly Segment[] {
  return listOf(detailWords(record));
}

/** `exact: Forecast 2001 "Website", client "Acme", code "WEB": same name, same client`. */
export function candidateWords(candidate: Counterpart): readonly Segment[] {
  const { side, id, name, archived, class: match, evidence } = candidate;
  const details = [...detailWords(candidate), ...(archived ? [segments`archived`] : [])];
  const which = segments`${escapeText(sideName(side))} ${id}${name === null ? [] : segments` ${value('name', name)}`}`;
  const what = details.length > 0 ? segments`${which}, ${listOf(details)}` : which;
  return segments`${styled('quiet', escapeText(match))}: ${what}: ${escapeText(evidenceText(evidence))}`;
}

/** Joins the items with commas. */
function listOf(items: readonly (readonly Segment[])[]): readonly Segment[] {
  const all: Segment[] = [];
  for (const item of items) {
    if (all.length > 0) all.push(...segments`, `);
    all.push(...item);
  }
  return all;
}

function detailWords({ client, code, email, updated }: RecordDetails): readonly (readonly Segment[])[] {
  return [
    ...(client === null ? [] : [segments`client ${value('name', client)}`]),
    ...(code === null ? [] : [segments`code ${value('code', code)}`]),
    ...(email === null ? [] : [segments`e-mail ${value('email', email)}`]),
    ...(updated === null ? [] : [segments`last changed ${escapeText(updated)}`]),
  ];
}

export function conflictWords(item: Conflict): readonly Line[] {
  return [
    line(
      0,
      segments`${styled('wait', escapeText(CONFLICT_SIGN))} ${title(item)}  ${escapeText(item.field)}  ${styled('quiet', escapeText(item.rule))}${declaredAt(item.declared_at)}`,
      4,
    ),
    line(4, segments`${escapeProse(item.reason)}`, 4),
    line(4, segments`baseline  ${value(item.field, item.baseline)}`, 8),
    line(4, segments`Harvest   ${value(item.field, item.harvest)}`, 8),
    line(4, segments`Forecast  ${value(item.field, item.forecast)}`, 8),
  ];
}

export function observationLine(seen: Observation): Line {
  return line(0, segments`· ${title(seen)}: ${escapeProse(seen.text)}  ${styled('quiet', escapeText(seen.rule))}`, 4);
}

export function waysOut(ways: readonly WayOut[]): readonly Line[] {
  const lines: Line[] = [];
  for (const { text, yaml = '' } of ways) {
    const label = escapeText(lines.length === 0 ? 'Fix: ' : 'Or: ');
    lines.push(line(4, segments`${label}${escapeProse(text)}`, 6));
    for (const row of yaml.split('\n')) if (row.trim() !== '') lines.push(pasted(6, segments`${escapeVerbatim(row)}`));
  }
  return lines;
}

function urls(all: readonly string[]): readonly Line[] {
  return all.map((url) => pasted(4, segments`${escapeVerbatim(url)}`));
}
