import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { serveGithub } from './github-server.ts';
import { serveGitlab } from './gitlab-server.ts';
import { HEAD, MERGE } from './job.ts';
import { actionJob, pipelineJob } from './runner.ts';

const RENAMED = { side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Website 2027' } } as const;
const AGAIN = { ...RENAMED, values: { name: 'Nobody reviewed this' } } as const;

describe('action.yml', () => {
  test('install: the own code where no version is given, and nothing but whole versions and known commands', async () => {
    const at = await actionJob(await serveGithub());
    expect(await at.step('install')).toEqual({ code: 0, output: '' });
    expect(await at.read('output')).toMatch(/^bin=.*\/bin\/hfsync\.js\nfork=false\n$/);
    expect(await at.step('install', { version: 'latest; curl evil' })).toMatchObject({ code: 1 });
    expect(await at.step('install', { command: 'destroy' })).toMatchObject({ code: 1 });
  });

  test.each([
    ['command', 'plan\nfork=true'],
    ['version', '1.2.3\nbin=/tmp/evil'],
    ['config', '--help'],
    ['config', 'a.yaml\n::set-output name=x::y'],
    ['working-directory', 'a\nb'],
    ['redact', 'True'],
    ['expect', `sha256:${'0'.repeat(64)}\nchanges=true`],
    ['expect', 'none'],
    ['allow', 'max_archives;ls'],
    ['allow', 'max_archives\n--json'],
    ['id', 'a b'],
    ['author', 'me\n::error::you'],
  ])('the input %s is checked before anything is done with it: %j', async (name, value) => {
    const at = await actionJob(await serveGithub());
    const ran = await at.step('install', { [name]: value });
    expect(ran).toMatchObject({
      code: 1,
      output: expect.stringMatching(`^::error::hfsync: the input ${name} is .*\n$`),
    });
    expect(await at.read('output')).toBe('');
  });

  test('the inputs as they are meant pass', async () => {
    const at = await actionJob(await serveGithub());
    const inputs = { version: '', config: 'sub/hfsync.yaml', redact: 'true', expect: `sha256:${'0'.repeat(64)}` };
    const more = { allow: 'max_archives, first_sync', id: 'team-1', author: 'our-app[bot]' };
    expect(await at.step('install', { ...inputs, ...more })).toEqual({ code: 0, output: '' });
  });

  test('apply: what is no digest reaches neither the outputs nor the summary', async () => {
    const at = await actionJob(await serveGithub());
    const ran = await at.step('apply', { expect: `sha256:${'0'.repeat(64)}\nchanges=true` });
    expect(ran).toMatchObject({ code: 1, output: expect.stringContaining('is not a digest') });
    expect(await at.read('output')).toBe('');
    expect(await at.read('summary')).toBe('');
  });

  test('fork: no token, no request, the configuration checked, and green', async () => {
    const github = await serveGithub();
    const at = await actionJob(github);
    Object.assign(at.job, { HARVEST_TOKEN: '', FORECAST_TOKEN: '' });
    expect(await at.step('fork')).toMatchObject({ code: 0 });
    expect(await at.read('summary')).toContain('comes from a fork');
    expect(await at.step('fork', { config: 'missing.yaml' })).toMatchObject({ code: 1 });
    expect(github.log).toEqual([]);
  });

  test('plan, merge, apply: what was reviewed is applied, once', async () => {
    const github = await serveGithub();
    const at = await actionJob(github);
    await at.run('apply', '--auto-approve');
    await at.sandbox.control.edit(RENAMED);
    const planned = await at.step('plan');
    expect(planned).toMatchObject({ code: 0, output: expect.stringContaining('Created the comment') });
    expect(planned.output).not.toContain('Website');
    expect(github.comments.get(12)).toMatchObject([{ body: expect.stringContaining('Website') }]);
    expect(await at.read('output')).toContain('changes=true\n');
    // The plan is nowhere any more.
    const left = await readdir(at.folder, { recursive: true });
    expect(left.filter((name) => name.endsWith('plan.json'))).toEqual([]);

    github.pulls.set(MERGE, [{ number: 12, merged_at: 'x', merge_commit_sha: MERGE, head: { sha: HEAD } }]);
    Object.assign(at.job, { GITHUB_EVENT_PATH: '', GITHUB_SHA: MERGE });
    await at.sandbox.control.edit(AGAIN);
    expect(await at.step('apply')).toMatchObject({ code: 5 });
    await at.sandbox.control.edit(RENAMED);
    expect(await at.step('apply')).toMatchObject({ code: 0, output: expect.stringContaining('1 done') });
    expect(await at.run('verify')).toMatchObject({ code: 0 });
  });

  test('apply without a review: green where there is nothing to write, red and nothing written otherwise', async () => {
    const github = await serveGithub();
    const at = await actionJob(github);
    await at.run('apply', '--auto-approve');
    Object.assign(at.job, { GITHUB_EVENT_PATH: '', GITHUB_SHA: MERGE });
    expect(await at.step('apply')).toMatchObject({ code: 0, output: expect.stringContaining('Nothing to apply.') });
    await at.sandbox.control.edit(RENAMED);
    expect(await at.step('apply')).toMatchObject({ code: 1, output: expect.stringContaining('not reviewed') });
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 2 });
  });

  test('apply by hand: a digest that somebody read; redacted, the log names nothing', async () => {
    const github = await serveGithub();
    const at = await actionJob(github);
    await at.run('apply', '--auto-approve');
    await at.sandbox.control.edit(RENAMED);
    const { out } = await at.run('plan', '--json');
    const { digest } = JSON.parse(out) as { digest: string };
    const applied = await at.step('apply', { expect: digest, redact: 'true', allow: 'max_archives,first_sync' });
    expect(applied).toMatchObject({ code: 0, output: expect.stringContaining('exit code 0') });
    expect(applied.output).not.toContain('Website');
    expect(github.log).toEqual([]);
    expect(await at.step('apply', { expect: digest, allow: 'anything' })).toMatchObject({ code: 1 });
  });

  test('drift: one issue while something waits', async () => {
    const github = await serveGithub();
    const at = await actionJob(github);
    await at.run('apply', '--auto-approve');
    await at.sandbox.control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
    expect(await at.step('plan', { command: 'drift' })).toMatchObject({ code: 0 });
    expect(await at.step('plan', { command: 'drift' })).toMatchObject({ code: 0 });
    expect(github.issues).toMatchObject([{ state: 'open', body: expect.stringContaining('1 manual item') }]);
    expect(await at.read('output')).toContain('manual=1\n');
  });

  test('redact: comment, summary and log name nothing', async () => {
    const github = await serveGithub();
    const at = await actionJob(github);
    await at.run('apply', '--auto-approve');
    await at.sandbox.control.edit(RENAMED);
    const { output } = await at.step('plan', { redact: 'true' });
    const bodies = (github.comments.get(12) ?? []).map(({ body }) => body);
    const posted = [output, await at.read('summary'), ...bodies].join('\n');
    expect(posted).not.toContain('Website');
    expect(bodies).toMatchObject([expect.stringContaining('"project 14308069"')]);
  });
});

