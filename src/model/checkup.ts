import type { Address } from './address.ts';
import type { Knowledge } from './capability.ts';
import type { Edit } from './edit.ts';

/** What `hfsync doctor` finds, in exactly the shape of its JSON (`schemas/doctor.schema.json`). */
export interface Checkup {
  readonly format_version: '1.0';
  readonly hfsync_version: string;
  readonly checks: readonly Check[];
  readonly findings: readonly LintFinding[];
  /** What the accounts can do, as far as it is known. */
  readonly capabilities: { readonly [capability: string]: Knowledge };
  readonly summary: { readonly errors: number; readonly warnings: number; readonly notes: number };
}

/** One check of the surroundings: this machine, the file, the state, the network, the tokens. */
export interface Check {
  readonly code: CheckCode;
  readonly status: 'ok' | Severity;
  readonly text: string;
  readonly fix: string | null;
}

/** `error`: hfsync cannot work like this. `warning`: something is wrong or soon will be. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note';

/** A finding in the data. */
export interface LintFinding {
  readonly code: LintCode;
  readonly severity: Severity;
  /** The record. Null if the finding is about the accounts as a whole. */
  readonly address: Address | null;
  readonly label: string;
  readonly text: string;
  /** What to do, as an instruction. */
  readonly fix: string;
  /** The fix as edits of `hfsync.yaml`. Empty if it is done in a web app. */
  readonly edits: readonly Edit[];
  /** How `hfsync settle` does that. Null if there is no edit. */
  readonly settle: SettleKey | null;
}

/** `hfsync settle ADDRESS --way KEY`, with `--id ID` if the way leaves an id open. */
export interface SettleKey {
  readonly address: Address;
  readonly way: string;
  readonly id: number | null;
}

export const CHECK_CODES = [
  'doctor.node',
  'doctor.config',
  'doctor.contact',
  'doctor.proxy',
  'doctor.tls',
  'doctor.state',
  'doctor.lock',
  'doctor.token',
  'doctor.products',
  'doctor.rights',
  'doctor.reach',
  'doctor.clock',
  'doctor.pairing',
  'doctor.rate',
] as const;
export type CheckCode = (typeof CHECK_CODES)[number];

export const LINT_CODES = [
  'lint.capacity-refused',
  'lint.client-archived',
  'lint.client-missing',
  'lint.code-doubled',
  'lint.dates-differ',
  'lint.email-doubled',
  'lint.email-missing',
  'lint.ignore-useless',
  'lint.name-doubled',
  'lint.near-twin',
  'lint.pairing-lost',
  'lint.person-differs',
  'lint.pointer-dangling',
  'lint.pointer-elsewhere',
  'lint.pointer-shared',
  'lint.pointers-crossed',
  'lint.set-useless',
] as const;
export type LintCode = (typeof LINT_CODES)[number];
