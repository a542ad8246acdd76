import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { BIN, program } from './program.ts';

/** What a start costs is what it loads: files of dist/program, and modules of Node. Counted, since a clock says another thing each time. */
const ROOT = path.dirname(path.dirname(BIN));
const run = promisify(execFile);

/** Run before the program: notes which of its files are compiled, and which were found compiled. */
const HOOK = `
const vm = require('node:vm');
const { basename } = require('node:path');
const scripts = {};
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    scripts[basename(options.filename, '.cjs')] = this.cachedDataRejected === false;
  }
};
process.on('exit', () => {
  const modules = process.moduleLoadList.filter((name) => name.startsWith('NativeModule ')).map((name) => name.slice(13));
  require('node:fs').writeFileSync(process.env.LOADED, JSON.stringify({ scripts, modules }));
});`;

interface Loaded {
  /** The files of dist/program, and whether each was found compiled. */
  readonly scripts: { readonly [name: string]: boolean };
  /** Modules of Node. */
  readonly modules: readonly string[];
}

interface Where {
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string | undefined };
  readonly bin?: string;
}

async function loadedBy(args: readonly string[], { cwd = ROOT, env = {}, bin = BIN }: Where = {}): Promise<Loaded> {
  const folder = temporary();
  const [hook, list] = [path.join(folder, 'hook.cjs'), path.join(folder, 'loaded.json')];
  writeFileSync(hook, HOOK);
  const variables = { PATH: process.env['PATH'], HOME: folder, ...env, LOADED: list };
  const { stderr } = await run(process.execPath, ['--require', hook, bin, ...args], { cwd, env: variables });
  expect(stderr).toBe('');
  return JSON.parse(readFileSync(list, 'utf8')) as Loaded;
}

