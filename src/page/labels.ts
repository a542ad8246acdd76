import type { WayOut } from '../model/item.ts';
import type { OpenItem } from '../rules/choice.ts';

/** The label of a way out on its button, in two or three words. Its full text is beside the button. */
export function labelOfWay({ rule }: OpenItem, { key = '' }: WayOut): string {
  if (key.startsWith('link:')) return `Link ${key.slice('link:'.length)}`;
  if (key === 'create') return rule.endsWith('.new-in-forecast') ? 'Create in Harvest' : 'Create in Forecast';
  return LABELS[key] ?? key.replaceAll('-', ' ');
}

const LABELS: { readonly [key: string]: string } = {
  link: 'Link',
  ignore: 'Ignore',
  'ignore-with-projects': 'Ignore with its projects',
  'ignore-client': 'Ignore its client',
  unlink: 'Remove the entry',
  archive: 'Archive',
  swap: 'Swap the ids',
  'keep-harvest': 'Keep Harvest’s',
  'keep-forecast': 'Keep Forecast’s',
  'keep-both': 'They are different',
};
