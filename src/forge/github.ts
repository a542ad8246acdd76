import type { Requester } from '../http/call.ts';
import { asUnclear, refuseUnlabelled, row } from './decode.ts';
import { ForgeFailure } from './failure.ts';
import { LABEL, type Board, type Forge, type Merged, type Post, type Tracker } from './forge.ts';
import { readPages } from './pages.ts';
import { createForgeRequester, objectCall, type ForgeOptions } from './requester.ts';

/**
 * GitHub's REST API, version 2022-11-28: comments of an issue (every pull request is one), issues, pull requests of a commit.
 * (docs.github.com/rest/issues, docs.github.com/rest/commits/commits#list-pull-requests-associated-with-a-commit)
 */
export interface GithubOptions extends ForgeOptions {
  /** `owner/name` */
  readonly repository: string;
}

export function createGithub(options: GithubOptions): Forge {
  const requester = createForgeRequester(options, {
    name: 'GitHub',
    headers: { 'X-GitHub-Api-Version': '2022-11-28' },
    forbiddenHint:
      'In a pull request from a fork or from Dependabot, the token can only read. The plan is in the job summary instead. ' +
      'Otherwise, give the job "permissions: pull-requests: write" (for --issue "issues: write").',
    goneHint: `Check the number and GITHUB_REPOSITORY (${options.repository}), and that ${options.token.variable} may read it.`,
  });
  const repo = `/repos/${options.repository}`;

  async function author(): Promise<string | null> {
    try {
      const { json } = await requester.request(objectCall('GET', '/user'));
      return row(json, '/user').text('login');
    } catch (error) {
      // "Resource not accessible by integration": an installation's token, which belongs to no user.
      if (error instanceof ForgeFailure && error.status === 403 && error.failure === 'refused') return null;
      throw error;
    }
  }

  async function mergedAs(commit: string): Promise<Merged | null> {
    const path = `${repo}/commits/${commit}/pulls`;
    for (const json of await readPages(requester, path, {})) {
      const pull = row(json, path);
      const number = pull.id('number');
      if (!pull.has('merged_at') || (await madeBy(number, pull.textOrNull('merge_commit_sha'))) !== commit) continue;
      return { number, head: pull.object('head').text('sha') };
    }
    return null;
  }

  /** The merge commit. The list may not have it yet; the pull request itself has it earlier. */
  async function madeBy(number: number, listed: string | null): Promise<string | null> {
    if (listed !== null) return listed;
    const path = `${repo}/pulls/${number}`;
    const { json } = await requester.request(objectCall('GET', path));
    return row(json, path).textOrNull('merge_commit_sha');
  }

  return {
    name: 'GitHub',
    // A little below 65,536, since GitHub does not document whether it counts characters or bytes.
    limit: 65_000,
    written: (body) => body,
    author,
    comments: (number) => commentsOf(requester, `${repo}/issues/${number}/comments`, `${repo}/issues/comments`),
    issues: (title) => issuesOf(requester, `${repo}/issues`, title),
    mergedAs,
  };
}

function commentsOf(requester: Requester, list: string, one: string): Board {
  return {
    list: async () => (await readPages(requester, list, {})).map((json) => post(json, 'id')),
    create: (body) => write(requester, 'POST', list, { body }, 'id'),
    update: (id, body) => write(requester, 'PATCH', `${one}/${id}`, { body }, 'id'),
    async remove(id) {
      await requester.request(objectCall('DELETE', `${one}/${id}`));
    },
  };
}

function issuesOf(requester: Requester, path: string, title: string): Tracker {
  return {
    async list() {
      const rows = await readPages(requester, path, {
        state: 'open',
        labels: LABEL,
        sort: 'created',
        direction: 'asc',
      });
      // Pull requests are in the list of issues too.
      return rows.filter((json) => !row(json, path).has('pull_request')).map((json) => post(json, 'number'));
    },
    async create(body) {
      const made = { title, body, labels: [LABEL] };
      const { json } = await requester.request(objectCall('POST', path, made));
      refuseUnlabelled(json, LABEL);
      return asUnclear(() => post(json, 'number'));
    },
    update: (id, body) => write(requester, 'PATCH', `${path}/${id}`, { body }, 'number'),
    async remove(id) {
      await write(requester, 'PATCH', `${path}/${id}`, { state: 'closed', state_reason: 'completed' }, 'number');
    },
  };
}

async function write(
  requester: Requester,
  method: 'POST' | 'PATCH',
  path: string,
  body: object,
  id: 'id' | 'number',
): Promise<Post> {
  const { json } = await requester.request(objectCall(method, path, body));
  return asUnclear(() => post(json, id));
}

/** The posts of a deleted account may have no user: then the author is empty. */
function post(json: unknown, id: 'id' | 'number'): Post {
  const read = row(json, 'a comment or issue');
  return {
    id: read.id(id),
    author: read.has('user') ? read.object('user').text('login') : '',
    body: read.textOrNull('body') ?? '',
    url: read.textOrNull('html_url'),
  };
}
