import { describe, expect, test } from 'vitest';
import { PLAN_MARKER, planMarkdown } from '../../src/report/markdown.ts';
import type { Address } from '../../src/model/address.ts';
import type { Plan } from '../../src/model/plan.ts';
import { change, FULL, plan } from './plans.ts';
import { OVERLAP_MS } from '../../src/forge/post.ts';
import { refusal, serveGithub } from './github-server.ts';
import { githubJob, HEAD, MERGE } from './job.ts';
import { LOST, LOST_ANSWER } from './server.ts';

const US = 'github-actions[bot]';
const MARKER = '<!-- hfsync:plan -->';
const OTHER = plan({ changes: [change({ label: 'Another' })] });
const EMPTY = plan();

/** The plan in Markdown, without its own marker. */
function markdown(of: Plan): string {
  return planMarkdown(of, { limit: 60_000 }).slice(PLAN_MARKER.length).trim();
}

/** `METHOD path` of what was written. */
function writes(log: readonly string[]): readonly string[] {
  return log.filter((line) => !line.startsWith('GET '));
}

describe('one comment, updated', () => {
  test('created, kept, updated: there is one at the end', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    expect(await job.post(FULL)).toMatchObject({
      code: 0,
      out: 'Created the comment https://github.example/c/1001\n',
      err: '',
    });
    expect(await job.post(FULL)).toMatchObject({ code: 0, out: expect.stringContaining('Nothing new for the') });
    expect(github.comments.get(12)).toMatchObject([{ edits: 0 }]);
    expect(await job.post(OTHER)).toMatchObject({ code: 0, out: expect.stringContaining('Updated the comment') });
    const [only, ...more] = github.comments.get(12) ?? [];
    expect(more).toEqual([]);
    expect(only).toMatchObject({ author: US, edits: 1 });
    const [first, second] = only?.body.split('\n') ?? [];
    expect([first, second]).toEqual([MARKER, `<!-- hfsync:digest ${OTHER.digest} ${HEAD} -->`]);
    expect(only?.body).toContain(markdown(OTHER));
    expect(only?.body).toContain(`About commit ${HEAD}.`);
  });

  test('ours is found on the fourth page', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    for (let count = 0; count < 100; count++) github.comment(12, 'kim', `comment ${count}`);
    const ours = github.comment(12, US, `${MARKER}\nold`);
    await job.post(FULL);
    expect(writes(github.log)).toEqual([`PATCH /repos/acme/agency/issues/comments/${ours.id}`]);
    // Once to find it, once for what an overlapping job may have written.
    expect(github.log.filter((line) => line === 'GET /repos/acme/agency/issues/12/comments')).toHaveLength(2 * 4);
  });

  test('line ends and blanks that GitHub changed are no difference', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    await job.post(FULL);
    const [only] = github.comments.get(12)!;
    only!.body = `${only!.body.trimEnd().replaceAll('\n', '\r\n')}\r\n`;
    await job.post(FULL);
    expect(writes(github.log)).toHaveLength(1);
  });

  test('of several of ours the newest is updated, and the others are told, not deleted', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const [old, fresh] = [github.comment(12, US, `${MARKER}\na`), github.comment(12, US, `${MARKER}\nb`)];
    expect(await job.post(FULL)).toMatchObject({
      code: 0,
      err: expect.stringContaining('1 other post by hfsync as well, left as it is.'),
    });
    expect([old.edits, fresh.edits]).toEqual([0, 1]);
    expect(github.comments.get(12)).toHaveLength(2);
  });

  describe('jobs that overlap', () => {
    const at = (time: string, of: Plan): Plan => ({ ...of, created_at: `2026-03-01T${time}:00.000Z` });
    const [EARLY, LATE] = [at('08:00', FULL), at('09:00', OTHER)];

    test('a late job does not replace the comment of a newer plan', async () => {
      const github = await serveGithub();
      const job = await githubJob(github.url);
      await job.post(LATE);
      expect(await job.post(EARLY)).toMatchObject({ code: 0, out: expect.stringContaining('A newer plan is there') });
      expect(github.comments.get(12)).toMatchObject([{ edits: 0, body: expect.stringContaining(LATE.digest) }]);
      expect(await job.post(at('10:00', FULL))).toMatchObject({ out: expect.stringContaining('Updated the comment') });
    });

    test.each([
      ['the other one is newer', EARLY, LATE, LATE],
      ['the other one is older', LATE, EARLY, LATE],
    ])('both create a comment, one stays: %s', async (_which, mine, other, stays) => {
      const github = await serveGithub();
      const job = await githubJob(github.url);
      // The other job creates its comment between this one's look and its write.
      let others: Promise<unknown> | null = null;
      const sleep = async (): Promise<void> => {
        others ??= Promise.resolve(
          github.comment(
            12,
            US,
            `${MARKER}\n<!-- hfsync:digest ${other.digest} - -->\n<!-- hfsync:planned ${other.created_at} -->\n`,
          ),
        );
        await others;
      };
      await job.post(mine, {}, { clock: { sleep } });
      const left = github.comments.get(12) ?? [];
      expect(left).toHaveLength(1);
      expect(left[0]?.body).toContain(stays.digest);
    });

    test('a late update of an older plan is written over again', async () => {
      const github = await serveGithub();
      const job = await githubJob(github.url);
      await job.post(at('07:00', FULL));
      const [only] = github.comments.get(12)!;
      const old = only!.body;
      let times = 0;
      const sleep = async (): Promise<void> => {
        if (times++ === 0) only!.body = old;
      };
      await job.post(LATE, {}, { clock: { sleep } });
      expect(github.comments.get(12)).toMatchObject([{ body: expect.stringContaining(LATE.digest) }]);
    });

    test('what was there before is left alone, and so is an issue about a newer plan', async () => {
      const github = await serveGithub();
      const job = await githubJob(github.url);
      const { created_at } = LATE;
      github.issue(US, `<!-- hfsync:drift -->\n<!-- hfsync:planned ${created_at} -->\n`);
      expect(await job.post(at('08:00', EMPTY), { issue: true })).toMatchObject({
        out: expect.stringContaining('A newer plan is there'),
      });
      expect(github.issues).toMatchObject([{ state: 'open' }]);
    });
  });

  test('a locked conversation has its own hint', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const reply = refusal(403, 'Unable to create comment because issue is locked.');
    github.fault('POST', /comments$/, { kind: 'instead', reply });
    const { code, err } = await job.post(FULL);
    expect(code).toBe(1);
    expect(err.replace(/\s+/g, ' ')).toContain('The conversation is locked, so this token may not write there.');
    expect(err).not.toContain('fork');
  });

  test('--id: several configurations have a comment each', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    await job.post(FULL);
    await job.post(FULL, { id: 'studio' });
    await job.post(OTHER, { id: 'studio' });
    expect(github.comments.get(12)).toMatchObject([
      { edits: 0, body: expect.stringMatching(/^<!-- hfsync:plan -->\n/) },
      { edits: 1, body: expect.stringMatching(/^<!-- hfsync:plan studio -->\n/) },
    ]);
    expect(await job.post(FULL, { id: 'A b' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('not a valid --id'),
    });
  });
});

