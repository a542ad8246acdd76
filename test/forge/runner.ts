import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parse } from 'yaml';
import { BIN, program, type Program } from '../e2e/program.ts';
import { expectNoSecrets, TOKEN } from '../support/canary.ts';
import { execute, type Executed } from './execute.ts';
import type { FakeGithub } from './github-server.ts';
import type { FakeGitlab } from './gitlab-server.ts';
import { HEAD } from './job.ts';

/** A runner, as far as action.yml and the GitLab template need one: their own scripts, run by the shell that they name. */
const ROOT = path.resolve(import.meta.dirname, '../..');

interface Step {
  readonly id: string;
  readonly run: string;
  readonly env: { readonly [name: string]: string };
}

export interface ActionJob extends Program {
  /** What a job of this kind of event has in its environment. */
  readonly job: { [name: string]: string };
  /** One step of action.yml. */
  step(id: string, inputs?: { readonly [name: string]: string }): Promise<Executed>;
  read(file: string): Promise<string>;
}

/** A job of pull request 12, in sync with a sandbox. */
export async function actionJob(github: FakeGithub): Promise<ActionJob> {
  const at = await program();
  const file = (name: string): string => path.join(at.folder, name);
  const event = { pull_request: { number: 12, head: { sha: HEAD } } };
  await writeFile(file('event.json'), JSON.stringify(event));
  const job: { [name: string]: string } = {
    ...{ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'acme/agency', GITHUB_EVENT_PATH: file('event.json') },
    ...{
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      RUNNER_TEMP: at.folder,
      TMPDIR: at.folder,
    },
  };
  const action = parse(await readFile(path.join(ROOT, 'action.yml'), 'utf8')) as {
    inputs: { [name: string]: { default: string } };
    runs: { steps: Step[] };
  };

  async function step(id: string, inputs: { readonly [name: string]: string } = {}): Promise<Executed> {
    const { run, env } = action.runs.steps.find((each) => each.id === id)!;
    const known = new Map([
      ['github.action_path', ROOT],
      ['steps.install.outputs.bin', BIN],
      ...Object.entries(action.inputs).map(([name, input]): [string, string] => [`inputs.${name}`, input.default]),
      ['inputs.github-token', TOKEN],
      ...Object.entries(inputs).map(([name, value]): [string, string] => [`inputs.${name}`, value]),
    ]);
    const given = Object.entries(env).map(([name, value]) => [
      name,
      value.replace(/\$\{\{ (.*) \}\}/, (_, it: string) => known.get(it) ?? 'false'),
    ]);
    await writeFile(file('step.sh'), run);
    // As GitHub starts a step with `shell: bash`.
    const shell = ['--noprofile', '--norc', '-eo', 'pipefail', file('step.sh')];
    const ran = await execute('bash', shell, at.folder, { ...at.env, ...job, ...Object.fromEntries(given) });
    expectNoSecrets(ran.output, `the log of ${id}`);
    return ran;
  }

  return { ...at, job, step, read: (name) => readFile(file(name), 'utf8').catch(() => '') };
}

export interface PipelineJob extends Program {
  readonly variables: { [name: string]: string };
  /** All script lines of one job of the template, after what comes before each job, but for installing. */
  job(name: string): Promise<Executed>;
  /** The pipeline of this source, as `gitlab-ci-local` runs it: all jobs that their rules let into it. */
  pipeline(source: string): Promise<Executed>;
}

/** A pipeline of merge request 12, in sync with a sandbox. */
export async function pipelineJob(gitlab: FakeGitlab): Promise<PipelineJob> {
  const at = await program();
  const bin = path.join(at.folder, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'hfsync'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
  await chmod(path.join(bin, 'hfsync'), 0o755);
  const variables: { [name: string]: string } = {
    ...{ HFSYNC_GITLAB_TOKEN: TOKEN, CI_API_V4_URL: gitlab.url, CI_PROJECT_ID: '7', CI_MERGE_REQUEST_IID: '12' },
    ...{ CI_SERVER_URL: gitlab.url, CI_PROJECT_URL: `${gitlab.url}/acme/agency` },
    ...{ CI_COMMIT_SHA: HEAD, TMPDIR: at.folder, PATH: `${bin}:${process.env['PATH']}` },
  };
  const template = parse(await readFile(path.join(ROOT, 'examples/gitlab/hfsync.gitlab-ci.yml'), 'utf8')) as {
    [name: string]: { script: string[]; before_script: string[] };
  };
  const before = template['.hfsync']!.before_script.filter((line) => !line.includes('npm install'));
  return {
    ...at,
    variables,
    async job(name) {
      const ran = await execute('sh', ['-ec', [...before, ...template[name]!.script].join('\n')], at.folder, {
        ...at.env,
        ...variables,
      });
      expectNoSecrets(ran.output, `the log of ${name}`);
      return ran;
    },
    async pipeline(source) {
      // It uses a method of sets that Node 20 lacks.
      await copyFile(path.join(import.meta.dirname, 'set-union.mjs'), path.join(at.folder, 'set-union.mjs'));
      await copyFile(path.join(ROOT, 'examples/gitlab/hfsync.gitlab-ci.yml'), path.join(at.folder, '.gitlab-ci.yml'));
      // Nothing is installed, and nothing copied for a container: the jobs run in this folder.
      for (const name of ['npm', 'rsync']) {
        await writeFile(path.join(bin, name), '#!/bin/sh\n');
        await chmod(path.join(bin, name), 0o755);
      }
      const { PATH, TMPDIR, ...own } = variables;
      const given = Object.entries({
        ...own,
        CI_PIPELINE_SOURCE: source,
        CI_COMMIT_BRANCH: 'main',
        CI_DEFAULT_BRANCH: 'main',
      });
      const args = [
        ...['--import', './set-union.mjs', createRequire(import.meta.url).resolve('gitlab-ci-local')],
        ...['--force-shell-executor', '--evaluate-rule-changes', 'false'],
        ...given.flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
      ];
      const ran = await execute(process.execPath, args, at.folder, { ...at.env, PATH, TMPDIR });
      expectNoSecrets(ran.output, `the log of the pipeline of ${source}`);
      return ran;
    },
  };
}
