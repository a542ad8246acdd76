import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { TOKEN } from '../support/canary.ts';
import { repository } from '../state/media/git.ts';
import { serveGit } from '../state/media/git-server.ts';
import { serveGithub } from './github-server.ts';
import { HEAD, MERGE } from './job.ts';
import { serveGitlab } from './gitlab-server.ts';
import { actionJob, pipelineJob } from './runner.ts';

/** The jobs on runners without a disk: the state is in the repository, which lets nobody in without the right header. */
async function remoteFor(user: string): Promise<{ readonly url: string; readonly bare: string }> {
  const { bare } = await repository();
  const right = `Basic ${Buffer.from(`${user}:${TOKEN}`).toString('base64')}`;
  const url = await serveGit(bare, (request, response) => {
    if (request.headers.authorization === right) return false;
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    return true;
  });
  return { url, bare };
}

/** What `actions/checkout` and GitLab's runner leave: a clone, here with credentials that are not the right ones. */
async function clone(folder: string, url: string): Promise<void> {
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder });
  git('init', '-q', '--template=');
  git('remote', 'add', 'origin', url);
  git('config', `http.${new URL(url).origin}/.extraheader`, 'Authorization: Basic d3Jvbmc6d3Jvbmc=');
  await appendFile(path.join(folder, 'hfsync.yaml'), 'state: { backend: git }\n');
}

const RENAMED = { side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Website 2027' } } as const;
const key = (): string => randomBytes(32).toString('base64');

describe('jobs with the state in the repository', () => {
  test('action.yml, the life of a pull request: plan, a new push, merge, apply, drift', async () => {
    const github = await serveGithub();
    const at = await actionJob(github);
    const { url, bare } = await remoteFor('x-access-token');
    await clone(at.folder, url);
    Object.assign(at.job, { GITHUB_SERVER_URL: new URL(url).origin, HFSYNC_STATE_KEY: key() });
    // In step, and nothing was reviewed: the first state comes with the first apply.
    await at.sandbox.control.edit(RENAMED);
    expect(await at.step('plan')).toMatchObject({ code: 0, output: expect.stringContaining('Created the comment') });
    expect(execFileSync('git', ['for-each-ref'], { cwd: bare, encoding: 'utf8' })).toBe('');
    // A new push, after somebody edited on: the one comment tells of the new plan.
    await appendFile(path.join(at.folder, 'hfsync.yaml'), 'guards: { max_changes: 7 }\n');
    await at.sandbox.control.edit({ ...RENAMED, values: { name: 'Website 2028' } });
    expect(await at.step('plan')).toMatchObject({ code: 0, output: expect.stringContaining('Updated the comment') });
    expect(github.comments.get(12)).toMatchObject([{ edits: 1, body: expect.stringContaining('Website 2028') }]);
    // Merged: the job of the push has no pull request of its own, and finds it by its commit.
    github.pulls.set(MERGE, [{ number: 12, merged_at: 'x', merge_commit_sha: null, head: { sha: HEAD } }]);
    github.pullDetails.set(12, { merge_commit_sha: MERGE });
    Object.assign(at.job, { GITHUB_EVENT_PATH: '', GITHUB_REF: 'refs/heads/main', GITHUB_SHA: MERGE });
    expect(await at.step('apply', { allow: 'first_sync' })).toMatchObject({ code: 0 });
    const refs = execFileSync('git', ['for-each-ref', '--format=%(refname)'], { cwd: bare, encoding: 'utf8' });
    expect(refs).toContain('refs/hfsync/state\n');
    await rm(path.join(at.folder, '.git'), { recursive: true });
    execFileSync('sh', ['-c', `git init -q --template= . && git remote add origin ${url}`], { cwd: at.folder });
    expect(await at.step('plan', { command: 'drift' })).toMatchObject({ code: 0 });
    expect(at.sandbox.world().forecast.projects.map(({ name }) => name)).toContain('Website 2028');
  });

  test('the GitLab template: the same', async () => {
    const at = await pipelineJob(await serveGitlab());
    const { url, bare } = await remoteFor('hfsync');
    await clone(at.folder, 'http://gitlab-ci-token:wrong@127.0.0.1:1/acme/agency.git');
    const project = url.replace(/\.git$/, '');
    Object.assign(at.variables, {
      CI_SERVER_URL: new URL(url).origin,
      CI_PROJECT_URL: project,
      HFSYNC_STATE_KEY: key(),
    });
    await at.sandbox.control.edit(RENAMED);
    expect(await at.job('hfsync:plan')).toMatchObject({ code: 0 });
    Object.assign(at.variables, { HFSYNC_ALLOW: 'first_sync' });
    expect(await at.job('hfsync:apply')).toMatchObject({ code: 0 });
    const refs = execFileSync('git', ['for-each-ref', '--format=%(refname)'], { cwd: bare, encoding: 'utf8' });
    expect(refs).toContain('refs/hfsync/state\n');
    expect(at.sandbox.world().forecast.projects.map(({ name }) => name)).toContain('Website 2027');
  });

  test('the GitLab template, as gitlab-ci-local runs it: its rules choose the job, and another program than ours reads it', async () => {
    const gitlab = await serveGitlab();
    const at = await pipelineJob(gitlab);
    const { url, bare } = await remoteFor('hfsync');
    await clone(at.folder, 'http://gitlab-ci-token:wrong@127.0.0.1:1/acme/agency.git');
    Object.assign(at.variables, {
      ...{ CI_SERVER_URL: new URL(url).origin, CI_PROJECT_URL: url.replace(/\.git$/, ''), HFSYNC_STATE_KEY: key() },
      ...{ HFSYNC_ALLOW: 'first_sync', CI_MERGE_REQUEST_PROJECT_ID: '7', CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '7' },
    });
    await at.sandbox.control.edit(RENAMED);
    expect(await at.pipeline('merge_request_event')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/hfsync:plan.*PASS/s) as string,
    });
    expect(gitlab.notes.get(12)).toMatchObject([{ body: expect.stringContaining('Website 2027') as string }]);
    expect(execFileSync('git', ['for-each-ref'], { cwd: bare, encoding: 'utf8' })).toBe('');
    expect(await at.pipeline('push')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/hfsync:apply.*PASS/s) as string,
    });
    expect(execFileSync('git', ['for-each-ref'], { cwd: bare, encoding: 'utf8' })).toContain('refs/hfsync/state\n');
    expect(at.sandbox.world().forecast.projects.map(({ name }) => name)).toContain('Website 2027');
    expect(await at.pipeline('schedule')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/hfsync:drift.*PASS/s) as string,
    });
  }, 60_000);
});
