import { userFiles } from '../files/user-files.ts';
import type { Forge } from '../forge/forge.ts';
import { isObject, parseJson } from '../model/json.ts';
import { UserError } from '../model/error.ts';
import { escapeText } from '../report/escape.ts';
import type { Environment } from './environment.ts';
import { requestProgress } from './request-progress.ts';
import { openTransport } from './transport.ts';

/**
 * Decides which forge and which pull request, from the variables that their jobs have.
 *
 * | what       | GitHub                                                      | GitLab                                            |
 * | ---------- | ----------------------------------------------------------- | ------------------------------------------------- |
 * | token      | GITHUB_TOKEN                                                | HFSYNC_GITLAB_TOKEN                               |
 * | address    | GITHUB_API_URL, else https://api.github.com                 | CI_API_V4_URL                                     |
 * | repository | GITHUB_REPOSITORY                                           | CI_MERGE_REQUEST_PROJECT_ID, else CI_PROJECT_ID   |
 * | number     | --number, the event's, GITHUB_REF                           | --number, CI_MERGE_REQUEST_IID                    |
 * | commit     | --commit, the pull request's last one, GITHUB_SHA           | --commit, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA, CI_COMMIT_SHA |
 */
export type ForgeName = 'github' | 'gitlab';

export interface Connected {
  readonly forge: Forge;
  close(): Promise<void>;
}

/** What a job knows about itself, without asking the forge. */
export interface Job {
  /** The number of the open pull request. Null if the job is not about one. */
  readonly number: number | null;
  /** The commit that is planned: the pull request's last one, or the branch's. */
  readonly commit: string | null;
  /** The commit that the job runs on. */
  readonly built: string | null;
}

export async function connectForge(
  env: Environment,
  name: ForgeName,
  options: { readonly maxWait: number; readonly signal: AbortSignal },
): Promise<Connected> {
  const [{ createSecret }, { parseBaseUrl }] = await Promise.all([
    import('../http/secret.ts'),
    import('../http/base-url.ts'),
  ]);
  const settings = name === 'github' ? githubSettings(env) : gitlabSettings(env);
  const transport = await openTransport(env, null);
  const common = {
    baseUrl: parseBaseUrl(settings.url, settings.urlVariable),
    token: createSecret(settings.token, settings.tokenVariable),
    transport,
    clock: env.clock,
    random: env.random,
    maxWaitMs: options.maxWait * 1000,
    signal: options.signal,
    onRequest: requestProgress(env),
  };
  const close = (): Promise<void> => transport.close();
  if (settings.kind === 'github') {
    const { createGithub } = await import('../forge/github.ts');
    return { forge: createGithub({ ...common, repository: settings.repository }), close };
  }
  const { createGitlab } = await import('../forge/gitlab.ts');
  return { forge: createGitlab({ ...common, project: settings.project }), close };
}

export async function jobOf(
  env: Environment,
  name: ForgeName,
  given: { readonly number: number | null; readonly commit: string | null },
): Promise<Job> {
  const value = (variable: string): string | null => valueOf(env, variable);
  if (name === 'gitlab') {
    const iid = value('CI_MERGE_REQUEST_IID');
    const commit = given.commit ?? value('CI_MERGE_REQUEST_SOURCE_BRANCH_SHA') ?? value('CI_COMMIT_SHA');
    return { number: given.number ?? asNumber(iid), commit: asCommit(commit), built: asCommit(value('CI_COMMIT_SHA')) };
  }
  const event = await eventOf(value('GITHUB_EVENT_PATH'));
  const [, byRef = null] = /^refs\/pull\/(\d+)\//.exec(value('GITHUB_REF') ?? '') ?? [];
  const built = asCommit(value('GITHUB_SHA'));
  return {
    number: given.number ?? event.number ?? asNumber(byRef),
    commit: asCommit(given.commit ?? event.head) ?? built,
    built,
  };
}

interface GithubSettings {
  readonly kind: 'github';
  readonly repository: string;
  readonly url: string;
  readonly urlVariable: string;
  readonly token: string;
  readonly tokenVariable: string;
}

function githubSettings(env: Environment): GithubSettings {
  const token = needed(env, 'GITHUB_TOKEN', 'Give it to the step: env: { GITHUB_TOKEN: ${{ github.token }} }');
  const repository = needed(env, 'GITHUB_REPOSITORY', 'GitHub jobs have it. Elsewhere, set it to owner/name.');
  if (!/^[\w-]+\/[\w.-]+$/.test(repository) || /\/\.{1,2}$/.test(repository)) {
    throw new UserError('forge.repository', 'GITHUB_REPOSITORY must have the form owner/name.');
  }
  const url = valueOf(env, 'GITHUB_API_URL') ?? 'https://api.github.com';
  return { kind: 'github', repository, url, urlVariable: 'GITHUB_API_URL', token, tokenVariable: 'GITHUB_TOKEN' };
}

interface GitlabSettings extends Omit<GithubSettings, 'kind' | 'repository'> {
  readonly kind: 'gitlab';
  readonly project: number;
}

function gitlabSettings(env: Environment): GitlabSettings {
  const token = needed(
    env,
    'HFSYNC_GITLAB_TOKEN',
    'Create a project access token with the scope "api" and store it as a masked CI/CD variable of that name. A CI_JOB_TOKEN cannot write notes.',
  );
  const url = needed(
    env,
    'CI_API_V4_URL',
    'GitLab jobs have it. Elsewhere, set it, for example to https://gitlab.com/api/v4',
  );
  // A fork's job runs in the fork, but the merge request is in the project that it targets.
  const project = asNumber(
    valueOf(env, 'CI_MERGE_REQUEST_PROJECT_ID') ?? needed(env, 'CI_PROJECT_ID', 'GitLab jobs have it.'),
  );
  if (project === null) throw new UserError('forge.project', 'CI_PROJECT_ID is not a number.');
  const tokenVariable = 'HFSYNC_GITLAB_TOKEN';
  return { kind: 'gitlab', project, url, urlVariable: 'CI_API_V4_URL', token, tokenVariable };
}

/** The pull request of the event. Nulls if the event is not about one. Throws if its file cannot be read. */
async function eventOf(file: string | null): Promise<{ number: number | null; head: string | null }> {
  const none = { number: null, head: null };
  if (file === null) return none;
  let text;
  try {
    text = await userFiles.text(file);
  } catch (cause) {
    throw new UserError('forge.event', 'The file that GITHUB_EVENT_PATH names cannot be read.', { cause });
  }
  const event = parseJson(text);
  const pull = isObject(event) ? event['pull_request'] : undefined;
  if (!isObject(pull)) return none;
  const head = isObject(pull['head']) ? pull['head']['sha'] : undefined;
  return { number: asNumber(pull['number']), head: typeof head === 'string' ? head : null };
}

function asNumber(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && Number(number) > 0 ? Number(number) : null;
}

function asCommit(value: string | null): string | null {
  if (value === null || /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return value;
  throw new UserError('forge.commit', `${escapeText(value)} is not a commit.`, {
    hint: 'Give it in full, as git rev-parse HEAD prints it.',
  });
}

function needed(env: Environment, variable: string, hint: string): string {
  const value = valueOf(env, variable);
  if (value !== null) return value;
  throw new UserError('forge.variable', `${variable} is not set.`, { hint });
}

function valueOf(env: Environment, variable: string): string | null {
  const value = env.variables[variable];
  return value === undefined || value === '' ? null : value;
}
