/**
 * The first files as a person chose them on the page. In: the choices, with their edits. Out: the files that `init`
 * would write with these links, with all other choices applied.
 */
import { editFiles } from '../../edit/edit.ts';
import { isIgnoring, type Edit } from '../../model/edit.ts';
import type { Have } from '../../model/have.ts';
import type { Plan } from '../../model/plan.ts';
import { SIDES } from '../../model/side.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { Graded } from '../../match/unique-pairs.ts';
import type { Choice } from '../../page/wire.ts';
import { editFailure } from '../edited.ts';
import { filesOf, type FileOptions, type Files } from './first-file.ts';
import type { Proposal } from './proposal.ts';

export interface ChosenFiles {
  readonly proposal: Proposal;
  readonly files: Files;
}

/**
 * Pairs that hfsync found are written as `init` writes them: by client, in the client's file. Open items do not become
 * comments, since the page showed them and the next plan lists them. Throws `UserError` if the files do not allow an
 * edit.
 */
export function chosenFiles(
  have: Have,
  {
    pairs,
    proposal,
    layout,
  }: { readonly pairs: readonly Graded[]; readonly proposal: Proposal; readonly layout: FileOptions },
  edits: readonly Edit[],
): ChosenFiles {
  const found = new Map(pairs.map((pair) => [keyOf(pair), pair]));
  const links = new Map<string, Graded>();
  const others: Edit[] = [];
  for (const edit of edits) {
    const key = edit.op === 'link' && edit.set === undefined ? `${edit.kind} ${edit.harvest}/${edit.forecast}` : '';
    const pair = found.get(key);
    if (pair) links.set(key, { ...pair, class: 'exact' });
    else others.push(edit);
  }
  const chosen = { links: [...links.values()], likely: [], rest: withoutChosen(proposal.rest, edits) };
  const files = filesOf(have, chosen, layout);
  return { proposal: chosen, files: others.length === 0 ? files : edited(files, others) };
}

function keyOf({ harvest, forecast }: Graded): string {
  return `${harvest.kind} ${harvest.id}/${forecast.id}`;
}

/** Records that a choice is about are not ignored as well. */
function withoutChosen(rest: readonly AccountRecord[], edits: readonly Edit[]): readonly AccountRecord[] {
  const chosen = new Set(
    edits.flatMap((edit) => {
      if (isIgnoring(edit)) return edit.op === 'ignore' ? [`${edit.kind} ${edit.side} ${edit.id}`] : [];
      return SIDES.map((side) => `${edit.kind} ${side} ${edit[side]}`);
    }),
  );
  return rest.filter(({ kind, side, id }) => !chosen.has(`${kind} ${side} ${id}`));
}

/** The configuration has an empty name here, and comes first. */
function edited(files: Files, edits: readonly Edit[]): Files {
  const names = [...files.keys()].sort((a, b) => Number(a !== '') - Number(b !== ''));
  const result = editFiles(
    names.map((name) => ({ path: name, text: files.get(name)! })),
    edits,
  );
  if (!result.ok) throw editFailure(result.refusal);
  const texts = new Map(result.files.map(({ path, text }) => [path, text]));
  return new Map([...files.keys()].map((name) => [name, texts.get(name)!]));
}

/** The proposed links as choices: by the item that offers the link, if there is one. */
export function proposedChoices({ manual }: Plan, links: readonly Graded[]): readonly Choice[] {
  const offered = new Map<string, Choice>();
  for (const { id: item, ways_out: ways } of manual)
    for (const { key, edits = [] } of ways) {
      const [edit] = edits;
      if (key !== 'link' || edits.length !== 1 || edit?.op !== 'link') continue;
      const pair = `${edit.kind} ${edit.harvest}/${edit.forecast}`;
      if (!offered.has(pair)) offered.set(pair, { by: 'way', item, way: key, id: null });
    }
  return links.flatMap((pair): Choice[] => {
    const { kind } = pair.harvest;
    return [offered.get(keyOf(pair)) ?? { by: 'link', kind, harvest: pair.harvest.id, forecast: pair.forecast.id }];
  });
}
