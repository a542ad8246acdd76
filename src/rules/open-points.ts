import { CAPABILITIES, type Capability } from '../model/capability.ts';

/** A question about the live services that the public material does not answer: docs/unverified.md is made of these. */
export interface OpenPoint {
  readonly question: string;
  /** What hfsync does meanwhile. */
  readonly meanwhile: string;
  /** The question of `hfsync doctor --probe` that settles it, and the capabilities that keep its answers; else how to find out. */
  readonly settledBy: { readonly probe: string; readonly of: readonly string[] } | string;
}

const probe = (id: string, ...of: readonly string[]) => ({ probe: id, of });

export const OPEN_POINTS: readonly OpenPoint[] = [
  {
    question:
      'Does Forecast accept `harvest_id`, `harvest_user_id`, `harvest_role_id` from an API client, and do they link the records?',
    meanwhile:
      "sends them, one record of a kind alone at first; if it did not stick, says that the record is not linked (`apply.not-linked`), remembers the pair, and leaves the rest to Forecast's own import",
    settledBy: probe('pointer', 'pointer.role', 'pointer.client', 'pointer.project'),
  },
  {
    question: "Does Forecast accept the company's default capacity in `PUT /accounts/{id}`?",
    meanwhile: 'sends it; a refusal fails that change once with this explanation, and is a manual item from then on',
    settledBy: probe('company-default', 'company-default'),
  },
  {
    question: 'Does a Forecast PUT with the changed keys alone leave the others as they are?',
    meanwhile:
      'reads the record just before, puts the whole object back with the changes in it; if that is refused or does damage, sends it without the keys that Forecast keeps for itself, then the changed keys alone, and remembers what did',
    settledBy: probe('partial-put', 'partial-put.role', 'partial-put.client', 'partial-put.project'),
  },
  {
    question: 'Does a Forecast PUT that sends unknown keys back keep everything?',
    meanwhile: 'sends it so, and compares what the answer shows with what was read',
    settledBy: probe('whole-put', 'whole-put.role', 'whole-put.client', 'whole-put.project'),
  },
  {
    question: 'Does Harvest accept edits of archived clients and projects, and a restore together with an edit?',
    meanwhile: 'restore and edit are two requests for projects; archived clients are edited',
    settledBy: probe('archived-edit', 'archived-edit.client', 'archived-edit.project', 'restore-edit.project'),
  },
  {
    question: 'Must client, project and role names be unique? Does case count, and do archived records?',
    meanwhile: 'clients and roles: exact names, archived ones included; projects: not assumed',
    settledBy: probe('names', ...CAPABILITIES.filter((each) => /^(?:same-name|other-case|archived-name)\./.test(each))),
  },
  {
    question: 'Does Forecast accept a capacity that is not in half hours?',
    meanwhile: 'writes what Harvest has, which is in half hours',
    settledBy: probe('odd-capacity', 'odd-capacity.forecast'),
  },
  {
    question: 'Does a Forecast write trigger the built-in sync, and how fast?',
    meanwhile: 'a record that already has the wanted value counts as done',
    settledBy: probe('sync-delay'),
  },
  {
    question: 'What does Forecast need to create a person beyond what its web client sends?',
    meanwhile: 'sends names, e-mail, roles, capacity, `login: disabled`, the pointer',
    settledBy: 'import a person with `forecast: create`',
  },
  {
    question: 'Is an active project under an archived client refused?',
    meanwhile: 'hfsync assumes that it is: a manual item until the client is restored',
    settledBy: 'restore a project of an archived client by the API',
  },
  {
    question: 'Capacities that are not half hours, or over 60 hours, in Harvest',
    meanwhile: 'a manual item instead of a write to Harvest',
    settledBy: '–',
  },
  {
    question: 'The rate limit of Forecast, and what a 429 says',
    meanwhile: "the same as Harvest's: 100 requests in 15 seconds",
    settledBy: '`--verbose` on a large account',
  },
  {
    question: "Is a 429 from Harvest's reports only about their own limit?",
    meanwhile: 'the reports wait, other requests go on',
    settledBy: '`--verbose` on a large account',
  },
  {
    question: "Does Harvest's `updated_since` include its second?",
    meanwhile: 'reads back from some seconds before',
    settledBy: '–',
  },
  {
    question: 'The remaining-hours endpoint when accounts are not connected',
    meanwhile: 'anything but a list stops the plan; `budgets: off` goes without',
    settledBy: '`hfsync plan` on unconnected accounts',
  },
  {
    question: 'The addresses of the pages of roles and settings in both web apps',
    meanwhile: 'shown as help; they are guesses',
    settledBy: 'open them',
  },
  {
    question: 'Comments and issues on github.com and gitlab.com, and the action on a hosted runner',
    meanwhile: 'uses the documented endpoints; tested on loopback only',
    settledBy: 'open a pull request in a repository of your own',
  },
  {
    question: "Do the hosts accept pushes to `refs/hfsync/*`, also with a job's token?",
    meanwhile:
      "the documented rights: `contents: write` on GitHub, `write_repository` and Developer on GitLab; tested only with git's own server",
    settledBy: 'one apply in a repository of your own',
  },
  {
    question: 'Accounts that require single sign-on',
    meanwhile: 'a token may be refused; the answer is shown',
    settledBy: '`hfsync plan`',
  },
];

/** How many of the open points that the state can hold an answer to have one. */
export function settledPoints(known: { readonly [capability: string]: string }): readonly {
  readonly question: string;
  readonly isSettled: boolean;
}[] {
  return OPEN_POINTS.flatMap(({ question, settledBy }) => {
    if (typeof settledBy === 'string' || settledBy.of.length === 0) return [];
    return [
      { question, isSettled: settledBy.of.every((name) => (known[name as Capability] ?? 'unknown') !== 'unknown') },
    ];
  });
}
