import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { TOKEN } from '../support/canary.ts';
import { serveGithub } from '../forge/github-server.ts';
import { HEAD, MERGE } from '../forge/job.ts';
import { program } from './program.ts';

test('from the pull request to the apply: what was reviewed is applied, and nothing else is', async () => {
  const github = await serveGithub();
  const variables: { [name: string]: string } = {
    GITHUB_TOKEN: TOKEN,
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: 'acme/agency',
    GITHUB_REF: 'refs/pull/12/merge',
  };
  const at = await program(variables);
  const file = (name: string): string => path.join(at.folder, name);
  await writeFile(file('event.json'), JSON.stringify({ pull_request: { number: 12, head: { sha: HEAD } } }));
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  const rename = (name: string): Promise<unknown> =>
    at.sandbox.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name } });
  await rename('Website 2027');

  Object.assign(variables, { GITHUB_EVENT_PATH: file('event.json'), GITHUB_OUTPUT: file('output') });
  expect(await at.run('plan', '--quiet', '--out', 'plan.json')).toMatchObject({ code: 0 });
  expect(await at.run('comment', 'plan.json', '--github')).toMatchObject({
    code: 0,
    out: 'Created the comment https://github.example/c/1001\n',
    err: '',
  });
  expect(await readFile(file('output'), 'utf8')).toMatch(
    /^changes=true\nmanual=0\nconflicts=0\ndigest=sha256:[0-9a-f]{64}\n$/,
  );

  github.pulls.set(MERGE, [{ number: 12, merged_at: 'x', merge_commit_sha: MERGE, head: { sha: HEAD } }]);
  Object.assign(variables, { GITHUB_EVENT_PATH: '', GITHUB_REF: 'refs/heads/main', GITHUB_SHA: MERGE });
  const { out: digest } = await at.run('comment', '--github', '--read-digest');
  await rename('Something that nobody reviewed');
  expect(await at.run('apply', '--expect', digest.trim())).toMatchObject({ code: 5 });
  await rename('Website 2027');
  expect(await at.run('apply', '--expect', digest.trim())).toMatchObject({ code: 0 });
});

test('usage: one forge, a file, and no file for --read-digest alone', async () => {
  const at = await program();
  for (const args of [
    ['plan.json'],
    ['plan.json', '--github', '--gitlab'],
    ['--github'],
    ['--github', '--read-digest', '--issue'],
  ]) {
    expect(await at.run('comment', ...args), args.join(' ')).toMatchObject({ code: 1, out: '' });
  }
  expect((await at.run('comment', '--github', '--read-digest')).err).toContain('GITHUB_TOKEN is not set');
});
