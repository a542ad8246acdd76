import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeConfigFiles } from '../../src/files/config-files.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ENVIRONMENT, findings, HEAD, lines, load, loadWant } from './world.ts';

describe('want', () => {
  it('has every default filled in', async () => {
    expect(await loadWant(HEAD)).toEqual({
      path: 'hfsync.yaml',
      sha256: createHash('sha256').update(HEAD).digest('hex'),
      contact: null,
      harvest: { account: 1234567, tokenVariable: 'HARVEST_TOKEN', rate: { requests: 100, seconds: 15 } },
      forecast: { account: 7654321, tokenVariable: 'FORECAST_TOKEN', rate: { requests: 100, seconds: 15 } },
      pointers: 'report',
      firstSync: 'harvest',
      conflicts: 'manual',
      harvestEditor: 'unknown',
      budgets: 'auto',
      roles: 'sync',
      company: 'sync',
      newProject: { is_billable: true, bill_by: 'none', budget_by: 'none' },
      guards: { max_changes: 500, max_role_deletes: 5, max_archives: 20, max_changed_share: 0.5 },
      state: { backend: 'local', path: '.hfsync/state.json' },
      links: { role: [], client: [], person: [], project: [] },
      ignore: {
        role: { harvest: [], forecast: [] },
        client: { harvest: [], forecast: [] },
        person: { harvest: [], forecast: [] },
        project: { harvest: [], forecast: [] },
      },
      ignoreWithProjects: { harvest: [], forecast: [] },
    });
  });

  it('has what the file says instead', async () => {
    const want = await loadWant(`${HEAD.replace('1234567,', '1234567, rate: { requests: 40, seconds: 2.5 },')}
contact: it@example.com
pointers: trust
first_sync: manual
conflicts: forecast
harvest_editor: self
budgets: off
roles: off
company: off
new_project: { is_billable: false, bill_by: Tasks }
guards: { max_changes: 0, max_changed_share: 1 }
state: { backend: git, path: state/hfsync.json }
`);
    expect(want).toMatchObject({
      harvest: { rate: { requests: 40, seconds: 2.5 } },
      contact: 'it@example.com',
      pointers: 'trust',
      firstSync: 'manual',
      conflicts: 'forecast',
      harvestEditor: 'self',
      budgets: 'off',
      roles: 'off',
      company: 'off',
      newProject: { is_billable: false, bill_by: 'Tasks', budget_by: 'none' },
      guards: { max_changes: 0, max_role_deletes: 5, max_archives: 20, max_changed_share: 1 },
      state: { backend: 'git', path: 'state/hfsync.json' },
    });
  });

  it('has links with their place, creates and owned fields; hours become seconds', async () => {
    const want = await loadWant(`${HEAD}links:
  projects:
    - { name: Website, harvest: 14308069, forecast: 2001, set: { code: "", status: archived } }
    - { harvest: create, forecast: 2009 }
  people:
    - name: Kim Allen
      harvest: 1782959
      forecast: create
      set: { capacity: 37.5, email: kim@acme.example }
`);
    expect(want.links.project).toEqual([
      {
        kind: 'project',
        label: 'Website',
        harvest: 14308069,
        forecast: 2001,
        set: { code: '', status: 'archived' },
        at: { path: 'hfsync.yaml', line: 6, lastLine: 6 },
      },
      {
        kind: 'project',
        label: null,
        harvest: 'create',
        forecast: 2009,
        set: {},
        at: { path: 'hfsync.yaml', line: 7, lastLine: 7 },
      },
    ]);
    expect(want.links.person).toEqual([
      {
        kind: 'person',
        label: 'Kim Allen',
        harvest: 1782959,
        forecast: 'create',
        set: { capacity: 135000, email: 'kim@acme.example' },
        at: { path: 'hfsync.yaml', line: 9, lastLine: 12 },
      },
    ]);
  });

  it('has clients that are ignored with their projects, of all files', async () => {
    const want = await loadWant({
      'hfsync.yaml': `${HEAD}include: ['more.yaml']\nignore: { clients_with_projects: { harvest: [1, 'Old*'] } }\n`,
      'more.yaml': 'ignore: { clients_with_projects: { harvest: [2], forecast: [3] }, clients: { harvest: [4] } }\n',
    });
    expect(want.ignoreWithProjects).toEqual({ harvest: [1, 'Old*', 2], forecast: [3] });
    expect(want.ignore.client).toEqual({ harvest: [4], forecast: [] });
  });

  it('is read from a file with a byte order mark and Windows line ends', async () => {
    const want = await loadWant(
      `\ufeff${HEAD}links:\n  projects:\n    - { harvest: 1, forecast: 2 }\n`.replaceAll('\n', '\r\n'),
    );
    expect(want.links.project[0]?.at).toEqual({ path: 'hfsync.yaml', line: 6, lastLine: 6 });
  });
});

