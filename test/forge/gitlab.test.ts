import { describe, expect, test } from 'vitest';
import { change, FULL, plan } from './plans.ts';
import { BOT, serveGitlab } from './gitlab-server.ts';
import { gitlabJob, HEAD, MERGE } from './job.ts';
import { LOST_ANSWER } from './server.ts';

const MARKER = '<!-- hfsync:plan -->';
const OTHER = plan({ changes: [change({ label: 'Another' })] });

describe('one note, updated', () => {
  test('created, kept, updated, and found on the third page', async () => {
    const gitlab = await serveGitlab();
    const job = await gitlabJob(gitlab.url);
    for (let count = 0; count < 70; count++) gitlab.note(12, 'kim', `note ${count}`);
    expect(await job.post(FULL)).toMatchObject({ code: 0, out: 'Created the comment 571\n', err: '' });
    expect(await job.post(FULL)).toMatchObject({ code: 0, out: expect.stringContaining('Nothing new for') });
    expect(await job.post(OTHER)).toMatchObject({ code: 0, out: expect.stringContaining('Updated') });
    const ours = gitlab.notes.get(12)!.slice(70);
    expect(ours).toMatchObject([{ author: BOT, edits: 1 }]);
    expect(ours[0]?.body.split('\n').slice(0, 2)).toEqual([MARKER, `<!-- hfsync:digest ${OTHER.digest} ${HEAD} -->`]);
  });

  test("a stranger's note with our marker is left alone; a lost answer is looked for", async () => {
    const gitlab = await serveGitlab();
    const job = await gitlabJob(gitlab.url);
    const theirs = gitlab.note(12, 'mallory', `${MARKER}\n`);
    gitlab.fault('POST', /notes$/, LOST_ANSWER);
    await job.post(FULL);
    gitlab.fault('PUT', /notes\/\d+$/, LOST_ANSWER);
    await job.post(OTHER);
    expect(theirs.edits).toBe(0);
    expect(gitlab.notes.get(12)).toMatchObject([{ author: 'mallory' }, { author: BOT, edits: 1 }]);
  });

  test('no line is a command to GitLab, and that is no difference the next time', async () => {
    const gitlab = await serveGitlab();
    const job = await gitlabJob(gitlab.url);
    const yaml = '/close\n  /merge\nlinks: /not/at/the/start';
    const commanding = plan({ manual: [{ ...FULL.manual[0]!, ways_out: [{ text: 'paste', yaml }] }] });
    await job.post(commanding);
    const [note] = gitlab.notes.get(12)!;
    expect(note!.body).toContain('\u2060/close');
    expect(note!.body).not.toMatch(/^\s*\/\p{L}/mu);
    expect(note!.body).toContain('links: /not/at/the/start');
    expect(await job.post(commanding)).toMatchObject({ out: expect.stringContaining('Nothing new for') });
  });

  test("a merge request from a fork is in the project that it is for; a merged result is about the branch's commit", async () => {
    const gitlab = await serveGitlab();
    const job = await gitlabJob(gitlab.url);
    Object.assign(job.variables, {
      ...{ CI_PROJECT_ID: '99', CI_MERGE_REQUEST_PROJECT_ID: '7' },
      ...{ CI_COMMIT_SHA: MERGE, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: HEAD },
    });
    await job.post(FULL);
    expect(gitlab.notes.get(12)).toMatchObject([{ body: expect.stringContaining(`About commit ${HEAD}.`) }]);
  });
});

test.each([
  ['HFSYNC_GITLAB_TOKEN', 'project access token'],
  ['CI_API_V4_URL', 'CI_API_V4_URL is not set'],
  ['CI_PROJECT_ID', 'CI_PROJECT_ID is not set'],
  ['CI_MERGE_REQUEST_IID', '--number N'],
])('without %s it says what to do', async (name, words) => {
  const gitlab = await serveGitlab();
  const job = await gitlabJob(gitlab.url);
  delete job.variables[name];
  const { code, err } = await job.post(FULL);
  expect(code).toBe(1);
  expect(err.replace(/\s+/g, ' ')).toContain(words);
  expect(gitlab.notes.size).toBe(0);
});

test('no right to write: what the token needs', async () => {
  const gitlab = await serveGitlab();
  const job = await gitlabJob(gitlab.url);
  const reply = { status: 403, json: { message: '403 Forbidden' } };
  gitlab.fault('POST', /notes$/, { kind: 'instead', reply });
  const { code, err } = await job.post(FULL);
  expect(code).toBe(1);
  expect(err.replace(/\s+/g, ' ')).toContain('scope "api"');
  expect(err.replace(/\s+/g, ' ')).toContain('A locked discussion takes notes from members');
});

test('--issue: opened, updated, closed', async () => {
  const gitlab = await serveGitlab();
  const job = await gitlabJob(gitlab.url);
  await job.post(FULL, { issue: true, id: 'studio' });
  await job.post(plan({ conflicts: FULL.conflicts }), { issue: true, id: 'studio' });
  expect(gitlab.issues).toMatchObject([
    {
      ...{ author: BOT, state: 'opened', labels: ['hfsync'], title: 'hfsync: waiting for a person (studio)' },
      description: expect.stringMatching(
        /^<!-- hfsync:drift studio -->\n<!-- hfsync:planned \S+ -->\n\n0 manual items and 1 conflict/,
      ),
    },
  ]);
  expect(await job.post(plan(), { issue: true })).toMatchObject({ out: expect.stringContaining('Nothing to say') });
  await job.post(plan(), { issue: true, id: 'studio' });
  expect(gitlab.issues).toMatchObject([{ state: 'closed' }]);
});

describe('--read-digest', () => {
  const base = { iid: 12, state: 'merged', sha: HEAD, merge_commit_sha: null, squash_commit_sha: null };

  test.each([
    ['a merge commit', MERGE, { merge_commit_sha: MERGE }],
    ['a squash', MERGE, { squash_commit_sha: MERGE }],
    ['a fast-forward', HEAD, {}],
  ])('of what %s brought in', async (_, commit, more) => {
    const gitlab = await serveGitlab();
    const job = await gitlabJob(gitlab.url);
    await job.post(FULL);
    delete job.variables['CI_MERGE_REQUEST_IID'];
    job.variables['CI_COMMIT_SHA'] = commit;
    const open = { ...base, iid: 11, state: 'opened', merge_commit_sha: MERGE };
    gitlab.merged.set(commit, [open, { ...base, ...more }]);
    expect(await job.digest()).toMatchObject({ code: 0, out: `${FULL.digest}\n` });
  });

  test('refuses what was pushed after the plan, and what no merge brought in', async () => {
    const gitlab = await serveGitlab();
    const job = await gitlabJob(gitlab.url);
    await job.post(FULL);
    delete job.variables['CI_MERGE_REQUEST_IID'];
    job.variables['CI_COMMIT_SHA'] = MERGE;
    gitlab.merged.set(MERGE, [{ ...base, sha: 'beef'.repeat(10), merge_commit_sha: MERGE }]);
    expect(await job.digest()).toMatchObject({ code: 1, out: '', err: expect.stringContaining('is for commit') });
    gitlab.merged.clear();
    expect(await job.digest()).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('does not come from a'),
    });
  });
});
