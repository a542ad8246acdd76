// The edit room: the text of `hfsync.yaml` and its includes, and operations on them → the same text but for what they say.
//
//   step    | does
//   tree    | text → YAML tree with places; a file that hfsync would not read is refused
//   survey  | which entries there are
//   round   | as many operations as do not touch the same place → parts of the text that are replaced
//   check   | the new text means what the operations say of the old one, else all of it is refused
//
// Nothing is written anew that is not changed: comments, order, blank lines, quotes, styles and line breaks stay as they are.
import { isComplete, type Edit } from '../model/edit.ts';
import { sameMeaning } from './meaning.ts';
import type { Refusal } from './refusal.ts';
import { nextRound } from './round.ts';
import { survey } from './survey.ts';
import { spliced } from './splice.ts';
import { parseTree, type Tree } from './tree.ts';

/** A file as it is on the disk, decoded; a byte order mark included. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export type Edited =
  { readonly ok: true; readonly files: readonly TextFile[] } | { readonly ok: false; readonly refusal: Refusal };

/** The main file first. Answers all files, those that nothing was done to as they were. */
export function editFiles(files: readonly TextFile[], edits: readonly Edit[]): Edited {
  const open = edits.find((edit) => !isComplete(edit));
  if (open) return refused({ reason: 'open', edit: open });
  const marks = files.map(({ text }) => (text.startsWith(MARK) ? MARK : ''));
  let texts = files.map(({ text }, index) => text.slice(marks[index]!.length));
  const before = parseAll(files, texts);
  if (!before.ok) return before;
  let trees = before.trees;
  for (let left = edits; left.length > 0;) {
    const round = nextRound(survey(trees), left);
    if ('reason' in round) return refused(round);
    texts = trees.map((tree) => spliced(tree.text, round.splices.get(tree) ?? []));
    left = left.slice(round.done);
    const after = parseAll(files, texts);
    if (!after.ok) return unsure(files, trees, texts);
    trees = after.trees;
  }
  if (!sameMeaning(before.trees, trees, edits)) return unsure(files, before.trees, texts);
  return { ok: true, files: files.map(({ path }, index) => ({ path, text: marks[index]! + texts[index]! })) };
}

const MARK = '\uFEFF';

type ParsedAll =
  { readonly ok: true; readonly trees: readonly Tree[] } | { readonly ok: false; readonly refusal: Refusal };

function parseAll(files: readonly TextFile[], texts: readonly string[]): ParsedAll {
  const trees: Tree[] = [];
  for (const [index, { path }] of files.entries()) {
    const tree = parseTree(path, texts[index]!);
    if (!('root' in tree)) return refused({ reason: 'unreadable', diagnostics: tree });
    trees.push(tree);
  }
  return { ok: true, trees };
}

function unsure(files: readonly TextFile[], trees: readonly Tree[], texts: readonly string[]) {
  const index = Math.max(
    0,
    trees.findIndex((tree, nth) => tree.text !== texts[nth]),
  );
  return refused({ reason: 'unsure', path: files[index]!.path });
}

function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}
