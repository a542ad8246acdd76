// The edit room. In: the text of `hfsync.yaml` and its includes, and operations. Out: the same text, changed only as they say.
//
//   step    | does
//   tree    | parses text to a YAML tree with places; refuses a file that hfsync would not read
//   survey  | finds the entries
//   round   | turns operations that touch different places into splices of the text
//   check   | compares the meaning of the new text with the operations; refuses all of them if it differs
//
// Everything else stays byte for byte: comments, order, blank lines, quotes, styles and line breaks.
import { isComplete, type Edit, type LinkEdit } from '../model/edit.ts';
import { sameMeaning } from './meaning.ts';
import type { Refusal } from './refusal.ts';
import { nextRound } from './round.ts';
import { survey } from './survey.ts';
import { spliced } from './splice.ts';
import { parseTree, type Tree } from './tree.ts';

/** A file as it is on the disk, decoded, with its byte order mark. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export type Edited =
  { readonly ok: true; readonly files: readonly TextFile[] } | { readonly ok: false; readonly refusal: Refusal };

/** Takes the main file first. Returns all files, including those that did not change. */
export function editFiles(files: readonly TextFile[], edits: readonly Edit[]): Edited {
  return editorOf(files)(edits);
}

/** Chooses the file for a new link by its path. Null leaves the choice to what the files say. */
export type FileOfLink = (edit: LinkEdit) => string | null;

/** Like `editFiles`, for several sets of edits that each start from the same files. The files are parsed once. */
export function editorOf(
  files: readonly TextFile[],
  fileOf: FileOfLink = () => null,
): (edits: readonly Edit[]) => Edited {
  const marks = files.map(({ text }) => (text.startsWith(MARK) ? MARK : ''));
  const texts = files.map(({ text }, index) => text.slice(marks[index]!.length));
  let before: ParsedAll | undefined;
  return (edits) => {
    const open = edits.find((edit) => !isComplete(edit));
    if (open) return refused({ reason: 'open', edit: open });
    before ??= parseAll(files, texts, []);
    if (!before.ok) return before;
    const edited = editTrees(files, before.trees, edits, fileOf);
    if (!edited.ok) return edited;
    return { ok: true, files: edited.trees.map(({ path, text }, index) => ({ path, text: marks[index]! + text })) };
  };
}

function editTrees(
  files: readonly TextFile[],
  before: readonly Tree[],
  edits: readonly Edit[],
  fileOf: FileOfLink,
): ParsedAll {
  let trees = before;
  for (let left = edits; left.length > 0;) {
    const round = nextRound(survey(trees), left, fileOf);
    if ('reason' in round) return refused(round);
    const texts = trees.map((tree) => spliced(tree.text, round.splices.get(tree) ?? []));
    left = left.slice(round.done);
    const after = parseAll(files, texts, trees);
    if (!after.ok) return unsure(files, trees, texts);
    trees = after.trees;
  }
  if (sameMeaning(before, trees, edits)) return { ok: true, trees };
  return unsure(
    files,
    before,
    trees.map(({ text }) => text),
  );
}

const MARK = '\uFEFF';

type ParsedAll =
  { readonly ok: true; readonly trees: readonly Tree[] } | { readonly ok: false; readonly refusal: Refusal };

/** Reuses the known tree of a file whose text did not change. */
function parseAll(files: readonly TextFile[], texts: readonly string[], known: readonly Tree[]): ParsedAll {
  const trees: Tree[] = [];
  for (const [index, { path }] of files.entries()) {
    const text = texts[index]!;
    const tree = known[index]?.text === text ? known[index] : parseTree(path, text);
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