describe('environment', () => {
  it('offline, checks the names of variables only', async () => {
    expect((await load(HEAD, null)).ok).toBe(true);
    expect((await load(HEAD.replace('HARVEST_TOKEN', 'PATH'), null)).ok).toBe(false);
  });

  it('finds variables that are not set or empty, at their places', async () => {
    expect(lines(await findings(HEAD, { HARVEST_TOKEN: ' ' }))).toEqual([
      'hfsync.yaml:2:37+18 config.variable the environment variable HARVEST_TOKEN is empty | set HARVEST_TOKEN to the Harvest token',
      'hfsync.yaml:3:38+19 config.variable the environment variable FORECAST_TOKEN is not set | set FORECAST_TOKEN to the Forecast token',
    ]);
  });
});

describe('include, on a real disk', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  async function disk(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-config-'));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    return folder;
  }

  function read(folder: string, name = 'hfsync.yaml') {
    return loadConfig(path.join(folder, name), { files: nodeConfigFiles(), environment: ENVIRONMENT });
  }

  const project = (id: number): string => `links:\n  projects:\n    - { harvest: ${id}, forecast: ${id} }\n`;

  it('reads files in the order of their names, each once, after the config', async () => {
    const main = `${HEAD}include: ["links/b.yaml", "links/**/*.yaml", "./links/?.yaml"]\n${project(1)}`;
    const folder = await disk({
      'hfsync.yaml': main,
      'links/b.yaml': project(3),
      'links/a.yaml': `version: 1\n${project(2)}ignore: { projects: { harvest: ["Internal*"] } }\n`,
      'links/deep/er/c.yaml': project(4),
      'links/.hidden.yaml': 'not: read\n',
      'links/notes.txt': 'not read',
    });
    const result = await read(folder);
    if (!result.ok) throw new Error(lines(result.diagnostics).join('\n'));
    expect(result.want.links.project.map(({ harvest, at }) => [harvest, at.path, at.line])).toEqual([
      [1, 'hfsync.yaml', 7],
      [2, 'links/a.yaml', 4],
      [3, 'links/b.yaml', 3],
      [4, 'links/deep/er/c.yaml', 3],
    ]);
    expect(result.want.ignore.project.harvest).toEqual(['Internal*']);
    const bytes = [
      main,
      `version: 1\n${project(2)}ignore: { projects: { harvest: ["Internal*"] } }\n`,
      project(3),
      project(4),
    ];
    expect(result.want.sha256).toBe(createHash('sha256').update(bytes.join('')).digest('hex'));
  });

  it('does not follow a symbolic link out of the folder', async () => {
    const elsewhere = await disk({ 'secret.yaml': project(9) });
    const folder = await disk({
      'hfsync.yaml': `${HEAD}include: ["links/*.yaml", "far/*.yaml"]\n`,
      'links/a.yaml': project(2),
    });
    await symlink(path.join(elsewhere, 'secret.yaml'), path.join(folder, 'links/b.yaml'));
    await symlink(elsewhere, path.join(folder, 'far'));
    const result = await read(folder);
    expect(
      !result.ok && result.diagnostics.map(({ line, column, code, message }) => [line, column, code, message]),
    ).toEqual([
      [
        4,
        11,
        'config.include-outside',
        'the include "links/*.yaml" leads out of the folder of hfsync.yaml: "links/b.yaml" is a symbolic link to elsewhere',
      ],
      [
        4,
        27,
        'config.include-outside',
        'the include "far/*.yaml" leads out of the folder of hfsync.yaml: "far/secret.yaml" is a symbolic link to elsewhere',
      ],
    ]);
  });

  it('follows one that stays inside, and reads the file once', async () => {
    const folder = await disk({ 'hfsync.yaml': `${HEAD}include: ["links/*.yaml"]\n`, 'links/b.yaml': project(2) });
    await symlink('b.yaml', path.join(folder, 'links/a.yaml'));
    const result = await read(folder);
    expect(result.ok && result.want.links.project.map(({ at }) => at.path)).toEqual(['links/a.yaml']);
  });

  it('does not keep its state behind a symbolic link to elsewhere', async () => {
    const elsewhere = await disk({});
    const folder = await disk({ 'hfsync.yaml': HEAD });
    await symlink(elsewhere, path.join(folder, '.hfsync'));
    expect(await read(folder)).toMatchObject({ diagnostics: [{ code: 'config.state-path', line: 0 }] });
    await writeFile(path.join(folder, 'hfsync.yaml'), `${HEAD}state: { path: .hfsync/state.json }\n`);
    expect(await read(folder)).toMatchObject({ diagnostics: [{ code: 'config.state-path', line: 4, column: 16 }] });
    await writeFile(path.join(folder, 'hfsync.yaml'), `${HEAD}state: { path: state.json }\n`);
    expect(await read(folder)).toMatchObject({ ok: true });
  });

  it('names what is no file to read', async () => {
    const folder = await disk({ 'folder/x': '' });
    expect(await read(folder, 'folder')).toMatchObject({ diagnostics: [{ code: 'file.folder', line: 0 }] });
    expect(await read(folder, 'none.yaml')).toMatchObject({ diagnostics: [{ code: 'file.missing', line: 0 }] });
    expect(await read(folder, 'folder/x/y')).toMatchObject({ diagnostics: [{ code: 'file.missing' }] });
    expect(await read('/dev', 'null')).toMatchObject({ diagnostics: [{ code: 'file.special' }] });
  });
});