describe('nothing to say', () => {
  test('no comment is made; one that is there says so', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    expect(await job.post(EMPTY)).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to say') });
    expect(github.comments.get(12)).toBeUndefined();
    await job.post(FULL);
    await job.post(EMPTY);
    expect(github.comments.get(12)).toMatchObject([{ edits: 1, body: expect.stringContaining('No changes.') }]);
  });

  test('--always makes one', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    await job.post(EMPTY, { always: true });
    expect(github.comments.get(12)).toMatchObject([{ body: expect.stringContaining('No changes.') }]);
  });
});

describe('whose comment', () => {
  test.each([
    ['a person', 'mallory'],
    ['another bot, which may repeat what a person says', 'helper[bot]'],
    ['a deleted account', ''],
  ])('a comment of %s with our marker is left alone', async (_, author) => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const theirs = github.comment(12, author, `${MARKER}\n<!-- hfsync:digest sha256:${'ee'.repeat(32)} ${HEAD} -->\n`);
    await job.post(FULL);
    expect(theirs.edits).toBe(0);
    expect(github.comments.get(12)).toMatchObject([{ author }, { author: US }]);
    expect((await job.digest()).out).toBe(`${FULL.digest}\n`);
  });

  test('the marker has to be the first line', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const quoting = github.comment(12, US, `about ${MARKER}\n${MARKER}`);
    await job.post(FULL);
    expect(quoting.edits).toBe(0);
    expect(github.comments.get(12)).toHaveLength(2);
  });

  test("a user's token knows its login", async () => {
    const github = await serveGithub({ login: 'release-robot', user: true });
    const job = await githubJob(github.url);
    const foreign = github.comment(12, US, `${MARKER}\n`);
    await job.post(FULL);
    await job.post(OTHER);
    expect(foreign.edits).toBe(0);
    expect(github.comments.get(12)).toMatchObject([{ author: US }, { author: 'release-robot', edits: 1 }]);
  });

  test("an app's token is told by --author; without it, the run says so", async () => {
    const github = await serveGithub({ login: 'acme-bot[bot]' });
    const job = await githubJob(github.url);
    expect((await job.post(FULL)).err).toContain('Give --author acme-bot[bot]');
    await job.post(OTHER, { author: 'acme-bot[bot]' });
    expect(github.comments.get(12)).toMatchObject([{ author: 'acme-bot[bot]', edits: 1 }]);
  });
});

