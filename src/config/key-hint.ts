import { codePoint } from '../model/invisible.ts';
import { isRootKey, SYNONYMS, type Path } from './keys.ts';
import { didYouMean } from './nearest.ts';
import { quote } from './wording.ts';

/** What to write in place of an unknown key. `parents`: the keys beside it below which it belongs. */
export function keyHint(name: string, path: Path, known: readonly string[], parents: readonly string[]): string {
  if (name === path.at(-1)) return 'remove this line, and indent what is below it by two spaces less';
  const isSide = name === 'harvest' || name === 'forecast';
  if (isSide && path.length === 1 && path[0] === 'ignore')
    return `write the kind first: \`projects: { ${name}: [ … ] }\``;
  if (isSide && path.length === 1 && path[0] === 'links')
    return 'write the kind first: `projects:`, and "- " before each entry';
  if (known.includes('status') && /^(?:is_?)?(?:active|archived|inactive)$/i.test(name))
    return 'write `status: active` or `status: archived`';
  if (parents.includes('set')) return `write \`set: { ${name}: … }\``;
  if (parents.length > 0) return `write it below \`${parents.join(':` or `')}:\``;
  if (path.length > 0 && isRootKey(name)) return 'move it out, to column 1 of its own line';
  const synonym = SYNONYMS[name.toLowerCase()];
  if (synonym !== undefined && known.includes(synonym)) return `did you mean "${synonym}"?`;
  return didYouMean(name, known, `known here: ${known.join(', ')}`);
}

/** A letter that looks like another cannot be told apart in a quotation, so the message names it. */
export function foreign(name: string): string {
  const letter = [...name].find((character) => character > '\x7e');
  return letter === undefined ? '' : `: its ${quote(letter)} is ${codePoint(letter)}, not a letter of any key`;
}
