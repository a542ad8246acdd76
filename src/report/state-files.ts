/** What was done to the files of a state by hand. */
import type { Last } from '../model/last.ts';
import { counted } from './count.ts';
import { jsonLine } from './json-text.ts';
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

/** `files`: what was plain until now. */
export function stateSealedText(files: readonly string[], layout: Layout): Printable {
  if (files.length === 0)
    return renderLines([line(0, segments`Nothing to encrypt: everything here is encrypted already.`)], layout);
  return renderLines([line(0, segments`Encrypted ${escapeText(files.join(', '))}.`)], layout);
}

export function stateSealedJson(files: readonly string[]): Printable {
  return jsonLine({ sealed: files });
}
