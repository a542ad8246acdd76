import type { Requester } from '../http/call.ts';
import { asUnclear, refuseUnlabelled, row } from './decode.ts';
import { LABEL, type Board, type Forge, type Merged, type Post, type Tracker } from './forge.ts';
import { readPages } from './pages.ts';
import { createForgeRequester, objectCall, type ForgeOptions } from './requester.ts';

/**
 * GitLab's REST API, version 4: notes of a merge request, issues, merge requests of a commit.
 * (docs.gitlab.com/api/notes, /api/issues, /api/commits#list-merge-requests-associated-with-a-commit)
 */
export interface GitlabOptions extends ForgeOptions {
  readonly project: number;
}

export function createGitlab(options: GitlabOptions): Forge {
  const requester = createForgeRequester(options, {
    name: 'GitLab',
    headers: {},
    forbiddenHint: `${options.token.variable} needs the scope "api" and at least the role Reporter in project ${options.project}. Merge requests from forks do not get it. A locked discussion takes notes from members of the project alone.`,
    goneHint: `Check the number and CI_PROJECT_ID (${options.project}), and that ${options.token.variable} may read it.`,
  });
  const project = `/projects/${options.project}`;

  async function author(): Promise<string> {
    const { json } = await requester.request(objectCall('GET', '/user'));
    return row(json, '/user').text('username');
  }

  async function mergedAs(commit: string): Promise<Merged | null> {
    const path = `${project}/repository/commits/${commit}/merge_requests`;
    for (const json of await readPages(requester, path, {})) {
      const request = row(json, path);
      const head = request.textOrNull('sha');
      // A fast-forward makes no new commit: the reviewed one is the merged one.
      const made = ['merge_commit_sha', 'squash_commit_sha', 'sha'].map((key) => request.textOrNull(key));
      if (request.text('state') !== 'merged' || head === null || !made.includes(commit)) continue;
      return { number: request.id('iid'), head };
    }
    return null;
  }

  return {
    name: 'GitLab',
    // A million, less a margin.
    limit: 990_000,
    written: still,
    author,
    comments: (number) => notesOf(requester, `${project}/merge_requests/${number}/notes`),
    issues: (title) => issuesOf(requester, `${project}/issues`, title),
    mergedAs,
  };
}

function notesOf(requester: Requester, path: string): Board {
  return {
    list: async () => (await readPages(requester, path, { sort: 'asc', order_by: 'created_at' })).map(note),
    create: (body) => write(requester, 'POST', path, { body }, note),
    update: (id, body) => write(requester, 'PUT', `${path}/${id}`, { body }, note),
    async remove(id) {
      await requester.request(objectCall('DELETE', `${path}/${id}`));
    },
  };
}

function issuesOf(requester: Requester, path: string, title: string): Tracker {
  const query = { state: 'opened', labels: LABEL, scope: 'all', sort: 'asc', order_by: 'created_at' };
  return {
    list: async () => (await readPages(requester, path, query)).map(issue),
    async create(body) {
      const made = { title, description: body, labels: LABEL };
      const { json } = await requester.request(objectCall('POST', path, made));
      refuseUnlabelled(json, LABEL);
      return asUnclear(() => issue(json));
    },
    update: (id, body) => write(requester, 'PUT', `${path}/${id}`, { description: body }, issue),
    async remove(id) {
      await write(requester, 'PUT', `${path}/${id}`, { state_event: 'close' }, issue);
    },
  };
}

async function write(
  requester: Requester,
  method: 'POST' | 'PUT',
  path: string,
  body: object,
  decode: (json: unknown) => Post,
): Promise<Post> {
  const { json } = await requester.request(objectCall(method, path, body));
  return asUnclear(() => decode(json));
}

/**
 * To GitLab, a line that begins with `/close` or `/merge` is a command. An invisible word joiner before the slash makes
 * it plain text.
 */
function still(body: string): string {
  return body.replace(/^(\s*)\/(?=\p{L})/gmu, '$1\u2060/');
}

function note(json: unknown): Post {
  const read = row(json, 'a note');
  return {
    id: read.id('id'),
    author: read.object('author').text('username'),
    body: read.text('body'),
    url: null,
  };
}

function issue(json: unknown): Post {
  const read = row(json, 'an issue');
  return {
    id: read.id('iid'),
    author: read.object('author').text('username'),
    body: read.textOrNull('description') ?? '',
    url: read.textOrNull('web_url'),
  };
}
