import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { comment, readDigest, type CommentOptions, type PostOptions } from '../../src/app/comment.ts';
import type { Plan } from '../../src/model/plan.ts';
import { planJson } from '../report/whole.ts';
import { run, type Ran, type Setup } from '../app/world.ts';
import { expectNoSecretsIn, TOKEN } from '../support/canary.ts';

/** A job of a forge: a folder, its variables, and the runs of hfsync in it. */
export interface Job {
  readonly folder: string;
  readonly variables: { [name: string]: string | undefined };
  post(plan: Plan, options?: Partial<PostOptions>, setup?: Setup): Promise<Ran>;
  digest(options?: Partial<CommentOptions>, setup?: Setup): Promise<Ran>;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
}

export const HEAD = 'c0ffee'.repeat(6) + '0123';
export const MERGE = 'deadbeef'.repeat(5);

/** A job of a pull_request event, number 12. */
export async function githubJob(url: string): Promise<Job> {
  const job = await makeJob('github');
  await job.write('event.json', JSON.stringify({ pull_request: { number: 12, head: { sha: HEAD } } }));
  Object.assign(job.variables, {
    GITHUB_TOKEN: TOKEN,
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: 'acme/agency',
    GITHUB_REF: 'refs/pull/12/merge',
    GITHUB_SHA: MERGE,
    GITHUB_EVENT_PATH: path.join(job.folder, 'event.json'),
    GITHUB_OUTPUT: path.join(job.folder, 'output'),
    GITHUB_STEP_SUMMARY: path.join(job.folder, 'summary'),
  });
  return job;
}

/** A merge request pipeline of !12 in project 7. */
export async function gitlabJob(url: string): Promise<Job> {
  const job = await makeJob('gitlab');
  Object.assign(job.variables, {
    HFSYNC_GITLAB_TOKEN: TOKEN,
    CI_API_V4_URL: url,
    CI_PROJECT_ID: '7',
    CI_MERGE_REQUEST_IID: '12',
    CI_COMMIT_SHA: HEAD,
  });
  return job;
}

async function makeJob(forge: 'github' | 'gitlab'): Promise<Job> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-forge-'));
  onTestFinished(async () => {
    await expectNoSecretsIn(folder).finally(() => rm(folder, { recursive: true }));
  });
  const variables: { [name: string]: string | undefined } = {};
  const write = (file: string, text: string): Promise<void> => writeFile(path.join(folder, file), text);
  const common: CommentOptions = { forge, id: null, number: null, commit: null, author: null, maxWait: 120 };
  // Waits take no time, and are told.
  const clock = { sleep: () => Promise.resolve() };
  return {
    ...{ folder, variables, write },
    read: (file) => readFile(path.join(folder, file), 'utf8'),
    async post(plan, options = {}, setup = {}) {
      await write('plan.json', planJson(plan));
      const file = 'plan.json';
      return run(folder, { variables, clock, ...setup }, (env) =>
        comment(env, { ...common, file, issue: false, always: false, redact: false, ...options }),
      );
    },
    digest: (options = {}, setup = {}) =>
      run(folder, { variables, clock, ...setup }, (env) => readDigest(env, { ...common, ...options })),
  };
}