describe('faults', () => {
  test('a comment whose answer was lost is found, not posted twice', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    github.fault('POST', /comments$/, LOST_ANSWER);
    expect(await job.post(FULL)).toMatchObject({ code: 0, out: expect.stringContaining('Created') });
    expect(github.comments.get(12)).toHaveLength(1);
    expect(writes(github.log)).toHaveLength(1);
  });

  test('a comment that was lost is sent again after a look and another, once', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const waits: number[] = [];
    const clock = { sleep: (ms: number) => Promise.resolve(void waits.push(ms)) };
    github.fault('POST', /comments$/, LOST);
    expect(await job.post(FULL, {}, { variables: job.variables, clock })).toMatchObject({ code: 0 });
    expect(github.comments.get(12)).toHaveLength(1);
    expect(waits).toEqual([5000, OVERLAP_MS]);
    expect(github.log.slice(1)).toEqual([
      'GET /repos/acme/agency/issues/12/comments',
      'POST /repos/acme/agency/issues/12/comments',
      'GET /repos/acme/agency/issues/12/comments',
      'GET /repos/acme/agency/issues/12/comments',
      'POST /repos/acme/agency/issues/12/comments',
      'GET /repos/acme/agency/issues/12/comments',
    ]);
    github.fault('POST', /comments$/, LOST);
    github.fault('POST', /comments$/, { kind: 'reset' });
    const given = await job.post(FULL, { id: 'b' });
    expect(given).toMatchObject({ code: 1, err: expect.stringContaining('no clear answer') });
    expect(given.err).toContain('writes nothing twice');
    // The last one had arrived: the next run finds it.
    expect(await job.post(FULL, { id: 'b' })).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing new for'),
    });
  });

  test.each([
    ['a connection that is cut', { kind: 'reset' }],
    ['an answer that cannot be read', { kind: 'applied', reply: { status: 201, json: { id: 'x' } } }],
    ['an answer that is no object', { kind: 'applied', reply: { status: 201, json: [] } }],
  ] as const)('%s after a comment was made: it is found', async (_, fault) => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    github.fault('POST', /comments$/, fault);
    expect(await job.post(FULL)).toMatchObject({ code: 0, out: expect.stringContaining('Created') });
    expect(writes(github.log)).toHaveLength(1);
  });

  test('an update whose answer was lost is settled by looking', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    await job.post(FULL);
    github.fault('PATCH', /comments\/\d+$/, LOST_ANSWER);
    expect(await job.post(OTHER)).toMatchObject({ code: 0, out: expect.stringContaining('Updated') });
    expect(github.comments.get(12)).toMatchObject([{ edits: 1 }]);
  });

  test("a fork's token may only read: its own message, and the plan is in the summary", async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    github.fault('POST', /comments$/, {
      kind: 'instead',
      reply: refusal(403, 'Resource not accessible by integration'),
    });
    const ran = await job.post(FULL);
    expect(ran.code).toBe(1);
    expect(ran.err.replace(/\s+/g, ' ')).toContain('In a pull request from a fork');
    expect(ran.err.replace(/\s+/g, ' ')).toContain('pull-requests: write');
    expect(await job.read('summary')).toContain(markdown(FULL));
    expect(await job.read('output')).toContain('changes=true');
  });

  test.each([
    ['429', refusal(429, 'slow down', { 'Retry-After': '7' }), 7000],
    ['403 with Retry-After', refusal(403, 'Abuse detection', { 'Retry-After': '7' }), 7000],
    ['403 that speaks of a rate limit', refusal(403, 'You have exceeded a secondary rate limit.'), 60_000],
    [
      '403 until the reset',
      refusal(403, 'API rate limit exceeded', {
        ...{ Date: 'Thu, 01 Jan 2026 00:00:00 GMT', 'X-RateLimit-Remaining': '0' },
        'X-RateLimit-Reset': String(Date.UTC(2026, 0, 1, 0, 0, 42) / 1000),
      }),
      42_000,
    ],
  ])('rate limit: %s is waited for, and the write sent again', async (_, reply, ms) => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const waits: number[] = [];
    let elapsed = 0;
    const clock = {
      elapsed: () => elapsed,
      async sleep(each: number) {
        waits.push(each);
        elapsed += each;
      },
    };
    github.fault('POST', /comments$/, { kind: 'instead', reply });
    expect(await job.post(FULL, {}, { variables: job.variables, clock })).toMatchObject({ code: 0 });
    expect(github.comments.get(12)).toHaveLength(1);
    expect(waits.slice(1)).toEqual([OVERLAP_MS]);
    // A little more than asked, so that not everybody comes back at once.
    expect(waits[0]).toBeGreaterThanOrEqual(ms);
    expect(waits[0]).toBeLessThanOrEqual(ms + 1000);
  });

  test('a limit longer than --max-wait ends the run', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    github.fault('POST', /comments$/, { kind: 'instead', reply: refusal(429, 'later', { 'Retry-After': '600' }) });
    expect(await job.post(FULL)).toMatchObject({
      code: 1,
      err: expect.stringContaining('in 600 s, or raise --max-wait'),
    });
    expect(github.comments.get(12)).toBeUndefined();
  });

  test.each([
    ['to another host', 'https://evil.example/api/v3/repos/acme/agency/issues/12/comments?page=2'],
    ['out of the API', '{origin}/elsewhere?page=2'],
    ['no URL', 'nonsense'],
  ])('a next page %s is not followed', async (_, next) => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const headers = { Link: `<${next.replace('{origin}', new URL(github.url).origin)}>; rel="next"` };
    github.fault('GET', /comments$/, { kind: 'instead', reply: { status: 200, json: [], headers } });
    expect(await job.post(FULL)).toMatchObject({ code: 1, err: expect.stringContaining('points somewhere else') });
    expect(writes(github.log)).toEqual([]);
  });

  test('pages without end end', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const headers = { Link: `<${github.url}/repos/acme/agency/issues/12/comments?page=2>; rel="next"` };
    const reply = { status: 200, json: [], headers };
    github.fault('GET', /comments$/, { kind: 'instead', reply });
    github.fault('GET', /comments$/, { kind: 'instead', reply });
    expect(await job.post(FULL)).toMatchObject({ code: 1, err: expect.stringContaining('never end') });
  });

  test('a bad token, a repository that is not there, an answer that is none', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const setup = (more: object): { variables: object } => ({ variables: { ...job.variables, ...more } });
    const wrong = await job.post(FULL, {}, setup({ GITHUB_TOKEN: 'wrong' }) as never);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('GITHUB_TOKEN is not valid') });
    const gone = await job.post(FULL, {}, setup({ GITHUB_REPOSITORY: 'acme/other' }) as never);
    expect(gone).toMatchObject({ code: 1, err: expect.stringContaining('returned 404') });
    github.fault('GET', /comments$/, { kind: 'instead', reply: { status: 200, json: [{ id: '7' }] } });
    expect(await job.post(FULL)).toMatchObject({ code: 1, err: expect.stringContaining('no id') });
  });
});

