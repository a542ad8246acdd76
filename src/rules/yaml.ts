import { FORMS } from '../model/field.ts';
import { yamlText } from '../model/invisible.ts';
import { PLURAL, type Kind, type Plural } from '../model/kind.ts';
import type { Side } from '../model/side.ts';
import type { LinkSet } from '../model/want.ts';

/** YAML to paste. Names come from the accounts: they are always written so that YAML reads back the very same text. */
export function linkEntry(
  plural: Plural,
  entry: { readonly name: string; readonly harvest: string; readonly forecast: string; readonly set: LinkSet },
): string {
  const set = (Object.entries(entry.set) as [keyof LinkSet, string | number][]).map(
    ([key, value]) => `${key}: ${setValue(key, value)}`,
  );
  const parts = [
    ...(entry.name === '' ? [] : [`name: ${yamlText(entry.name)}`]),
    `harvest: ${entry.harvest}`,
    `forecast: ${entry.forecast}`,
    ...(set.length > 0 ? [`set: { ${set.join(', ')} }`] : []),
  ];
  const flow = `    - { ${parts.join(', ')} }`;
  const entryText = flow.length <= WIDTH ? flow : `    - ${parts.join('\n      ')}`;
  return `links:\n  ${plural}:\n${entryText}`;
}

/** A line that still fits into 80 columns where a plan indents it. */
const WIDTH = 72;

export function ignoreEntry(kind: Kind, side: Side, id: number | null): string {
  if (kind === 'company' || id === null) return '';
  return `ignore:\n  ${PLURAL[kind]}: { ${side}: [${id}] }`;
}

/** Capacity is hours in the file and seconds everywhere else. */
function setValue(key: keyof LinkSet, value: string | number): string {
  if (FORMS[key] === 'capacity') return String(Number(value) / 3600);
  return typeof value === 'number' ? String(value) : yamlText(value);
}
