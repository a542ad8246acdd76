import type { SyntaxFault } from './spot.ts';

/**
 * Finds lines that belong to another tool or language: merge conflicts, Markdown fences, diff signs, `//`, `[section]`,
 * a page of HTML.
 */
export function foreignLines(text: string): readonly SyntaxFault[] {
  return [
    ...mergeConflicts(text),
    ...fences(text),
    ...diffSigns(text),
    ...slashes(text),
    ...sections(text),
    ...markup(text),
  ].slice(0, 20);
}

const MARKER = /^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$/gm;
const CONFLICT = /^<{7}(?: .*)?$[^]*?^={7}$[^]*?^>{7}(?: .*)?$/gm;

function mergeConflicts(text: string): readonly SyntaxFault[] {
  const [marker] = text.matchAll(MARKER);
  if (!marker) return [];
  const whole = [...text.replaceAll('\r\n', ' \n').matchAll(CONFLICT)];
  if (whole.length === 0) {
    const span = [marker.index, marker.index + marker[0].trimEnd().length] as const;
    const hint = `remove each line that starts with <<<<<<<, |||||||, ======= or >>>>>>>, and what should not stay`;
    return [{ span, message: 'this line was left over when a merge conflict was resolved', hint }];
  }
  return whole.map(({ 0: conflict, index }) => ({
    span: [index, index + conflict.indexOf('\n')] as const,
    message: `a merge conflict starts here and ends ${conflict.split('\n').length - 1} lines below`,
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

/** A web page that was saved in place of the file, such as one that asks for a sign-in. */
function markup(text: string): readonly SyntaxFault[] {
  const found = /^\s*(<(?:!doctype|html|\?xml|[a-z]+>).*)/i.exec(text)?.[1];
  if (found === undefined) return [];
  const at = text.indexOf(found);
  const hint = 'look where the file was copied from: this may be a page that asks for a sign-in';
  return [{ span: [at, at + found.trimEnd().length], message: 'this is HTML or XML, not YAML', hint }];
}

function sections(text: string): readonly SyntaxFault[] {
  const [first] = text.matchAll(/^\[([\w.]+)\][ \t]*\r?$/gm);
  if (!first) return [];
  const span = [first.index, first.index + first[0].trimEnd().length] as const;
  const hint = `write "${first[1]}:", and indent below it what belongs to it`;
  return [{ span, message: 'this is a section as in TOML, not YAML', hint }];
}