describe('which pull request', () => {
  test.each([
    ['--number', { number: 30 }, {}, 30],
    ['the event', {}, {}, 12],
    ['GITHUB_REF', {}, { GITHUB_EVENT_PATH: '', GITHUB_REF: 'refs/pull/31/merge' }, 31],
  ])('%s', async (_, options, more, number) => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    Object.assign(job.variables, more);
    await job.post(FULL, options);
    expect([...github.comments.keys()]).toEqual([number]);
  });

  test.each([
    ['GITHUB_TOKEN', 'GITHUB_TOKEN is not set.'],
    ['GITHUB_REPOSITORY', 'GITHUB_REPOSITORY is not set.'],
  ])('without %s it says which is missing', async (name, words) => {
    const job = await githubJob('http://127.0.0.1:1');
    delete job.variables[name];
    expect(await job.post(FULL)).toMatchObject({ code: 1, err: expect.stringContaining(words) });
  });

  test.each(['acme', 'acme/agency/x', 'acme/..', 'a b/c', 'acme/agency?x'])('%s is no repository', async (name) => {
    const job = await githubJob('http://127.0.0.1:1');
    job.variables['GITHUB_REPOSITORY'] = name;
    expect(await job.post(FULL)).toMatchObject({ code: 1, err: expect.stringContaining('owner/name') });
  });

  test('no number, no commit, no https: told before anything is sent', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    expect(await job.post(FULL, { commit: 'main; rm' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('not a commit'),
    });
    Object.assign(job.variables, { GITHUB_EVENT_PATH: '', GITHUB_REF: 'refs/heads/main' });
    expect(await job.post(FULL)).toMatchObject({ code: 1, err: expect.stringContaining('--number N') });
    job.variables['GITHUB_API_URL'] = 'http://github.example';
    expect(await job.post(FULL)).toMatchObject({ code: 1, err: expect.stringContaining('must be https') });
    expect(writes(github.log)).toEqual([]);
  });
});