describe('the GitLab template', () => {
  test('plan, merge, apply', async () => {
    const gitlab = await serveGitlab();
    const at = await pipelineJob(gitlab);
    await at.run('apply', '--auto-approve');
    await at.sandbox.control.edit(RENAMED);
    const planned = await at.job('hfsync:plan');
    expect(planned).toMatchObject({ code: 0, output: expect.stringContaining('Created the comment') });
    expect(planned.output).not.toContain('Website');
    delete at.variables['CI_MERGE_REQUEST_IID'];
    at.variables['CI_COMMIT_SHA'] = MERGE;
    expect(await at.job('hfsync:apply')).toMatchObject({ code: 1, output: expect.stringContaining('not reviewed') });
    gitlab.merged.set(MERGE, [{ iid: 12, state: 'merged', sha: HEAD, merge_commit_sha: MERGE }]);
    expect(await at.job('hfsync:apply')).toMatchObject({ code: 0, output: expect.stringContaining('1 done') });
    gitlab.merged.clear();
    expect(await at.job('hfsync:apply')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Nothing to apply.'),
    });
  });

  test.each([
    ['HFSYNC_DIGEST', 'sha256:0\n--auto-approve'],
    ['HFSYNC_ALLOW', 'max_archives $(id)'],
  ])('%s, typed by whoever starts a pipeline, is checked first', async (name, value) => {
    const at = await pipelineJob(await serveGitlab());
    Object.assign(at.variables, { HFSYNC_DIGEST: `sha256:${'0'.repeat(64)}`, [name]: value });
    const ran = await at.job('hfsync:apply');
    expect(ran).toMatchObject({ code: 1, output: expect.stringMatching(`^${name} `) });
    expect(at.sandbox.requests).toEqual([]);
  });

  test('redact: note and log name nothing', async () => {
    const gitlab = await serveGitlab();
    const at = await pipelineJob(gitlab);
    at.variables['HFSYNC_REDACT'] = 'true';
    await at.run('apply', '--auto-approve');
    await at.sandbox.control.edit(RENAMED);
    const planned = await at.job('hfsync:plan');
    const notes = [...gitlab.notes.values()].flat().map(({ body }) => body);
    expect(notes).toMatchObject([expect.stringContaining('"project 14308069"')]);
    delete at.variables['CI_MERGE_REQUEST_IID'];
    at.variables['CI_COMMIT_SHA'] = MERGE;
    gitlab.merged.set(MERGE, [{ iid: 12, state: 'merged', sha: HEAD, merge_commit_sha: MERGE }]);
    const applied = await at.job('hfsync:apply');
    expect(applied).toMatchObject({ code: 0, output: expect.stringContaining('exit code 0') });
    expect([planned.output, applied.output, ...notes].join('\n')).not.toContain('Website');
  });

  test('drift and fork', async () => {
    const gitlab = await serveGitlab();
    const at = await pipelineJob(gitlab);
    await at.run('apply', '--auto-approve');
    await at.sandbox.control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
    expect(await at.job('hfsync:drift')).toMatchObject({ code: 0 });
    expect(gitlab.issues).toMatchObject([{ state: 'opened' }]);
    Object.assign(at.variables, { HARVEST_TOKEN: '', FORECAST_TOKEN: '', HFSYNC_GITLAB_TOKEN: '' });
    expect(await at.job('hfsync:fork')).toMatchObject({
      code: 0,
      output: expect.stringContaining('a fork has no secrets'),
    });
  });
});
