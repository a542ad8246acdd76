import type { SyntaxFault } from './spot.ts';

/**
 * Finds lines that belong to another tool or language: merge conflicts, Markdown fences, diff signs, `//`, `[section]`.
 */
export function foreignLines(text: string): readonly SyntaxFault[] {
  return [...mergeConflicts(text), ...fences(text), ...diffSigns(text), ...slashes(text), ...sections(text)].slice(
    0,
    20,
  );
}

const CONFLICT = /^<{7}(?: .*)?$[^]*?^={7}$[^]*?^>{7}(?: .*)?$/gm;

function mergeConflicts(text: string): readonly SyntaxFault[] {
  if (!text.includes('\n=======')) return [];
  return [...text.replaceAll('\r\n', ' \n').matchAll(CONFLICT)].map(({ 0: whole, index }) => ({
    span: [index, index + whole.indexOf('\n')] as const,
    message: `a merge conflict starts here and ends ${whole.split('\n').length - 1} lines below`,
    hint: 'keep one of the two versions, and remove the lines that start with <<<<<<<, ======= and >>>>>>>',
  }));
}

function fences(text: string): readonly SyntaxFault[] {
  const [first] = text.matchAll(/^(?:```|~~~).*$/gm);
  if (!first) return [];
  const span = [first.index, first.index + first[0].trimEnd().length] as const;
  return [
    {
      span,
      message: 'this line belongs to Markdown, not to YAML',
      hint: `remove each line that starts with ${first[0].slice(0, 3)}`,
    },
  ];
}

function diffSigns(text: string): readonly SyntaxFault[] {
  const [first] = text.matchAll(/^(?:\+(?=\s*\S)|@@ |diff --git |--- a\/).*$/gm);
  if (!first) return [];
  const span = [first.index, first.index + Math.min(first[0].length, 3)] as const;
  const hint = 'remove the "+" at the start of lines, and the lines that start with "-" or "@@"';
  return [{ span, message: 'this line comes from a diff', hint }];
}

/** One finding for each line, because each is fixed on its own. */
function slashes(text: string): readonly SyntaxFault[] {
  return [...text.matchAll(/^([ \t]*)\/\/.*$/gm)].map(({ 1: indent = '', index }) => ({
    span: [index + indent.length, index + indent.length + 2] as const,
    message: '"//" does not start a comment in YAML',
    hint: 'write "#"',
  }));
}

function sections(text: string): readonly SyntaxFault[] {
  const [first] = text.matchAll(/^\[([\w.]+)\][ \t]*\r?$/gm);
  if (!first) return [];
  const span = [first.index, first.index + first[0].trimEnd().length] as const;
  const hint = `write "${first[1]}:", and indent below it what belongs to it`;
  return [{ span, message: 'this is a section as in TOML, not YAML', hint }];
}