test('--json for programs, --verbose for the requests', async () => {
  const github = await serveGithub();
  const job = await githubJob(github.url);
  const { variables } = job;
  const ran = await job.post(FULL, {}, { variables, flags: { json: true, verbose: true } });
  expect(JSON.parse(ran.out)).toEqual({
    ...{ action: 'created', id: 1001, url: 'https://github.example/c/1001', others: 0 },
  });
  expect(ran.err.split('\n').map((line) => line.replace(/\d+ ms/, '… ms'))).toEqual([
    'GitHub: GET /user → 403, … ms',
    'GitHub: GET /repos/acme/agency/issues/12/comments?per_page=100 → 200, … ms',
    'GitHub: POST /repos/acme/agency/issues/12/comments → 201, … ms',
    'GitHub: GET /repos/acme/agency/issues/12/comments?per_page=100 → 200, … ms',
    '',
  ]);
});

describe('what a step leaves', () => {
  test('outputs and the summary are appended', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    await job.write('output', 'before=1\n');
    await job.write('summary', 'before\n');
    await job.post(FULL);
    expect(await job.read('output')).toBe(`before=1\nchanges=true\nmanual=2\nconflicts=1\ndigest=${FULL.digest}\n`);
    const summary = await job.read('summary');
    expect(summary).toMatch(/^before\n/);
    expect(summary).not.toContain(MARKER);
    await job.post(EMPTY);
    expect(await job.read('output')).toMatch(/changes=false\nmanual=0\nconflicts=0\ndigest=sha256:\w{64}\n$/);
  });

  test('a plan of some megabytes fits into a comment, and into the summary, which counts bytes', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const yaml = `# ${'宽'.repeat(2_000)}\n`.repeat(20);
    const manual = Array.from({ length: 40 }, (_, index) => ({
      ...FULL.manual[0]!,
      ...{ id: `project.new-in-harvest:project:${index}/-`, address: `project:${index + 1}/-` as Address },
      ways_out: [{ text: 'paste', yaml }],
    }));
    expect(await job.post(plan({ manual }))).toMatchObject({ code: 0 });
    expect(github.comments.get(12)![0]!.body.length).toBeLessThanOrEqual(65_000);
    const size = Buffer.byteLength(await job.read('summary'));
    expect(size).toBeLessThanOrEqual(1024 * 1024);
    expect(size).toBeGreaterThan(300_000);
  });

  test('what others wrote into the summary counts too', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    await job.write('summary', 'x'.repeat(1024 * 1024 - 2_000));
    await job.post(FULL);
    expect((await job.read('summary')).length).toBeLessThanOrEqual(1024 * 1024);
  });
});

