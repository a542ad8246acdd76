/** Shows the draft: added and removed lines, with unchanged lines around them. */
import type { Draft } from '../wire.ts';
import { byId, make } from './dom.ts';
import { virtual, type Virtual } from './virtual.ts';
import { counted } from './words.ts';

interface Line {
  readonly style: 'file' | 'gap' | 'same' | 'added' | 'removed';
  readonly text: string;
}

const STYLES = { ' ': 'same', '+': 'added', '-': 'removed' } as const;

export interface DiffView {
  show(draft: Draft): void;
}

export function diffView(host: HTMLElement): DiffView {
  let lines: readonly Line[] = [];
  const drawn: Virtual = virtual({ host, draw: (index) => diffLine(lines[index]!) });
  return {
    show(draft) {
      const before = lines;
      lines = linesOf(draft);
      host.hidden = lines.length === 0;
      drawn.update(lines.length);
      // Scrolls to what the last choice changed.
      const at = lines.findIndex(
        (line, index) => line.text !== before[index]?.text || line.style !== before[index].style,
      );
      if (before.length > 0 && at >= 0) drawn.reveal(Math.min(at + 2, lines.length - 1));
    },
  };
}

function linesOf({ files }: Draft): readonly Line[] {
  return files.flatMap(({ path, added, removed, hunks }): Line[] => [
    { style: 'file', text: `${path}  +${added} −${removed}` },
    ...hunks.flatMap(({ line, lines }): Line[] => [
      { style: 'gap', text: `line ${line}` },
      ...lines.map((text): Line => ({ style: STYLES[text[0] as keyof typeof STYLES], text })),
    ]),
  ]);
}

function diffLine({ style, text }: Line): HTMLElement {
  return make('div', { class: `line ${style}`, text });
}

/** One sentence about all files of a draft. */
export function draftWords({ files }: Draft, choices: number): string {
  if (files.length === 0) return choices === 0 ? 'Nothing was chosen yet.' : 'The files say so already.';
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  const what = `${counted(choices, 'choice')}: ${counted(added, 'line')} added, ${removed.toLocaleString('en')} removed`;
  return `${what}, in ${files.length === 1 ? files[0]!.path : counted(files.length, 'file')}.`;
}

export function showFiles(view: DiffView, draft: Draft, choices: number, isSettled: boolean): void {
  byId('files-status').textContent = isSettled ? draftWords(draft, choices) : 'Working it out …';
  if (isSettled) view.show(draft);
}
