import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, describe, expect, it } from 'vitest';
import { refuseOldBuild } from './program.ts';

/** What `npm publish` would send, put into empty folders as users do. Without a network: it depends on nothing. */
const ROOT = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'hfsync-package-'));
const env = {
  PATH: process.env['PATH'],
  HOME: folder,
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
};
const call = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

refuseOldBuild();
const [packed] = JSON.parse(
  call('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], ROOT),
) as { filename: string; files: { path: string }[] }[];
const tarball = path.join(folder, packed!.filename);
const files = packed!.files.map((file) => file.path);

afterAll(() => rmSync(folder, { recursive: true }));

describe('installed from the tarball', () => {
  const installed = (name: string, ...flags: string[]): string => {
    const cwd = path.join(folder, name);
    mkdirSync(cwd);
    call('npm', ['install', '--no-audit', '--no-fund', ...flags, tarball], cwd);
    return cwd;
  };

  it('in a project: npx runs it, and it finds its own examples', () => {
    const cwd = installed('project');
    expect(JSON.parse(call('npx', ['hfsync', 'version', '--json'], cwd))).toMatchObject({ name: 'hfsync' });
    expect(call('npx', ['hfsync', 'demo'], cwd)).toContain('npx hfsync plan');
  });

  it('asks for pg-boss by name where it is not beside it, on a Node that it runs on', () => {
    const cwd = installed('workers');
    const tried = spawnSync('npx', ['hfsync', 'fleet', 'schedule', '--every', 'off'], {
      ...{ cwd, encoding: 'utf8' as const },
      env: { ...env, HFSYNC_FLEET_URL: 'postgres://127.0.0.1:1/nowhere' },
    });
    expect(tried.status).toBe(1);
    expect(tried.stderr).toMatch(/fleet\.node|pg-boss is not installed beside hfsync[^]*npm install hfsync pg-boss@12/);
    const { major } = /^(?<major>\d+)/.exec(process.versions.node)!.groups!;
    expect(tried.stderr).toContain(Number(major) < 22 ? 'fleet.node' : 'fleet.missing');
  });

  it('for everybody: on the path, with its man pages', () => {
    const cwd = installed('global', '--global', '--prefix', path.join(folder, 'global'));
    expect(call(path.join(cwd, 'bin/hfsync'), ['-v'], cwd)).toMatch(/^hfsync\/\d/);
    expect(readFileSync(path.join(cwd, 'share/man/man1/hfsync-plan.1'), 'utf8')).toContain('.SH SYNOPSIS');
  });
});

describe('what is in it', () => {
  it('what runs, its schemas, examples, documents and man pages, and nothing else', () => {
    const kinds = new Set(files.map((file) => file.replace(/\/.*/, '/')));
    expect([...kinds].sort()).toEqual(
      [
        ...['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'SECURITY.md', 'hfsync.yaml'],
        ...[
          'action.yml',
          'bin/',
          'dist/',
          'docs/',
          'examples/',
          'man/',
          'oclif.manifest.json',
          'package.json',
          'schemas/',
        ],
      ].sort(),
    );
    expect(files.filter((file) => /\.(?:ts|map)$/.test(file) || file.includes('/compiled/'))).toEqual([]);
  });

  it('where a document points to, that is there too', () => {
    const dangling = files
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
          ([, to = '']) => ({
            file,
            to: path.posix.join(path.posix.dirname(file), to),
          }),
        ),
      )
      .filter(({ to }) => !files.some((file) => file === to || file.startsWith(`${to}/`)));
    expect(dangling).toEqual([]);
  });

  it('publint finds nothing to say', async () => {
    const { buffer } = readFileSync(tarball);
    const { messages, pkg } = await publint({ pack: { tarball: buffer as ArrayBuffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });

  it.runIf(existsSync('/usr/bin/groff'))('groff reads the man pages without a warning', () => {
    const pages = files.filter((file) => file.startsWith('man/'));
    expect(pages.length).toBeGreaterThan(20);
    expect(call('sh', ['-c', 'groff -man -ww -Tutf8 "$@" 2>&1 > /dev/null', 'sh', ...pages], ROOT)).toBe('');
  });
});
