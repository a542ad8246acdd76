import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { execute } from './execute.ts';
import { githubFaults, gitlabFaults } from './lint.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const WORKFLOWS = readdirSync(path.join(ROOT, 'examples/github'));
const ACTION = parse(read('action.yml'));
const GITLAB = 'examples/gitlab/hfsync.gitlab-ci.yml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: object;
  readonly shell?: string;
}

function stepsOf(workflow: { jobs: { [name: string]: { steps: Step[] } } }): readonly Step[] {
  return Object.values(workflow.jobs).flatMap(({ steps }) => steps);
}

describe("the platforms' schemas", () => {
  test('GitHub takes action.yml', async () => {
    expect(await githubFaults('action.yml', read('action.yml'))).toEqual([]);
  });

  test.each(WORKFLOWS)('GitHub takes examples/github/%s', async (name) => {
    expect(await githubFaults(name, read(`examples/github/${name}`))).toEqual([]);
  });

  test('GitLab takes the template', async () => {
    expect(await gitlabFaults(read(GITLAB))).toBeNull();
  });

  test.each<[string, string, string, RegExp]>([
    ['action.yml', 'shell: bash', 'shel: bash', /shel/],
    ['action.yml', 'using: composite', 'using: compost', /compost|using/i],
    ['action.yml', 'github.event_name', 'githup.event_name', /githup/],
    ['plan.yml', 'pull-requests: write', 'pull-requests: writ', /writ/],
    ['plan.yml', 'pull_request:', 'pull_requests:', /pull_requests/],
    ['drift.yml', "'17 5 * * 1-5'", "'17 5 * *'", /cron/i],
    ['apply.yml', 'timeout-minutes', 'timeout_minutes', /timeout_minutes/],
  ])('the lint sees a fault: %s with %s as %s', async (name, right, wrong, words) => {
    const text = read(name === 'action.yml' ? name : `examples/github/${name}`);
    expect(text).toContain(right);
    expect((await githubFaults(name, text.replace(right, wrong))).join('\n')).toMatch(words);
  });

  test.each([
    ['resource_group: hfsync', 'resource_grp: hfsync', 'resource_grp'],
    ['interruptible: true', 'interruptible: perhaps', 'interruptible'],
  ])('the lint sees a fault in GitLab: %s as %s', async (right, wrong, words) => {
    expect(await gitlabFaults(read(GITLAB).replace(right, wrong))).toContain(words);
  });
});

describe('what no schema says', () => {
  test.each<[string, object]>([
    ['plan.yml', { contents: 'read', 'pull-requests': 'write' }],
    ['apply.yml', { contents: 'write', 'pull-requests': 'read' }],
    ['drift.yml', { contents: 'read', issues: 'write' }],
  ])('%s has no permission but what it needs', (name, permissions) => {
    const workflow = parse(read(`examples/github/${name}`));
    expect(workflow.permissions).toEqual(permissions);
    for (const job of Object.values(workflow.jobs)) expect(job).not.toHaveProperty('permissions');
  });

  test.each(WORKFLOWS)(
    '%s: every action is pinned, hands on known inputs, and nothing runs that a stranger wrote',
    (name) => {
      const workflow = parse(read(`examples/github/${name}`));
      expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
      expect(workflow.concurrency.group).toMatch(/^hfsync-/);
      for (const step of stepsOf(workflow)) {
        expect(step.uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        if (step.uses?.includes('/hfsync@')) {
          expect(Object.keys(ACTION.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
        }
      }
    },
  );

  test('action.yml: no other action, and no expression inside a script', () => {
    for (const step of ACTION.runs.steps as Step[]) {
      expect(step).not.toHaveProperty('uses');
      expect(step.shell).toBe('bash');
      expect(step.run).not.toContain('${{');
      expect(step.run).toMatch(/^set -euo pipefail/);
    }
  });

  test('every script is one that its shell reads', async () => {
    const bash = (ACTION.runs.steps as Step[]).map(({ run }) => run ?? '');
    const jobs = Object.values(parse(read(GITLAB))) as { script?: string[] }[];
    const sh = jobs.flatMap(({ script }) => script ?? []);
    expect([bash.length, sh.length]).toEqual([4, 5]);
    for (const script of bash)
      expect(await execute('bash', ['-n', '-c', script], ROOT)).toEqual({ code: 0, output: '' });
    for (const script of sh) expect(await execute('sh', ['-n', '-c', script], ROOT)).toEqual({ code: 0, output: '' });
  });
});
