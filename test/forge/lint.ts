import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { onTestFinished } from 'vitest';
import { execute } from './execute.ts';

/**
 * What the platforms' own schemas say about a file. GitHub: its language service (`@actions/languageservice`, with the schemas of
 * workflows and actions, and of the expressions in them). GitLab: its editor's JSON Schema, as `gitlab-ci-local` carries it.
 */
export async function githubFaults(name: string, text: string): Promise<readonly string[]> {
  // It remembers what it read by its address.
  const folder = `file:///repo-${++reads}`;
  const place = name === 'action.yml' ? name : `.github/workflows/${name}`;
  const faults = await validate(TextDocument.create(`${folder}/${place}`, 'yaml', 1, text));
  return faults.map(({ message, range }) => {
    const words = typeof message === 'string' ? message : message.value;
    return `${range.start.line + 1}: ${words}`;
  });
}

let reads = 0;

/** It imports its schemas as JSON in a way that Node refuses; in one file, nothing is imported any more. */
async function languageService(): Promise<typeof import('@actions/languageservice')> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-lint-'));
  const outfile = path.join(folder, 'service.cjs');
  try {
    const entryPoints = ['@actions/languageservice'];
    await build({ entryPoints, outfile, bundle: true, format: 'cjs', platform: 'node', logLevel: 'silent' });
    return createRequire(import.meta.url)(outfile) as never;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const { registerLogger, validate } = await languageService();

// Its own faults go to its log, and the file would seem to have none.
registerLogger({ info: () => undefined, log: () => undefined, warn: fail, error: fail });

function fail(message: string): never {
  throw new Error(`the language service: ${message}`);
}

/** The program ends with 0 where the file is valid; what it prints otherwise. */
export async function gitlabFaults(text: string): Promise<string | null> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-gitlab-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, 'ci.yml'), text);
  // It asks git where it is, and uses a method of sets that Node 20 lacks.
  await copyFile(path.join(import.meta.dirname, 'set-union.mjs'), path.join(folder, 'set-union.mjs'));
  await execute('git', ['init', '--quiet'], folder);
  const program = createRequire(import.meta.url).resolve('gitlab-ci-local');
  const args = [
    '--import',
    './set-union.mjs',
    program,
    '--list',
    '--file',
    'ci.yml',
    '--evaluate-rule-changes',
    'false',
  ];
  const { code, output } = await execute(process.execPath, args, folder);
  return code === 0 ? null : output;
}
