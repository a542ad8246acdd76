import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command, Parser } from '@oclif/core';
import { describe, expect, it, vi } from 'vitest';
import Plan from '../../src/commands/plan.ts';
import Version from '../../src/commands/version.ts';
import Validate from '../../src/commands/validate.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = path.join(ROOT, 'src/commands');

describe('every command', async () => {
  const files = (await readdir(FOLDER, { recursive: true })).filter((file) => file.endsWith('.ts'));

  it.each(files)('%s: thin, and says what it is for', async (file) => {
    const text = await readFile(path.join(FOLDER, file), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(41);
    const { default: command } = (await import(pathToFileURL(path.join(FOLDER, file)).href)) as {
      default: typeof Command;
    };
    expect(command.prototype).toBeInstanceOf(Command);
    expect(command.summary).toMatch(/\.$/);
    expect(command.description).toBeTruthy();
    expect(command.examples.length).toBeGreaterThan(0);
    const about = [
      ...Object.values(command.flags ?? {}),
      ...Object.values(command.baseFlags),
      ...Object.values(command.args ?? {}),
    ];
    for (const { description } of about) expect(description).toBeTruthy();
    // Else oclif takes whatever is piped in for a missing argument: `echo no | hfsync apply` would look for a plan named "no".
    for (const arg of Object.values(command.args ?? {})) expect(arg.ignoreStdin).toBe(true);
  });

  it.each(files)('%s: its examples are taken, and no flag of them asks for one that is not there', async (file) => {
    const { default: command } = (await import(pathToFileURL(path.join(FOLDER, file)).href)) as {
      default: typeof Command;
    };
    const name = file.slice(0, -3).split(path.sep);
    const lines = (command.examples as readonly string[])
      .flatMap((example) => example.split('<%= config.bin %> ').slice(1))
      .map((line) => line.split(/ (?:&&|>)/)[0]!.match(/(?:"[^"]*"|'[^']*'|\S)+/g) ?? [])
      .filter((words) => name.every((word, nth) => words[nth] === word));
    expect(lines.length).toBeGreaterThan(0);
    const { args, baseFlags, flags, strict } = command;
    for (const words of lines)
      await Parser.parse(words.slice(name.length), { args, flags: { ...baseFlags, ...flags }, strict });
  });
});

describe('from flags to an exit code', () => {
  const options = { root: ROOT, pjson: { name: 'hfsync', version: '0.1.0', oclif: { bin: 'hfsync' } } };
  const silently = () => vi.spyOn(process.stdout, 'write').mockReturnValue(true);

  it('the use case’s code is the run’s result', async () => {
    silently();
    const config = path.join(ROOT, 'hfsync.yaml');
    expect(await Validate.run(['--config', config], options)).toBe(0);
    expect(await Validate.run(['--config', '/no/such/file.yaml', '--json'], options)).toBe(1);
  });

  it('version --json: the versions of what others read', async () => {
    const out = silently();
    expect(await Version.run(['--json'], options)).toBe(0);
    expect(JSON.parse(String(out.mock.calls[0]?.[0]))).toMatchObject({
      ...{ name: 'hfsync', version: '0.1.0', plan_format: '1.0', state_format: 'hfsync-state/1' },
      node: process.versions.node,
    });
  });

  it('HFSYNC_CONFIG is the default of --config', async () => {
    silently();
    vi.stubEnv('HFSYNC_CONFIG', path.join(ROOT, 'hfsync.yaml'));
    expect(await Validate.run([], options)).toBe(0);
  });

  it('a mistyped flag never gets to the use case', async () => {
    await expect(Plan.run(['--detailed-exitcod'], options)).rejects.toThrow(/Nonexistent flag/);
    await expect(Plan.run(['--format', 'yaml'], options)).rejects.toThrow(/Expected --format=yaml/);
  });
});
