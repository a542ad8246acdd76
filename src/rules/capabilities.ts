import type { Capability } from '../model/capability.ts';

/** What a capability is about, as a statement that is true or not. */
export function capabilityText(capability: Capability): string {
  const [what = '', first = '', second = ''] = capability.split('.');
  switch (what) {
    case 'pointer':
      return `Forecast keeps the pointer to Harvest that hfsync sends (${first})`;
    case 'partial-put':
      return `Forecast accepts the changed keys alone (${first})`;
    case 'whole-put':
      return `Forecast accepts the whole record back, unknown keys included (${first})`;
    case 'trimmed-put':
      return `Forecast accepts the whole record back without its read-only keys (${first})`;
    case 'company-default':
      return "Forecast accepts the company's default capacity";
    case 'archived-edit':
      return `Harvest accepts edits of an archived ${first}`;
    case 'restore-edit':
      return 'Harvest accepts a restore and an edit in one request';
    case 'same-name':
      return `${sided(first)} accepts a second ${second} with the same name`;
    case 'other-case':
      return `${sided(first)} accepts a client name that differs only in case`;
    case 'create':
      return `The token may create in ${sided(first)}: ${second}`;
    case 'edit':
      return `The token may edit in ${sided(first)}: ${second}`;
    case 'built-in-sync':
      return 'The built-in sync brings a new name from Harvest to Forecast within 20 seconds';
    case 'archived-name':
      return `${sided(first)} accepts the name of an archived client for a new one`;
    default:
      return 'Forecast accepts a capacity that is not in half hours';
  }
}

function sided(side: string): string {
  return side === 'harvest' ? 'Harvest' : 'Forecast';
}

/** What hfsync does from now on. `safe`: what it does where nobody knows. */
export function consequence(capability: Capability | null, verdict: 'yes' | 'no' | 'unknown', safe: string): string {
  const [what = ''] = (capability ?? '').split('.');
  const found = verdict === 'unknown' ? undefined : CONSEQUENCES[what]?.[verdict];
  return found ?? safe;
}

const CONSEQUENCES: { readonly [what: string]: { readonly [V in 'yes' | 'no']?: string } } = {
  pointer: { yes: 'links by itself', no: "leaves linking to Forecast's own import" },
  'partial-put': { yes: 'sends only the changed keys', no: 'sends the whole record as it was just read' },
  create: { yes: 'creates them', no: 'leaves them to a person' },
  edit: { yes: 'edits them', no: 'leaves edits to a person' },
  'company-default': { no: 'leaves the default capacity in Forecast to a person' },
  'archived-edit': { yes: 'edits it', no: 'leaves it to a person until it is restored' },
  'restore-edit': { yes: 'restores and edits in one request', no: 'restores first, then edits' },
  'same-name': { yes: 'allows the same name twice', no: 'treats such a name as taken' },
  'other-case': { yes: 'treats it as another name', no: 'treats it as the same name' },
  'archived-name': { yes: 'treats it as free', no: 'treats it as taken' },
};
