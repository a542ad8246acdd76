import type { Kind } from './kind.ts';
import type { Side } from './side.ts';

/** Every rule id. `rules/table.ts` gives them meaning. */
export const RULE_IDS = [
  'project.name',
  'project.code',
  'project.client',
  'project.status',
  'project.remaining-budget',
  'project.new-in-harvest',
  'project.new-in-forecast',
  'project.deleted-in-harvest',
  'project.deleted-in-forecast',
  'client.name',
  'client.status',
  'client.new-in-harvest',
  'client.new-in-forecast',
  'client.deleted-in-harvest',
  'client.deleted-in-forecast',
  'person.name.self',
  'person.name.other',
  'person.name.no-sign-in',
  'person.email.self',
  'person.email.other',
  'person.email.no-sign-in',
  'person.capacity',
  'person.roles',
  'person.status',
  'person.new-in-harvest',
  'person.forecast-only',
  'person.deleted-in-harvest',
  'person.deleted-in-forecast',
  'company.capacity',
  'account.clock',
  'role.created',
  'role.edited',
  'role.deleted',
  'link.pointer',
  'link.undeclared',
  'link.elsewhere',
  'link.label',
  'ignore.unmatched',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** A row of the rule table. */
export interface Rule {
  readonly id: RuleId;
  readonly kind: Kind | 'link';
  /** What the rule is about, in a few words. */
  readonly what: string;
  /** `auto`: planned and applied. `manual`: reported with ways out. `mixed`: applied, but reported in some cases. */
  readonly class: 'auto' | 'manual' | 'mixed';
  readonly direction: 'both' | 'to Harvest' | 'to Forecast' | 'none';
  /** Why the rule is as it is, and what a person does about it. Shown by `hfsync explain RULE`. */
  readonly why: string;
  /** Which side(s) the rule's change or report starts from. */
  readonly from: readonly Side[];
}
