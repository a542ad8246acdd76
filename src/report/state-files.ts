/** What hfsync did to the files of a state because a person asked for it. */
import type { Last } from '../model/last.ts';
import { counted } from './count.ts';
import { jsonLine, jsonText, safeJson } from './json-text.ts';
import { line, segments, renderLines, type Layout } from './line.ts';
import { escapeText, type Printable } from './escape.ts';

export interface RestoredState {
  readonly path: string;
  readonly last: Last;
  readonly movedTo: string | null;
}

export function stateRestoredText({ path, last, movedTo }: RestoredState, layout: Layout): Printable {
  const records = Object.keys(last.baseline).length;
  return renderLines(
    [
      line(
        0,
        segments`Restored ${escapeText(path)} from its backup: ${counted(records, 'record')}, serial ${last.serial}, lineage ${escapeText(last.lineage)}.`,
      ),
      ...(movedTo === null ? [] : [line(0, segments`The unusable one is now ${escapeText(movedTo)}.`)]),
      line(
        0,
        segments`The backup is one generation older than the state that was lost. Check the next plan carefully.`,
      ),
    ],
    layout,
  );
}

export function stateRestoredJson({ path, last, movedTo }: RestoredState): Printable {
  return jsonLine({ restored: path, lineage: last.lineage, serial: last.serial, moved_to: movedTo });
}

/** `files` are the ones that were not encrypted before. */
export function stateSealedText(files: readonly string[], layout: Layout): Printable {
  if (files.length === 0)
    return renderLines([line(0, segments`Nothing to encrypt: everything here is encrypted already.`)], layout);
  return renderLines([line(0, segments`Encrypted ${escapeText(files.join(', '))}.`)], layout);
}

export function stateSealedJson(files: readonly string[]): Printable {
  return jsonLine({ sealed: files });
}

export interface PushedState {
  readonly last: Last;
  readonly isSame: boolean;
  readonly where: string;
}

export function statePushedText({ last, isSame, where }: PushedState, layout: Layout): Printable {
  const words = isSame
    ? segments`${escapeText(where)} already holds this state: serial ${last.serial}.`
    : segments`${escapeText(where)} now holds this state: ${recordsOf(last)}, serial ${last.serial}, lineage ${escapeText(last.lineage)}.`;
  return renderLines([line(0, words)], layout);
}

export function statePushedJson({ last, isSame, where }: PushedState): Printable {
  return jsonLine({ pushed: where, changed: !isSame, lineage: last.lineage, serial: last.serial });
}

export interface MigratedState extends PushedState {
  readonly from: string;
  /** The backend that has it now. */
  readonly to: string;
}

export function stateMigratedText({ last, where, from, to }: MigratedState, layout: Layout): Printable {
  return renderLines(
    [
      line(0, segments`Copied ${escapeText(from)} to ${escapeText(where)}: ${recordsOf(last)}, serial ${last.serial}.`),
      line(0, segments`Now write this in the configuration, before the next apply:`),
      line(2, segments`state: { backend: ${escapeText(to)} }`),
      line(0, segments`The old one was left as it is. Once the next plan is as you expect it, delete it.`),
    ],
    layout,
  );
}

export function stateMigratedJson({ last, where, from, to }: MigratedState): Printable {
  return jsonLine({ migrated: where, from, backend: to, lineage: last.lineage, serial: last.serial });
}

export function stateMovedText(from: string, to: string, layout: Layout): Printable {
  return renderLines(
    [line(0, segments`What the state remembered of ${escapeText(from)} now belongs to ${escapeText(to)}.`)],
    layout,
  );
}

function recordsOf({ baseline }: Last): ReturnType<typeof counted> {
  return counted(Object.keys(baseline).length, 'record');
}

/** The stored text of the state. Text that is not JSON is not printed, because it could control the terminal. */
export function pulledText(source: string): Printable {
  const parsed: unknown = JSON.parse(source);
  // Between values, JSON may contain a carriage return, which a terminal would obey.
  return /[\t\r]/.test(source) ? jsonText(parsed) : safeJson(source);
}
