/** What was done to the files of a state by hand. */
import type { Last } from '../model/last.ts';
import { counted } from './count.ts';
import { jsonLine } from './json-text.ts';
import { line, pieces, print, type Look } from './line.ts';
import { show, type Printed } from './show.ts';

export interface RestoredState {
  readonly path: string;
  readonly last: Last;
  readonly movedTo: string | null;
}

export function stateRestoredText({ path, last, movedTo }: RestoredState, look: Look): Printed {
  const records = Object.keys(last.baseline).length;
  return print(
    [
      line(
        0,
        pieces`Restored ${show(path)} from its backup: ${counted(records, 'record')}, serial ${last.serial}, lineage ${show(last.lineage)}.`,
      ),
      ...(movedTo === null ? [] : [line(0, pieces`The unusable one is now ${show(movedTo)}.`)]),
      line(0, pieces`The backup is one generation older than the state that was lost. Check the next plan carefully.`),
    ],
    look,
  );
}

export function stateRestoredJson({ path, last, movedTo }: RestoredState): Printed {
  return jsonLine({ restored: path, lineage: last.lineage, serial: last.serial, moved_to: movedTo });
}

/** `files`: what was plain until now. */
export function stateSealedText(files: readonly string[], look: Look): Printed {
  if (files.length === 0)
    return print([line(0, pieces`Nothing to encrypt: everything here is encrypted already.`)], look);
  return print([line(0, pieces`Encrypted ${show(files.join(', '))}.`)], look);
}

export function stateSealedJson(files: readonly string[]): Printed {
  return jsonLine({ sealed: files });
}
