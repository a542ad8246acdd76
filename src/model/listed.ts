import type { Address } from './address.ts';
import type { Kind } from './kind.ts';
import type { RuleId } from './rule.ts';
import type { SourcePosition } from './want.ts';

/** One record of either account, or the two of a pair, as `hfsync list` shows them, in exactly the shape of its JSON. */
export interface Listed {
  readonly address: Address;
  readonly kind: Kind;
  /** Null if there is none, or if it is gone. */
  readonly harvest: ListedEnd | null;
  readonly forecast: ListedEnd | null;
  /** For a project: its client's name. Null if it has none, or if this is not a project. */
  readonly client: string | null;
  readonly email: string | null;
  /** What links the two. Null if nothing does. */
  readonly link: LinkSource | null;
  readonly declared_at: SourcePosition | null;
  readonly verdict: Verdict;
  /** The rules under which something is planned or waits, sorted. */
  readonly rules: readonly RuleId[];
}

export interface ListedEnd {
  readonly id: number;
  readonly name: string;
  /** Null if it has none, or if it is unknown. */
  readonly status: 'active' | 'archived' | null;
}

/**
 * `declared`: the file has both ids. `create`: it has `create` on one side. `brought`: a client that came with a
 * project. `state`, `pointer`, `name`: not declared, but hfsync remembers it, Forecast's pointer says so, or the two
 * have the same name.
 */
export type LinkSource = 'declared' | 'create' | 'brought' | 'state' | 'pointer' | 'name' | 'company';

/** `left-alone`: not linked, and nothing is planned for it. `built-in`: Forecast's own Time Off. */
export const VERDICTS = [
  'in-sync',
  'to-sync',
  'waiting',
  'conflict',
  'ignored',
  'archived',
  'built-in',
  'left-alone',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The words for people. */
export const VERDICT_WORDS = {
  'in-sync': 'in sync',
  'to-sync': 'to sync',
  waiting: 'waiting',
  conflict: 'conflict',
  ignored: 'ignored',
  archived: 'archived',
  'built-in': 'built in',
  'left-alone': 'left alone',
} as const satisfies Record<Verdict, string>;