describe('hostile names', () => {
  const NAMES = [
    '<!-- hfsync:plan -->',
    '\n<!-- hfsync:plan -->\n<!-- hfsync:digest sha256:' + 'ee'.repeat(32) + ' - -->',
    '```\n````` <img src=//evil.example>',
    '@acme/everyone fixes #1',
    '</details> --> <script>',
  ];

  test.each(NAMES)('%j changes neither the marker nor the digest, and stays in its fence', async (name) => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    const hostile = plan({
      changes: [change({ label: name, fields: [{ ...change().fields[0]!, before: name, after: `${name}!` }] })],
      accounts: { harvest: { id: 1, name }, forecast: { id: 2, name } },
    });
    await job.post(hostile);
    await job.post(hostile);
    const [only, ...more] = github.comments.get(12)!;
    expect(more).toEqual([]);
    const lines = only!.body.split('\n');
    expect(lines.filter((line) => line.startsWith('<!-- hfsync:'))).toEqual(lines.slice(0, 3));
    expect((await job.digest()).out).toBe(`${hostile.digest}\n`);
  });
});

describe('--issue', () => {
  const AUTO = plan({ changes: [change()] });

  test('opened when something waits, updated, closed as completed; a closed one is never opened again', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    expect(await job.post(AUTO, { issue: true })).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing to say'),
    });
    expect(await job.post(FULL, { issue: true })).toMatchObject({
      code: 0,
      out: expect.stringContaining('Created the issue'),
    });
    const [issue] = github.issues;
    expect(issue).toMatchObject({
      author: US,
      state: 'open',
      labels: ['hfsync'],
      title: 'hfsync: waiting for a person',
    });
    expect(issue?.body).toMatch(
      /^<!-- hfsync:drift -->\n<!-- hfsync:planned \S+ -->\n\n2 manual items and 1 conflict .*; besides, 6 changes wait/,
    );
    expect(issue?.body).toContain('project:14307913/-');
    expect(issue?.body).not.toContain('project:-/2009');
    await job.post(plan({ manual: FULL.manual }), { issue: true });
    expect(github.issues).toHaveLength(1);
    expect(issue?.body).toContain('2 manual items and 0 conflicts');
    expect(await job.post(AUTO, { issue: true })).toMatchObject({ out: expect.stringContaining('Closed the issue') });
    expect(issue).toMatchObject({ state: 'closed', reason: 'completed' });
    await job.post(FULL, { issue: true });
    expect(github.issues).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
  });

  test('ours is found among 70 others, none of which is touched', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    for (let count = 0; count < 70; count++) github.issue('kim', `a ${count}`);
    const stranger = github.issue('mallory', '<!-- hfsync:drift -->\n');
    const unlabelled = github.issue(US, '<!-- hfsync:drift -->\n', { labels: [] });
    const ours = github.issue(US, '<!-- hfsync:drift -->\nold');
    // Newer than ours, so that it would be taken for it.
    const pull = github.issue(US, '<!-- hfsync:drift -->\n', { pull: true });
    await job.post(FULL, { issue: true });
    await job.post(AUTO, { issue: true });
    expect(writes(github.log)).toEqual(Array(2).fill(`PATCH /repos/acme/agency/issues/${ours.number}`));
    expect([stranger, pull, unlabelled].map(({ state }) => state)).toEqual(['open', 'open', 'open']);
  });

  test('lost answers: opened once, closed once', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    github.fault('POST', /issues$/, LOST_ANSWER);
    expect(await job.post(FULL, { issue: true })).toMatchObject({ code: 0 });
    expect(github.issues).toHaveLength(1);
    github.fault('PATCH', /issues\/\d+$/, LOST_ANSWER);
    expect(await job.post(AUTO, { issue: true })).toMatchObject({ code: 0 });
    expect(writes(github.log)).toHaveLength(2);
  });

  test('a token that may set no label is told, since the next run would open another', async () => {
    const github = await serveGithub({ dropsLabels: true });
    const job = await githubJob(github.url);
    expect(await job.post(FULL, { issue: true })).toMatchObject({
      code: 1,
      err: expect.stringContaining('without its label hfsync'),
    });
  });
});