function temporary(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hfsync-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const filesOf = ({ scripts }: Loaded): readonly string[] => Object.keys(scripts).sort();
/** How many modules of Node are there for an empty file. */
async function bare(): Promise<number> {
  const bin = path.join(temporary(), 'empty.cjs');
  writeFileSync(bin, '');
  return (await loadedBy([], { bin })).modules.length;
}

const NETWORK = ['http', 'https', 'tls', 'internal/deps/undici/undici'];
/** Modules of Node that many files import, and that start with their first use (`LATE_IN_NODE` in scripts/bundle.js). */
const SELDOM = ['child_process', 'crypto', 'fs/promises', 'perf_hooks', 'readline', 'timers/promises'];

it.each([['--version'], ['-v'], ['--help'], ['-h'], []].map((args) => [args]))(
  '%j is answered at once, with nothing loaded, and as oclif answers',
  async (args) => {
    const loaded = await loadedBy(args);
    expect(filesOf(loaded)).toEqual([]);
    expect(loaded.modules.length).toBeLessThanOrEqual((await bare()) + 3);
    const answers = [];
    for (const DEBUG of ['', 'nothing of this name'])
      answers.push((await run(process.execPath, [BIN, ...args], { env: { PATH: process.env['PATH'], DEBUG } })).stdout);
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toMatch(/^(hfsync\/|Keeps Harvest)/);
  },
);

it.each([
  ['--help', { FORCE_COLOR: '1' }],
  ['--help', { OCLIF_COLUMNS: '60' }],
  ['--help', { CI: 'true' }],
])('%s with %j is asked of oclif', async (asked, env) => {
  expect(filesOf(await loadedBy([asked], { env }))).toEqual(['hfsync', 'oclif', 'seldom']);
});

it('help of a command loads oclif and nothing to work with', async () => {
  const loaded = await loadedBy(['plan', '--help']);
  expect(filesOf(loaded)).toEqual(['hfsync', 'oclif', 'seldom']);
  expect(loaded.modules.filter((name) => SELDOM.includes(name))).toEqual([]);
  expect(loaded.modules.length).toBeLessThanOrEqual((await bare()) + 35);
});

it('validate loads what reads the file, and nothing of the network', async () => {
  const loaded = await loadedBy(['validate']);
  expect(filesOf(loaded)).toEqual(['check', 'config-validator', 'hfsync', 'oclif']);
  expect(loaded.modules.filter((name) => [...NETWORK, ...SELDOM].includes(name))).toEqual([]);
  expect(loaded.modules.length).toBeLessThanOrEqual((await bare()) + 35);
});

/** Counts every object that V8 allocates, of the program and of its garbage: the same in each run but for a few hundred bytes. */
const ALLOCATED = `
const { Session } = require('node:inspector');
const session = new Session();
session.connect();
const includes = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true };
session.post('HeapProfiler.startSampling', { samplingInterval: 1, ...includes });
process.on('exit', () => {
  session.post('HeapProfiler.stopSampling', (_, { profile }) => {
    const sum = ({ selfSize, children }) => children.reduce((bytes, child) => bytes + sum(child), selfSize);
    require('node:fs').writeFileSync(process.env.LOADED, String(sum(profile.head)));
  });
});`;

// Other versions have other modules.
it.runIf(process.version.startsWith('v20.'))('validate allocates what it needs, and the same in each run', async () => {
  const folder = temporary();
  const [hook, list] = [path.join(folder, 'hook.cjs'), path.join(folder, 'bytes')];
  writeFileSync(hook, ALLOCATED);
  const env = { PATH: process.env['PATH'], HOME: folder, LOADED: list };
  const bytes: number[] = [];
  for (let n = 0; n < 3; n++) {
    await run(process.execPath, ['--require', hook, BIN, 'validate'], { cwd: ROOT, env });
    bytes.push(Number(readFileSync(list, 'utf8')));
  }
  // Some 5 MB. Whatever loads `yaml` takes more than 7.
  expect(Math.max(...bytes)).toBeLessThan(5_500_000);
  expect(Math.max(...bytes) - Math.min(...bytes)).toBeLessThan(25_000);
});

it('plan loads neither the sandbox, nor other work, nor the checks of saved plans', async () => {
  const { folder: cwd, env } = await program();
  const own = ['check', 'config-validator', 'hfsync', 'plan', 'state-validator'];
  await loadedBy(['plan'], { cwd, env });
  const loaded = await loadedBy(['plan'], { cwd, env });
  expect(filesOf(loaded)).toEqual([...own, 'oclif', 'undici'].sort());
  // With `fetch`, a plan would compile a parser each time.
  expect(loaded.modules).not.toContain('internal/deps/undici/undici');
  expect(loaded.modules.length - (await bare())).toBeLessThanOrEqual(100);
  expect(Object.entries(loaded.scripts).filter(([, found]) => !found)).toEqual([]);
});

it('an apply without a change loads what a plan does, and what saves the state; one that writes, what writes', async () => {
  const { folder: cwd, env, sandbox } = await program();
  const args = ['apply', '--auto-approve', '--allow', 'first_sync'];
  await run(process.execPath, [BIN, ...args], { cwd, env: { PATH: process.env['PATH'], ...env } }).catch(
    () => undefined,
  );
  const own = ['apply', 'check', 'config-validator', 'hfsync', 'plan', 'state-validator'];
  expect(filesOf(await loadedBy(args, { cwd, env }))).toEqual([...own, 'oclif', 'undici'].sort());

  const { id, name } = sandbox.world().harvest.projects.find((project) => project.is_active)!;
  await sandbox.control.edit({ side: 'harvest', kind: 'project', id, values: { name: `${name} 2` } });
  expect(filesOf(await loadedBy(args, { cwd, env }))).toEqual([...own, 'diff', 'oclif', 'undici', 'write'].sort());
});

/** The package as it is installed: not compiled yet. */
function installed(): { readonly bin: string; readonly kept: () => readonly string[]; readonly files: string } {
  const folder = temporary();
  for (const each of ['bin', 'package.json', 'oclif.manifest.json', 'dist/program'])
    cpSync(path.join(ROOT, each), path.join(folder, each), {
      recursive: true,
      filter: (from) => path.basename(from) !== 'compiled',
    });
  const files = path.join(folder, 'dist/program');
  const kept = (): readonly string[] =>
    existsSync(path.join(files, 'compiled')) ? readdirSync(path.join(files, 'compiled')).sort() : [];
  return { bin: path.join(folder, 'bin/hfsync.js'), kept, files };
}

it('the first start keeps what it compiled, and the next finds it; for a changed file it is not used', async () => {
  const { bin, kept, files } = installed();
  expect((await loadedBy(['plan', '--help'], { bin })).scripts).toEqual({ hfsync: false, oclif: false, seldom: false });
  expect(kept().map((name) => name.split('-')[0])).toEqual(['hfsync', 'oclif', 'seldom']);
  expect((await loadedBy(['plan', '--help'], { bin })).scripts).toEqual({ hfsync: true, oclif: true, seldom: true });

  const file = path.join(files, 'hfsync.cjs');
  const text = readFileSync(file, 'latin1');
  const changed = text.replace('main(argv, root, commands)', '(console.log(1), main(0)) ');
  expect(changed.length).toBe(text.length);
  writeFileSync(file, changed, 'latin1');
  utimesSync(file, new Date(), new Date(statSync(file).mtimeMs + 1000));
  const { stdout } = await run(process.execPath, [bin, 'plan', '--help']).catch((error: { stdout: string }) => error);
  expect(stdout).toBe('1\n');
});

it('a start under other flags of V8 cannot use what is kept, and does not replace it', async () => {
  const { bin, kept, files } = installed();
  await loadedBy(['plan', '--help'], { bin });
  const written = () => kept().map((name) => statSync(path.join(files, 'compiled', name)).mtimeMs);
  const before = written();
  const env = { NODE_OPTIONS: '--max-old-space-size=300' };
  expect((await loadedBy(['plan', '--help'], { bin, env })).scripts).toEqual({
    hfsync: false,
    oclif: false,
    seldom: false,
  });
  expect(written()).toEqual(before);
  expect((await loadedBy(['plan', '--help'], { bin })).scripts).toEqual({ hfsync: true, oclif: true, seldom: true });
});

it('what was kept and is damaged is not used, and is kept anew', async () => {
  const { bin, kept, files } = installed();
  await loadedBy(['plan', '--help'], { bin });
  const file = path.join(files, 'compiled', kept()[0] ?? '');
  const whole = readFileSync(file);
  const damaged = Buffer.from(whole);
  damaged[damaged.length >> 1]! ^= 1;
  writeFileSync(file, damaged);
  expect((await loadedBy(['plan', '--help'], { bin })).scripts).toEqual({ hfsync: false, oclif: true, seldom: true });
  expect((await loadedBy(['plan', '--help'], { bin })).scripts).toEqual({ hfsync: true, oclif: true, seldom: true });
});

it('each file is ASCII, which is what one byte a character means', () => {
  const programs = readdirSync(path.join(ROOT, 'dist/program')).filter((file) => file.endsWith('.cjs'));
  const others = (file: string): boolean =>
    /[^\0-\x7f]/.test(readFileSync(path.join(ROOT, 'dist/program', file), 'latin1'));
  expect(programs.filter(others)).toEqual([]);
});
