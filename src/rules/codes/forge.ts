import type { Code } from '../../model/code.ts';

/**
 * What can go wrong with comments and issues on GitHub or GitLab, and in a CI step: what each means, and what to do
 * next.
 */
export const FORGE_CODES = {
  'comment.id': [
    'The name given with `--id` cannot be used to tell comments apart.',
    'Use 1 to 40 of the characters a to z, 0 to 9 and `-`.',
  ],
  'digest.missing': [
    'The pull request has no comment of hfsync with a digest, so nobody reviewed a plan there.',
    'Plan again, review that plan, and apply it with `--expect`.',
  ],
  'digest.outdated': [
    'The reviewed plan is about an older commit than the one that was merged.',
    'Plan again, review that plan, and apply it with `--expect`.',
  ],
  'digest.unmerged': [
    'No merged pull request made this commit, so no plan of it was reviewed.',
    'Give `--number N`, or plan, review, and apply with `--expect`.',
  ],
  'forge.commit': [
    'The value for the commit is not a commit.',
    'Give the whole id, as `git rev-parse HEAD` prints it.',
  ],
  'forge.event': ["The file of the job's event cannot be read.", 'Give `--number N`.'],
  'forge.gone': [
    'The forge returned 404. The page does not exist, or the token may not see it.',
    "Check the repository, the number and the token's permissions.",
  ],
  'forge.limited': [
    "The forge's rate limit is used up.",
    'Run the job again later. Raise `--max-wait` if the message says that it was too short.',
  ],
  'forge.malformed': [
    "The forge's answer is not what its documentation describes.",
    'Check the API address. If it is right, report this.',
  ],
  'forge.number': [
    'It is unclear which pull request to comment on.',
    'Run it in a job of a pull request, or give `--number N`.',
  ],
  'forge.project': ['`CI_PROJECT_ID` is not a number.', 'Run it in a GitLab job.'],
  'forge.refused': ['The forge refused the request.', 'The message gives its reason.'],
  'forge.repository': ['`GITHUB_REPOSITORY` is not of the form owner/name.', 'Run it in a GitHub job.'],
  'forge.unauthorized': [
    'The forge rejected the token.',
    'Check the token and its permissions. docs/pull-requests.md lists them.',
  ],
  'forge.unknown': [
    'The forge gave no clear answer to a write.',
    'Run the command again. It looks for its comment first.',
  ],
  'forge.unsent': ['The forge cannot be reached.', 'Check the network, the proxy and the API address.'],
  'forge.variable': ['An environment variable that a job provides is not set.', 'The message names it.'],
  'step.unwritable': ['The output or summary file of a GitHub job cannot be written.', 'Check the job.'],
} as const satisfies Partial<Record<Code, readonly [means: string, next: string]>>;
