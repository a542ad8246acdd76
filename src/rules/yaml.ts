import { ignoreKey, type Edit, type EntryEnds, type FileSet } from '../model/edit.ts';
import type { IgnoreKey } from '../model/ignored.ts';
import { yamlText } from '../model/invisible.ts';
import { PLURAL } from '../model/kind.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { SourcePosition } from '../model/want.ts';

/**
 * Edits as YAML: what to paste, and what to change in an existing entry. In: the edits of one way out, the position of
 * the item's own entry, and what that entry sets. Out: text, or null if there is nothing to write. Names come from the
 * accounts, so they are quoted in a way that YAML reads back exactly.
 */
export function editsYaml(
  edits: readonly Edit[],
  at: SourcePosition | null,
  owned: FileSet = {},
  isOnly = false,
): string | null {
  const [own] = edits;
  // Two entries with the same keys are not one piece of YAML.
  if (edits.filter(({ op }) => op === 'change').length > 1) return null;
  const changed = edits.flatMap((edit) => {
    if (edit.op === 'change') return edit === own ? changeYaml(edit, at, owned) : changeYaml(edit, null, {});
    // If it is the only edit, the sentence of the way out says enough.
    if (edit.op !== 'unlink' || edits.length < 2) return [];
    const emptied = isOnly && edit === own ? ['# and the keys above it that are empty then'] : [];
    return [`# remove ${placeOf(edit, edit === own ? at : null)}`, ...emptied];
  });
  const links = edits.flatMap((edit) => (edit.op === 'link' ? linkYaml(edit) : []));
  return [...changed, ...links, ...ignoreYaml(edits)].join('\n') || null;
}

type Change = Extract<Edit, { readonly op: 'change' }>;

function changeYaml(edit: Change, at: SourcePosition | null, owned: FileSet): string[] {
  const { to } = edit;
  const ends = SIDES.flatMap((side) => (to[side] === undefined ? [] : [`${side}: ${endText(to[side])}`]));
  const set = Object.keys(to.set ?? {}).length > 0 ? [`set: ${setYaml({ ...owned, ...to.set })}`] : [];
  const unset = to.unset && to.unset.length > 0 ? [`# not under set any more: ${to.unset.join(', ')}`] : [];
  return [`# in ${placeOf(edit, at)}`, ...ends, ...set, ...unset];
}

function placeOf({ kind, harvest, forecast }: EntryEnds, at: SourcePosition | null): string {
  if (at) return `the entry at ${at.path}:${at.line}`;
  return `the entry of ${PLURAL[kind]} with harvest: ${endText(harvest)}, forecast: ${endText(forecast)}`;
}

function linkYaml({ kind, name, harvest, forecast, set = {} }: Extract<Edit, { readonly op: 'link' }>): string[] {
  const parts = [
    ...(name === undefined ? [] : [`name: ${yamlText(name)}`]),
    `harvest: ${endText(harvest)}`,
    `forecast: ${endText(forecast)}`,
    ...(Object.keys(set).length > 0 ? [`set: ${setYaml(set)}`] : []),
  ];
  const flow = `    - { ${parts.join(', ')} }`;
  return ['links:', `  ${PLURAL[kind]}:`, flow.length <= WIDTH ? flow : `    - ${parts.join('\n      ')}`];
}

/** The longest line that still fits into 80 columns when a plan indents it. */
const WIDTH = 72;

function ignoreYaml(edits: readonly Edit[]): string[] {
  const keys = new Map<IgnoreKey, Map<Side, number[]>>();
  for (const edit of edits) {
    if (edit.op !== 'ignore') continue;
    const sides = keys.get(ignoreKey(edit)) ?? new Map<Side, number[]>();
    keys.set(ignoreKey(edit), sides.set(edit.side, [...(sides.get(edit.side) ?? []), edit.id]));
  }
  const lines = [...keys].map(([key, sides]) => {
    const lists = [...sides].map(([side, ids]) => `${side}: [${ids.join(', ')}]`);
    return `  ${key}: { ${lists.join(', ')} }`;
  });
  return lines.length > 0 ? ['ignore:', ...lines] : [];
}

/** The text `ID` stands for an id that a person has to fill in. */
function endText(end: EntryEnds['harvest']): string {
  return String(end ?? 'ID');
}

/** Values under `set:` as the file writes them. Capacity is in hours. */
function setYaml(set: FileSet): string {
  const values = Object.entries<string | number>(set);
  return `{ ${values.map(([key, value]) => `${key}: ${typeof value === 'number' ? value : yamlText(value)}`).join(', ')} }`;
}
