import { paged, serveForge, text, type FakeForge, type Reply, type Request } from './server.ts';

/** The few endpoints of GitHub that hfsync uses, as its documentation describes them. */
export interface FakeGithub extends FakeForge {
  /** Comments by pull request. */
  readonly comments: Map<number, Comment[]>;
  readonly issues: Issue[];
  /** Pull requests by the commit that they are associated with. */
  readonly pulls: Map<string, object[]>;
  /** What a pull request itself says besides what the list of a commit does. */
  readonly pullDetails: Map<number, object>;
  comment(number: number, author: string, body: string): Comment;
  issue(author: string, body: string, more?: Partial<Issue>): Issue;
}

export interface Comment {
  readonly id: number;
  readonly author: string;
  body: string;
  /** How often it was changed. */
  edits: number;
}

export interface Issue {
  readonly number: number;
  readonly author: string;
  readonly title: string;
  body: string;
  state: string;
  reason: string | null;
  labels: string[];
  readonly pull: boolean;
}

export interface GithubSetup {
  /** Who the token writes as. */
  readonly login?: string;
  /** Whether the token is a user's, who may ask for himself; a job's is not. */
  readonly user?: boolean;
  readonly dropsLabels?: boolean;
}

export async function serveGithub(setup: GithubSetup = {}): Promise<FakeGithub> {
  const login = setup.login ?? 'github-actions[bot]';
  const comments = new Map<number, Comment[]>();
  const issues: Issue[] = [];
  const pulls = new Map<string, object[]>();
  const pullDetails = new Map<number, object>();
  let ids = 1000;

  const server = await serveForge('/api/v3', answer);
  const repo = '/repos/acme/agency';

  function comment(number: number, author: string, body: string): Comment {
    const made = { id: ++ids, author, body, edits: 0 };
    comments.set(number, [...(comments.get(number) ?? []), made]);
    return made;
  }

  function issue(author: string, body: string, more: Partial<Issue> = {}): Issue {
    const labels = ['hfsync'];
    const made = { number: ++ids, author, title: '', body, state: 'open', reason: null, labels, pull: false, ...more };
    issues.push(made);
    return made;
  }

  function answer(request: Request): Reply {
    const { method, path, query, body } = request;
    if (method === 'GET' && path === '/user') {
      return setup.user ? ok({ login }) : refusal(403, 'Resource not accessible by integration');
    }
    const [, thread] = /^\/repos\/acme\/agency\/issues\/(\d+)\/comments$/.exec(path) ?? [];
    if (thread !== undefined) {
      if (method === 'GET') return paged(server.url, request, (comments.get(Number(thread)) ?? []).map(commentJson));
      return tooLong(body) ?? { status: 201, json: commentJson(comment(Number(thread), login, String(body['body']))) };
    }
    const [, id] = /^\/repos\/acme\/agency\/issues\/comments\/(\d+)$/.exec(path) ?? [];
    const known = [...comments.values()].flat().find((each) => each.id === Number(id));
    if (method === 'PATCH' && known) {
      known.body = String(body['body']);
      known.edits += 1;
      return tooLong(body) ?? ok(commentJson(known));
    }
    if (method === 'DELETE' && known) {
      for (const [number, list] of comments)
        comments.set(
          number,
          list.filter((each) => each !== known),
        );
      return { status: 204, json: null };
    }
    if (path === `${repo}/issues`) {
      if (method === 'POST') return { status: 201, json: issueJson(opened(body)) };
      const label = query.get('labels') ?? '';
      const found = issues.filter((each) => each.state === query.get('state') && each.labels.includes(label));
      return paged(server.url, request, found.map(issueJson));
    }
    const [, number] = /^\/repos\/acme\/agency\/issues\/(\d+)$/.exec(path) ?? [];
    const one = issues.find((each) => each.number === Number(number));
    if (method === 'PATCH' && one) {
      one.body = text(body, 'body', one.body);
      one.state = text(body, 'state', one.state);
      one.reason = (body['state_reason'] as string | undefined) ?? one.reason;
      return ok(issueJson(one));
    }
    const [, pull] = /^\/repos\/acme\/agency\/pulls\/(\d+)$/.exec(path) ?? [];
    const named = [...pulls.values()].flat().find((each) => (each as { number: number }).number === Number(pull));
    if (method === 'GET' && named) return ok({ ...named, ...pullDetails.get(Number(pull)) });
    const [, commit] = /^\/repos\/acme\/agency\/commits\/(\w+)\/pulls$/.exec(path) ?? [];
    if (method === 'GET' && commit !== undefined) return paged(server.url, request, pulls.get(commit) ?? []);
    return refusal(404, 'Not Found');
  }

  function opened(body: Request['body']): Issue {
    const labels = setup.dropsLabels ? [] : (body['labels'] as string[]);
    return issue(login, String(body['body']), { title: String(body['title']), labels });
  }

  return { ...server, comments, issues, pulls, pullDetails, comment, issue };
}

function commentJson({ id, author, body }: Comment): object {
  return { id, body, user: author === '' ? null : { login: author }, html_url: `https://github.example/c/${id}` };
}

function issueJson(issue: Issue): object {
  const { number, author, title, body, state, labels } = issue;
  return {
    ...{ number, title, body, state, user: { login: author }, labels: labels.map((name) => ({ name })) },
    html_url: `https://github.example/i/${number}`,
    ...(issue.pull && { pull_request: {} }),
  };
}

function tooLong(body: Request['body']): Reply | null {
  if (String(body['body']).length <= 65_536) return null;
  return refusal(422, 'Validation Failed: body is too long (maximum is 65536 characters)');
}

function ok(json: unknown): Reply {
  return { status: 200, json };
}

export function refusal(status: number, message: string, headers: { readonly [name: string]: string } = {}): Reply {
  return { status, json: { message }, headers };
}