describe('--read-digest', () => {
  /** A job of the push that the merge of 12 made. */
  async function mergedJob(
    github: Awaited<ReturnType<typeof serveGithub>>,
  ): Promise<Awaited<ReturnType<typeof githubJob>>> {
    const job = await githubJob(github.url);
    await job.post(FULL);
    Object.assign(job.variables, { GITHUB_EVENT_PATH: '', GITHUB_REF: 'refs/heads/main' });
    github.pulls.set(MERGE, [
      { number: 11, merged_at: null, merge_commit_sha: MERGE, head: { sha: HEAD } },
      { number: 10, merged_at: '2026-01-01T00:00:00Z', merge_commit_sha: HEAD, head: { sha: HEAD } },
      { number: 12, merged_at: '2026-01-02T00:00:00Z', merge_commit_sha: MERGE, head: { sha: HEAD } },
    ]);
    return job;
  }

  test('gives the digest that was reviewed in the pull request that this commit merged', async () => {
    const github = await serveGithub();
    const job = await mergedJob(github);
    await job.write('output', '');
    expect(await job.digest()).toMatchObject({ code: 0, out: `${FULL.digest}\n` });
    expect(await job.read('output')).toBe(`digest=${FULL.digest}\n`);
  });

  test('looks again where the merge is too young for the list, and asks the pull request where the list lacks its commit', async () => {
    const github = await serveGithub();
    const job = await mergedJob(github);
    const merged = github.pulls.get(MERGE)!;
    github.pulls.set(MERGE, []);
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => {
      waits.push(ms);
      if (waits.length === 2) github.pulls.set(MERGE, merged);
    };
    expect(await job.digest({}, { clock: { sleep } })).toMatchObject({ code: 0, out: `${FULL.digest}\n` });
    expect(waits).toEqual([1000, 2000]);
    github.pulls.set(MERGE, [{ number: 12, merged_at: 'x', merge_commit_sha: null, head: { sha: HEAD } }]);
    github.pullDetails.set(12, { merge_commit_sha: MERGE });
    expect(await job.digest()).toMatchObject({ code: 0, out: `${FULL.digest}\n` });
    github.pullDetails.set(12, { merge_commit_sha: HEAD });
    expect(await job.digest()).toMatchObject({ code: 1, err: expect.stringContaining('does not come from a') });
  });

  test('refuses where the last push was not planned', async () => {
    const github = await serveGithub();
    const job = await mergedJob(github);
    const later = 'beef'.repeat(10);
    github.pulls.set(MERGE, [{ number: 12, merged_at: 'x', merge_commit_sha: MERGE, head: { sha: later } }]);
    expect(await job.digest()).toMatchObject({ code: 1, out: '', err: expect.stringContaining('is for commit') });
  });

  test('refuses where there is no merge, no comment, or only a stranger’s', async () => {
    const github = await serveGithub();
    const job = await mergedJob(github);
    github.comments.set(12, []);
    github.comment(12, 'mallory', `${MARKER}\n<!-- hfsync:digest sha256:${'ee'.repeat(32)} ${HEAD} -->`);
    expect(await job.digest()).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('no hfsync comment'),
    });
    github.comment(12, US, `${MARKER}\nsomething else`);
    expect(await job.digest()).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('no hfsync comment'),
    });
    github.pulls.clear();
    expect(await job.digest()).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('does not come from a'),
    });
  });

  test('an empty plan without a comment has no digest to read', async () => {
    const github = await serveGithub();
    const job = await githubJob(github.url);
    await job.post(EMPTY);
    expect(await job.digest()).toMatchObject({ code: 1 });
  });
});
