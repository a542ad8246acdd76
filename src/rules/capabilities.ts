import type { Capability } from '../model/capability.ts';

/**
 * A capability as a statement that is true or false, and the kind of record that it is about. A null `kind` means that
 * the statement is not about one kind.
 */
export function capabilityStatement(capability: Capability): { readonly text: string; readonly kind: string | null } {
  const [what = '', first = '', second = ''] = capability.split('.');
  const ofAll = (text: string) => ({ text, kind: null });
  switch (what) {
    case 'pointer':
      return { text: 'Forecast keeps the pointer to Harvest that hfsync sends', kind: first };
    case 'partial-put':
      return { text: 'Forecast accepts the changed keys alone', kind: first };
    case 'whole-put':
      return { text: 'Forecast accepts the whole record back, unknown keys included', kind: first };
    case 'trimmed-put':
      return { text: 'Forecast accepts the whole record back without its read-only keys', kind: first };
    case 'company-default':
      return ofAll("Forecast accepts the company's default capacity");
    case 'archived-edit':
      return { text: 'Harvest accepts edits of archived records', kind: first };
    case 'restore-edit':
      return ofAll('Harvest accepts a restore and an edit in one request');
    case 'same-name':
      return { text: `${sided(first)} accepts a second record with the same name`, kind: second };
    case 'other-case':
      return ofAll(`${sided(first)} accepts a client name that differs only in case`);
    case 'create':
      return { text: `The owner of the token may create records in ${sided(first)}`, kind: second };
    case 'edit':
      return { text: `The owner of the token may edit records in ${sided(first)}`, kind: second };
    case 'built-in-sync':
      return ofAll('The built-in sync brings a new name from Harvest to Forecast within 20 seconds');
    case 'archived-name':
      return ofAll(`${sided(first)} accepts the name of an archived client for a new one`);
    default:
      return ofAll('Forecast accepts a capacity that is not in half hours');
  }
}

function sided(side: string): string {
  return side === 'harvest' ? 'Harvest' : 'Forecast';
}

/** What hfsync does from now on. `safe` is what it does if the answer is unknown. */
export function consequence(capability: Capability | null, verdict: 'yes' | 'no' | 'unknown', safe: string): string {
  const [what = ''] = (capability ?? '').split('.');
  const found = verdict === 'unknown' ? undefined : CONSEQUENCES[what]?.[verdict];
  return found ?? safe;
}

const CONSEQUENCES: { readonly [what: string]: { readonly [V in 'yes' | 'no']?: string } } = {
  pointer: { yes: 'links by itself', no: "leaves linking to Forecast's own import" },
  'partial-put': {
    yes: 'sends only the changed keys, many of them by one list',
    no: 'sends the whole record as it was just read',
  },
  'whole-put': { yes: 'sends it so', no: 'leaves out what Forecast keeps for itself, or the unchanged keys' },
  'trimmed-put': {
    yes: 'sends it so if the whole record is refused',
    no: 'sends only the changed keys if the whole record is refused',
  },
  create: { yes: 'creates them', no: 'leaves them to a person' },
  edit: { yes: 'edits them', no: 'leaves edits to a person' },
  'company-default': { no: 'leaves the default capacity in Forecast to a person' },
  'archived-edit': { yes: 'edits it', no: 'leaves it to a person until it is restored' },
  'restore-edit': { yes: 'restores and edits in one request', no: 'restores first, then edits' },
  'same-name': { yes: 'allows the same name twice', no: 'treats such a name as taken' },
  'other-case': { yes: 'treats it as another name', no: 'treats it as the same name' },
  'archived-name': { yes: 'treats it as free', no: 'treats it as taken' },
};
