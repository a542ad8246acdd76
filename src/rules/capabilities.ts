import type { Capability } from '../model/capability.ts';

/** What a capability is about, as a statement that is true or not. */
export function capabilityText(capability: Capability): string {
  const [what = '', first = '', second = ''] = capability.split('.');
  switch (what) {
    case 'pointer':
      return `Forecast keeps the pointer to Harvest that hfsync sends (${first})`;
    case 'partial-put':
      return `Forecast takes the changed keys alone (${first})`;
    case 'whole-put':
      return `Forecast takes the whole record back, unknown keys included (${first})`;
    case 'trimmed-put':
      return `Forecast takes the whole record back without the keys that it keeps for itself (${first})`;
    case 'company-default':
      return "Forecast takes the company's default capacity";
    case 'archived-edit':
      return `Harvest takes edits of an archived ${first}`;
    case 'restore-edit':
      return 'Harvest takes a restore and an edit in one request';
    case 'same-name':
      return `${sided(first)} takes a second ${second} of the same name`;
    case 'other-case':
      return `${sided(first)} takes the name of a client in other case`;
    case 'create':
      return `The token may create in ${sided(first)}: ${second}`;
    case 'edit':
      return `The token may edit in ${sided(first)}: ${second}`;
    case 'archived-name':
      return `${sided(first)} takes the name of an archived client`;
    default:
      return 'Forecast takes a capacity that is not in half hours';
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
  'partial-put': { yes: 'sends the changed keys alone', no: 'sends the whole record, as it was read just before' },
  create: { yes: 'creates them', no: 'leaves them to a person' },
  edit: { yes: 'edits them', no: 'leaves edits to a person' },
  'company-default': { no: 'leaves the default capacity in Forecast to a person' },
  'archived-edit': { yes: 'edits it', no: 'leaves it to a person until it is restored' },
  'restore-edit': { yes: 'restores and edits in one request', no: 'restores first, then edits' },
  'same-name': { yes: 'lets names be taken twice', no: 'takes such a name for taken' },
  'other-case': { yes: 'takes it for another name', no: 'takes it for the same name' },
  'archived-name': { yes: 'takes it for a free name', no: 'takes it for taken' },
};
