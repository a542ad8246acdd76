import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { plan } from '../../src/app/plan.ts';
import { validate } from '../../src/app/validate.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { annotations } from '../../src/report/annotations.ts';
import { run, type Ran } from '../app/world.ts';
import { PLAN } from '../support/options.ts';

const found: Diagnostic = {
  ...{ code: 'config.unknown-key', message: 'The key "budgetz" is unknown.', hint: 'did you mean "budgets"?' },
  ...{ path: 'hfsync.yaml', line: 4, column: 3, length: 7 },
};

it('a command a finding, with its place, its code and its hint', () => {
  expect(annotations('error', [found, { ...found, line: 0 }], (file) => `team/${file}`)).toBe(
    `::error file=team/hfsync.yaml,line=4,col=3,endColumn=10,title=hfsync config.unknown-key::The key "budgetz" is unknown.%0Adid you mean "budgets"?
::error file=team/hfsync.yaml,title=hfsync config.unknown-key::The key "budgetz" is unknown.%0Adid you mean "budgets"?
`,
  );
});

it('nothing in a path or a message ends the command or begins another', () => {
  const hostile = {
    ...found,
    message: '100 %\n::set-env name=PATH::x',
    hint: '%0A::warning::',
    path: 'a,b:c%2C\n.yaml',
  };
  const text = annotations('warning', [hostile], (file) => file);
  expect(text.trimEnd().split('\n')).toHaveLength(1);
  // As the runner reads it: properties end at the first `::`, `%0A` and the others become characters again.
  const [, properties, message] = /^::warning ([^\n]*?)::(.*)$/.exec(text.trimEnd())!;
  const file = /file=([^,]*)/.exec(properties!)![1]!;
  expect(file.replace('%3A', ':').replace('%2C', ',').replace('%25', '%')).toBe('a,b:c%2C\\u{a}.yaml');
  expect(message).toBe('100 %25\\u{a}::set-env name=PATH::x%0A%250A::warning::');
});

const ON_GITHUB = { GITHUB_ACTIONS: 'true', HARVEST_TOKEN: 'x', FORECAST_TOKEN: 'x' };

async function inJob(text: string, useCase: Parameters<typeof run>[2], variables = {}, flags = {}): Promise<Ran> {
  const top = await mkdtemp(path.join(tmpdir(), 'hfsync-job-'));
  onTestFinished(() => rm(top, { recursive: true }));
  await writeFile(path.join(top, 'hfsync.yaml'), text);
  return run(top, { variables: { ...variables, GITHUB_WORKSPACE: path.dirname(top) }, flags }, useCase);
}

it.each([
  ['validate', validate],
  ['plan', (env) => plan(env, PLAN)],
] as [string, typeof validate][])(
  '%s tells the runner of GitHub Actions, on stderr, and nobody else',
  async (_, useCase) => {
    const text =
      'version: 1\nharvest: { account: 1, token: HARVEST_TOKEN }\nforecast: { account: 2, token: FORECAST_TOKEN }\nbudgetz: off\n';
    const told = await inJob(text, useCase, ON_GITHUB);
    expect(told.code).toBe(1);
    expect(told.err).toMatch(
      /^::error file=hfsync-job-\w+\/hfsync\.yaml,line=4,col=1,endColumn=8,title=hfsync config\./m,
    );
    const asJson = await inJob(text, useCase, ON_GITHUB, { json: true });
    expect(asJson.err).toMatch(/^::error /);
    expect(() => JSON.parse(asJson.out) as unknown).not.toThrow();
    expect((await inJob(text, useCase, { ...ON_GITHUB, GITHUB_ACTIONS: '' })).err).not.toContain('::');
  },
);
