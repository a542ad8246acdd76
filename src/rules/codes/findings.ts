import type { FindingCode } from '../../model/finding.ts';

/** Observations, and why undoing an apply leaves something in place: what each means, and what to do next. */
export const FINDING_WORDS: { readonly [C in FindingCode]: readonly [means: string, next: string] } = {
  'budget-kind-unknown': [
    "Harvest's report does not say what kind of budget a project has, so hfsync leaves the budget line as it is.",
    'Look at the budget of the project in Harvest.',
  ],
  'budget-lags': [
    "Forecast shows its own remaining budget, and it differs from Harvest's.",
    'Wait: Forecast updates its figure by itself. hfsync writes no line where Forecast shows one.',
  ],
  'budget-lines-doubled': [
    'The notes of a Forecast project have two budget lines that hfsync wrote, so it touches neither.',
    'Delete one of the two lines.',
  ],
  'clients-renamed': [
    'A client that a project had before has been renamed since, so its old name no longer says which client it is.',
    'Change the client of the project by hand.',
  ],
  'clock-apart': [
    "The clock of a service's answers and the clock of this machine are more than a minute apart.",
    'Set the clock of the machine, or look at the proxy that writes the date.',
  ],
  'label-stale': [
    'The file calls a linked record by a name that neither account has.',
    'Check that the ids are those of the record that is meant. Then correct the label, which is never synced.',
  ],
  'ignore-unmatched': [
    'An entry under `ignore` matches no record of that kind in that account.',
    'Correct the entry if it is mistyped. Remove it if nobody needs it.',
  ],
  'ignored-roles-of-one-name': [
    'An account has several roles with the same name, and the file ignores them all.',
    'Nothing to do. To sync them, give each its own name.',
  ],
  'link-kept': [
    'The pointer belongs to a record that the apply created and that is kept.',
    'Archive the record by hand if nobody needs it.',
  ],
  'never-deleted': ['hfsync never deletes a client, a project, or a person.', 'Archive the record by hand.'],
  'record-gone': ['The record was deleted after the apply.', 'Nothing can be put back on it.'],
  'record-not-known': [
    'A run that was killed created a record, and another apply has run since, so its id is not known.',
    'Look for the record in the account, and remove it by hand.',
  ],
  'role-deleted': [
    'A deleted role cannot be restored. A new one would have a different id.',
    'Create the role again by hand.',
  ],
  'role-gone-on-both-sides': ['Both records of a declared role are gone.', 'Remove the link from the file.'],
  'role-in-use': [
    'A role that the apply created has been given to people since.',
    'Take the role from them first, or keep it.',
  ],
  'roles-missing': [
    'A person had roles that have been renamed or deleted since, so their names no longer say which roles they are.',
    'Give the person the right roles by hand.',
  ],
  'step-waits': ['This step needs another one that cannot be undone.', 'See why the other one is kept.'],
  'synced-again': [
    'A later apply has synced the field, so the value from before is no longer the last one.',
    'Change the value by hand, or with `set:`.',
  ],
  'value-changed': [
    'Someone edited the field after the apply, and hfsync does not overwrite that edit.',
    'Change the value by hand, or with `set:`.',
  ],
  'value-unknown': [
    'A service returned null where a value is expected. hfsync treats it as unknown. It is never a change and is never written.',
    'Look at the record in that service, and save it once by hand.',
  ],
};
