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
    case 'archived-name':
      return `${sided(first)} takes the name of an archived client`;
    default:
      return 'Forecast takes a capacity that is not in half hours';
  }
}

function sided(side: string): string {
  return side === 'harvest' ? 'Harvest' : 'Forecast';
}
