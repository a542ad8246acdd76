import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { completion, declaredAddresses } from '../../src/app/completion.ts';
import { run } from './world.ts';

/** The scripts in real shells, with a program that says what it was asked. Only bash is everywhere. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const config = await Config.load({ root: ROOT });

async function shell(name: 'bash' | 'fish' | 'zsh') {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-shell-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { code, out } = await run(folder, {}, (env) => completion(env, name, config));
  expect(code).toBe(0);
  const script = path.join(folder, `script.${name}`);
  await writeFile(script, out);
  const program = path.join(folder, 'hfsync');
  await writeFile(
    program,
    `#!/bin/sh
printf '%s\\n' "$*" >> ${folder}/asked
[ "$1 $2" != 'completion --addresses' ] || printf 'project:14308069/2001\\nproject:14307913/2002\\nrole:1/2\\n'
`,
  );
  await chmod(program, 0o755);
  const env = { PATH: `${folder}:${process.env['PATH']}`, HOME: folder, TERM: 'dumb' };
  return {
    script,
    start: (...args: readonly string[]) => execFileSync(name, args, { cwd: folder, env, encoding: 'utf8' }),
    asked: async () => (await readFile(path.join(folder, 'asked'), 'utf8')).trimEnd().split('\n'),
  };
}

function has(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** What is typed, and what a shell offers. */
const OFFERED: readonly (readonly [typed: string, offered: string])[] = [
  ['hfsync pl', 'plan'],
  ['hfsync state s', 'seal show'],
  ['hfsync plan --form', '--format'],
  ['hfsync plan --format ', 'html json markdown text'],
  ['hfsync plan --only role:', 'role:1/2'],
  ['hfsync state show project:1430', 'project:14307913/2002 project:14308069/2001'],
  ['hfsync help val', 'validate'],
  ['hfsync explain person.email.s', 'person.email.self'],
  ['hfsync settle --way keep-', 'keep-both keep-forecast keep-harvest'],
  ['hfsync completion z', 'zsh'],
  ['hfsync show script.', 'SCRIPT'],
  ['hfsync plan --max-wait ', ''],
];

describe.runIf(has('bash'))('bash', () => {
  /** What is offered for each line, where bash ends words at `breaks`. */
  async function offered(typed: readonly string[], breaks: string) {
    const at = await shell('bash');
    const offer = `COMP_LINE="$line" COMP_POINT=\${#line} _hfsync hfsync; printf '%s\\n' "\${COMPREPLY[@]}" | LC_ALL=C sort | paste -sd ' ' -`;
    const lines = typed.map((line) => `'${line}'`).join(' ');
    const out = at.start(
      '-c',
      `source ${at.script}; COMP_WORDBREAKS=${breaks}; for line in ${lines}; do ${offer}; done`,
    );
    return { at, out: out.split('\n').slice(0, -1) };
  }

  it('offers what fits', async () => {
    const { out } = await offered(
      OFFERED.map(([typed]) => typed),
      `' '`,
    );
    expect(out).toEqual(OFFERED.map(([, fits]) => fits.replace('SCRIPT', 'script.bash')));
  });

  it('leaves out what bash has ended at a colon or an equals sign', async () => {
    const typed = ['hfsync plan --format=m', 'hfsync plan --only=project:14308', 'FOO=1 hfsync state show role:1'];
    const { out } = await offered(typed, `$' \\t\\n"=:'`);
    expect(out).toEqual(['markdown', '14308069/2001', '1/2']);
  });

  it('asks for the addresses of the file that is named', async () => {
    const { at } = await offered(['hfsync plan --config other.yaml --only '], `' '`);
    expect(await at.asked()).toEqual(['completion --addresses --config other.yaml']);
  });
});

describe.runIf(has('fish'))('fish', () => {
  it('offers the same', async () => {
    const at = await shell('fish');
    const lines = OFFERED.map(
      ([typed]) => `complete -C '${typed}' | string replace -r '\\t.*' '' | sort | string join ' '; echo .`,
    );
    const out = at.start('--no-config', '-c', `source ${at.script}; ${lines.join('; ')}`);
    expect(
      out
        .split('.\n')
        .slice(0, -1)
        .map((text) => text.trim()),
    ).toEqual(OFFERED.map(([, offered]) => offered.replace('SCRIPT', 'script.fish')));
  });
});

describe.runIf(has('zsh'))('zsh', () => {
  it('completes what is typed', async () => {
    const at = await shell('zsh');
    const lines = [
      ['hfsync pl\t', 'plan'],
      ['hfsync sta\t li\t', 'state list'],
      ['hfsync plan --form\tmark\t', 'plan --format=markdown'],
      ['hfsync plan --only ro\t', 'plan --only role:1/2'],
      ['hfsync help val\t', 'help validate'],
      ['hfsync explain person.email.s\t', 'explain person.email.self'],
      ['hfsync settle role\t --way keep-b\t', 'settle role:1/2 --way keep-both'],
      ['hfsync completion z\t', 'completion zsh'],
      ['hfsync show scr\t', 'show script.zsh'],
    ] as const;
    at.start('-f', path.join(ROOT, 'test/app/completion/type.zsh'), at.script, ...lines.map(([typed]) => typed));
    const asked = await at.asked();
    expect(asked.filter((args) => args !== 'completion --addresses')).toEqual(lines.map(([, args]) => args));
  });
});

it('the shell of the user is the default; another one is named', async () => {
  const at = (SHELL: string) => run('/', { variables: { SHELL } }, (env) => completion(env, null, config));
  expect((await at('/usr/bin/zsh')).out).toMatch(/^#compdef hfsync/);
  expect(await at('/bin/tcsh')).toMatchObject({ code: 1, out: '' });
});

it('the addresses that the file declares; nothing where it cannot be read', async () => {
  const agency = await run(ROOT, {}, declaredAddresses);
  expect(agency).toMatchObject({ code: 0, err: '' });
  expect(agency.out.split('\n')).toContain('project:14308069/2001');
  const nowhere = await run(ROOT, { flags: { config: 'nowhere.yaml' } }, declaredAddresses);
  expect(nowhere).toMatchObject({ code: 0, out: '', err: '' });
});
