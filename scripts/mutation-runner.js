/*
 * A test runner for Stryker (`npm run mutation`): it loads the table tests once and then runs, for each mutant, the tests that
 * reach it, in the same process. Stryker's own runner for vitest starts the whole of vitest for every mutant, a second or more
 * each, where the tests themselves take milliseconds. A mutant that is decided while modules load gets a fresh load.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format } from 'node:util';
import { compileFunction } from 'node:vm';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { GLOBAL_EXPECT, JestChaiExpect, JestExtend, setState, StringContaining } from '@vitest/expect';
import * as chai from 'chai';
import { build } from 'esbuild';

const FOLDERS = ['test/rules', 'test/plan', 'test/apply'];

const require = createRequire(import.meta.url);
const expect = createExpect();

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'tables', createRunner)];

function createRunner() {
  const stryker = (globalThis.__stryker__ ??= {});
  let evaluate;
  let tests;

  function load() {
    tests = collect(evaluate);
  }

  return {
    capabilities: () => ({ reloadEnvironment: true }),

    async init() {
      evaluate = await bundle();
    },

    async dryRun() {
      load();
      const results = await run(tests, stryker, false);
      return { status: DryRunStatus.Complete, tests: results, mutantCoverage: stryker.mutantCoverage };
    },

    async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }) {
      stryker.hitCount = hitLimit === undefined ? undefined : 0;
      stryker.hitLimit = hitLimit;
      stryker.activeMutant = activeMutant.id;
      try {
        if (mutantActivation === 'static') load();
        const wanted = testFilter === undefined ? tests : tests.filter(({ id }) => testFilter.includes(id));
        const results = await run(wanted, stryker, true);
        const dryRun = { status: DryRunStatus.Complete, tests: results };
        return toMutantRunResult(determineHitLimitReached(stryker.hitCount, hitLimit) ?? dryRun);
      } catch (error) {
        // The mutant does not even load: every test would fail.
        const failed = {
          id: tests[0].id,
          name: tests[0].id,
          status: TestStatus.Failed,
          timeSpentMs: 0,
          failureMessage: String(error),
        };
        return toMutantRunResult({ status: DryRunStatus.Complete, tests: [failed] });
      } finally {
        stryker.activeMutant = undefined;
        if (mutantActivation === 'static') load();
      }
    },
  };
}

/** All test files as one script in Stryker's copy of the project, which is where the process runs. */
async function bundle() {
  const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const entry = files.filter((file) => file.endsWith('.test.ts')).map((file) => `import './${file}';`);
  const result = await build({
    stdin: { contents: entry.join('\n'), resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  return compileFunction(result.outputFiles[0].text, ['require', 'module', 'exports'], { filename: 'tables.cjs' });
}

/** Evaluates the bundle and returns the tests that it declares, in their order. */
function collect(evaluate) {
  const tests = [];
  const path = [];

  function describe(name, body) {
    path.push(name);
    body();
    path.pop();
  }

  function test(name, body) {
    tests.push({ id: `${tests.length} ${[...path, name].join(' ')}`, body });
  }

  const vitest = {
    describe: withEach(describe),
    it: withEach(test),
    test: withEach(test),
    expect,
    onTestFinished: () => undefined,
  };
  const module = { exports: {} };
  evaluate((name) => (name === 'vitest' ? vitest : require(name)), module, module.exports);
  return tests;
}

/** `each` as the tests use it: rows that are one argument or a list of them. */
function withEach(declare) {
  return Object.assign((name, body) => declare(name, body), {
    each: (rows) => (name, body) => {
      for (const row of rows) {
        const args = Array.isArray(row) ? row : [row];
        declare(format(name, ...args.map(String)), () => body(...args));
      }
    },
  });
}

async function run(tests, stryker, stopAtFailure) {
  const results = [];
  for (const { id, body } of tests) {
    stryker.currentTestId = id;
    const started = performance.now();
    const failure = await failureOf(body);
    const timeSpentMs = performance.now() - started;
    results.push({
      id,
      name: id,
      timeSpentMs,
      ...(failure === null ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage: failure }),
    });
    if (failure !== null && stopAtFailure) break;
  }
  stryker.currentTestId = undefined;
  return results;
}

async function failureOf(body) {
  try {
    await body();
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** The `expect` of vitest outside of vitest. */
function createExpect() {
  chai.use(JestExtend);
  chai.use(JestChaiExpect);
  const made = Object.assign((value, message) => chai.expect(value, message), {
    stringContaining: (text) => new StringContaining(text),
  });
  globalThis[GLOBAL_EXPECT] = made;
  setState({ assertionCalls: 0 }, made);
  return made;
}
