// Runs the built program on the other Node versions it supports: `npm run test:nodes`.
// The npm package `node-…` brings each of them as a plain binary, so nothing is installed on the machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const VERSIONS = ['22.23.3', '24.9.0'];
const root = resolve(import.meta.dirname, '..');
const binary = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const folder = mkdtempSync(join(tmpdir(), 'hfsync-nodes-'));
try {
  for (const version of VERSIONS) smoke(version);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${VERSIONS.length} passed, 0 failed`);

function smoke(version) {
  const prefix = join(folder, version);
  run('npm', ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', `${binary}@${version}`]);
  const node = join(prefix, 'node_modules', binary, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const hfsync = (args) => run(node, [join(root, 'bin', 'hfsync.js'), ...args], prefix);
  expect(run(node, ['--version']), `v${version}`);
  expect(hfsync(['--version']), `node-v${version}`);
  expect(hfsync(['validate', '--config', join(root, 'hfsync.yaml')]), 'hfsync.yaml');
  expect(hfsync(['demo']), 'the rest needs a person');
  console.log(`Node ${version}: --version, validate and demo pass.`);
}

function run(command, args, cwd = folder) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 180_000 });
}

function expect(output, text) {
  if (!output.includes(text)) throw new Error(`expected ${JSON.stringify(text)} in:\n${output}`);
}
