import { CAPABILITIES } from '../model/capability.ts';

/**
 * A question about the live services that public documentation does not answer. docs/unverified.md is generated from
 * these.
 */
export interface OpenPoint {
  readonly question: string;
  /** Only for questions asked about each kind of record: the question about all kinds, and the kind of this one. */
  readonly about?: { readonly all: string; readonly kind: string };
  /** What hfsync does until the question is answered. */
  readonly meanwhile: string;
  /**
   * How to find out. Either the question of `hfsync doctor --probe` that settles it, with the capabilities that store
   * its answers, or another way in words.
   */
  readonly settledBy: { readonly probe: string; readonly of: readonly string[]; readonly flag?: string } | string;
}

const probe = (id: string, ...of: readonly string[]) => ({ probe: id, of });

const MEANWHILE = {
  pointer:
    "sends it, at first for only one record of each kind; if Forecast does not keep it, reports that the record is not linked (`apply.not-linked`), remembers the pair, and leaves the rest to Forecast's own import",
  partial:
    'reads the record just before, and sends the whole object back with the changes in it; if that is refused or does damage, sends it without the keys that only Forecast sets, then only the changed keys, and remembers what worked',
} as const;

const POINTER_KEYS = {
  ...{ client: 'harvest_id', project: 'harvest_id', role: 'harvest_role_id', person: 'harvest_user_id' },
} as const;

const OF_KINDS: readonly OpenPoint[] = (['client', 'project', 'role', 'person'] as const).flatMap((kind) => {
  const settledBy = (id: string) => ({
    ...probe(id, `${id}.${kind}`),
    ...(kind === 'person' && { flag: '--with-person' }),
  });
  return [
    {
      question: `Does Forecast accept \`${POINTER_KEYS[kind]}\` of a ${kind} from an API client, and does that link the records?`,
      meanwhile: MEANWHILE.pointer,
      about: {
        all: 'Does Forecast accept pointers to Harvest from an API client, and do they link the records?',
        kind,
      },
      settledBy: settledBy('pointer'),
    },
    {
      question: `Does a Forecast PUT of a ${kind} with only the changed keys leave the others as they are?`,
      meanwhile: MEANWHILE.partial,
      about: { all: 'Does a Forecast PUT with only the changed keys leave the others as they are?', kind },
      settledBy: settledBy('partial-put'),
    },
    {
      question: `Does a Forecast PUT of a ${kind} that sends unknown keys back keep everything?`,
      meanwhile: 'sends them back, and compares the answer with what was read',
      about: { all: 'Does a Forecast PUT that sends unknown keys back keep everything?', kind },
      settledBy: settledBy('whole-put'),
    },
    {
      question: `Does a Forecast PUT of a ${kind} without its id and time stamps keep everything?`,
      meanwhile: 'sends it like that if the whole record is refused',
      about: { all: 'Does a Forecast PUT without the id and time stamps keep everything?', kind },
      settledBy: settledBy('trimmed-put'),
    },
  ];
});

export const OPEN_POINTS: readonly OpenPoint[] = [
  ...OF_KINDS,
  {
    question: "Does Forecast accept the company's default capacity in `PUT /accounts/{id}`?",
    meanwhile:
      'sends it; if it is refused, that change fails once with this explanation, and is a manual item from then on',
    settledBy: { ...probe('company-default', 'company-default'), flag: '--with-default' },
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
    settledBy: { ...probe('odd-capacity', 'odd-capacity.forecast'), flag: '--with-person' },
  },
  {
    question: 'Does a Forecast write trigger the built-in sync, and how fast?',
    meanwhile: 'a record that already has the wanted value counts as done',
    settledBy: probe('sync-delay', 'built-in-sync'),
  },
  {
    question: 'What may a Manager of Harvest, or somebody who may only view Forecast, create and edit?',
    meanwhile: 'tries; a refusal (403) is reported once, and is a manual item until the rights change',
    settledBy: probe(
      'rights',
      ...CAPABILITIES.filter((each) => /^(?:create|edit)\.\w+\.(?:client|project|role)$/.test(each)),
    ),
  },
  {
    question: 'What does Forecast need to create a person beyond what its web client sends?',
    meanwhile: 'sends names, e-mail, roles, capacity, `login: disabled`, the pointer',
    settledBy: 'import a person with `forecast: create`',
  },
  {
    question: 'Is an active project under an archived client refused?',
    meanwhile: 'assumes that it is: a manual item until the client is restored',
    settledBy: 'restore a project of an archived client by the API',
  },
  {
    question: 'Capacities that are not half hours, or over 60 hours, in Harvest',
    meanwhile: 'a manual item instead of a write to Harvest',
    settledBy: '–',
  },
  {
    question: 'The rate limit of Forecast, and what a 429 says',
    meanwhile: "uses Harvest's: 100 requests in 15 seconds",
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
    meanwhile: 'anything but a list stops the plan; with `budgets: off`, the endpoint is not used',
    settledBy: '`hfsync plan` on unconnected accounts',
  },
  {
    question: 'The addresses of the pages of roles and settings in both web apps',
    meanwhile: 'shows guesses, as help',
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
      "relies on the documented rights: `contents: write` on GitHub, `write_repository` and Developer on GitLab; tested only with git's own server",
    settledBy: 'one apply in a repository of your own',
  },
  {
    question: 'Accounts that require single sign-on',
    meanwhile: 'a token may be refused; the answer is shown',
    settledBy: '`hfsync plan`',
  },
];

/**
 * The open points that `hfsync doctor --probe` can settle. Points asked about several kinds of record are merged into
 * one, or into two if only some of them are settled.
 */
export function settledPoints(known: { readonly [capability: string]: string }): readonly {
  readonly question: string;
  readonly kinds: readonly string[];
  readonly isSettled: boolean;
}[] {
  const points = new Map<string, { question: string; kinds: string[]; isSettled: boolean }>();
  for (const { question, about, settledBy } of OPEN_POINTS) {
    if (typeof settledBy === 'string') continue;
    const isSettled = settledBy.of.every((name) => (known[name] ?? 'unknown') !== 'unknown');
    const key = JSON.stringify([about?.all ?? question, isSettled]);
    const point = points.get(key) ?? { question: about?.all ?? question, kinds: [], isSettled };
    if (about) point.kinds.push(about.kind);
    points.set(key, point);
  }
  return [...points.values()];
}
