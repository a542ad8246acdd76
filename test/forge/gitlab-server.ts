import { paged, serveForge, text, type FakeForge, type Reply, type Request } from './server.ts';

/** The few endpoints of GitLab that hfsync uses, as its documentation describes them. */
export interface FakeGitlab extends FakeForge {
  readonly notes: Map<number, Note[]>;
  readonly issues: GitlabIssue[];
  readonly merged: Map<string, object[]>;
  note(iid: number, author: string, body: string): Note;
}

export interface Note {
  readonly id: number;
  readonly author: string;
  body: string;
  edits: number;
}

export interface GitlabIssue {
  readonly iid: number;
  readonly author: string;
  readonly title: string;
  description: string;
  state: string;
  labels: string[];
}

export const BOT = 'project_7_bot_1f2e';

export async function serveGitlab(): Promise<FakeGitlab> {
  const notes = new Map<number, Note[]>();
  const issues: GitlabIssue[] = [];
  const merged = new Map<string, object[]>();
  let ids = 500;
  const server = await serveForge('/api/v4', answer);

  function note(iid: number, author: string, body: string): Note {
    const made = { id: ++ids, author, body, edits: 0 };
    notes.set(iid, [...(notes.get(iid) ?? []), made]);
    return made;
  }

  function answer(request: Request): Reply {
    const { method, path, query, body } = request;
    if (method === 'GET' && path === '/user') return { status: 200, json: { id: 1, username: BOT } };
    const [, iid, id] = /^\/projects\/7\/merge_requests\/(\d+)\/notes(?:\/(\d+))?$/.exec(path) ?? [];
    if (iid !== undefined) {
      const list = notes.get(Number(iid)) ?? [];
      if (method === 'GET') return paged(server.url, request, list.map(noteJson));
      if (method === 'POST') return { status: 201, json: noteJson(note(Number(iid), BOT, String(body['body']))) };
      const known = list.find((each) => each.id === Number(id));
      if (!known) return { status: 404, json: { message: '404 Note Not Found' } };
      if (method === 'DELETE') {
        notes.set(
          Number(iid),
          list.filter((each) => each !== known),
        );
        return { status: 204, json: null };
      }
      known.body = String(body['body']);
      known.edits += 1;
      return { status: 200, json: noteJson(known) };
    }
    const [, own, one] = /^\/projects\/7(\/issues)(?:\/(\d+))?$/.exec(path) ?? [];
    if (own !== undefined) return issueAnswer(request, one === undefined ? null : Number(one), query);
    const [, commit] = /^\/projects\/7\/repository\/commits\/(\w+)\/merge_requests$/.exec(path) ?? [];
    if (commit !== undefined) return paged(server.url, request, merged.get(commit) ?? []);
    return { status: 404, json: { message: '404 Not Found' } };
  }

  function issueAnswer(request: Request, iid: number | null, query: URLSearchParams): Reply {
    const { method, body } = request;
    if (method === 'GET') {
      const label = query.get('labels') ?? '';
      const found = issues.filter((each) => each.state === query.get('state') && each.labels.includes(label));
      return paged(server.url, request, found.map(issueJson));
    }
    if (method === 'POST') {
      const labels = String(body['labels']).split(',');
      const [title, description] = [String(body['title']), String(body['description'])];
      issues.push({ iid: ++ids, author: BOT, title, description, state: 'opened', labels });
      return { status: 201, json: issueJson(issues.at(-1)!) };
    }
    const known = issues.find((each) => each.iid === iid);
    if (!known) return { status: 404, json: { message: '404 Not found' } };
    known.description = text(body, 'description', known.description);
    if (body['state_event'] === 'close') known.state = 'closed';
    return { status: 200, json: issueJson(known) };
  }

  return { ...server, notes, issues, merged, note };
}

function noteJson({ id, author, body }: Note): object {
  return { id, body, author: { id: 9, username: author }, system: false };
}

function issueJson({ iid, author, title, description, state, labels }: GitlabIssue): object {
  const web_url = `https://gitlab.example/i/${iid}`;
  return { id: iid + 90_000, iid, title, description, state, labels, author: { id: 9, username: author }, web_url };
}
