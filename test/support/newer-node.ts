import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A Node that pg-boss runs on: this one, if it is new enough; else the one that `HFSYNC_TEST_NODE` names; else one from the registry,
 * where the package `node-…` is the plain binary. That one is kept in `node_modules`, so it is fetched once for each `npm ci`.
 */
export type NewerNode = { readonly node: string; readonly why: null } | { readonly node: null; readonly why: string };

const VERSION = '22.23.3';

export function newerNode(): NewerNode {
  const given = process.env['HFSYNC_TEST_NODE'];
  if (given) return { node: given, why: null };
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return { node: process.execPath, why: null };
  try {
    return { node: fetched(), why: null };
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    return { node: null, why: `Node ${process.versions.node} is too old, and another cannot be fetched: ${said}` };
  }
}

function fetched(): string {
  const isWindows = process.platform === 'win32';
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const cache = path.resolve(import.meta.dirname, '../../node_modules/.cache/hfsync');
  const kept = path.join(cache, `${name}-${VERSION}${isWindows ? '.exe' : ''}`);
  if (existsSync(kept)) return kept;
  const folder = mkdtempSync(path.join(tmpdir(), 'hfsync-node-'));
  try {
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', [...args, `${name}@${VERSION}`], { stdio: 'pipe', timeout: 180_000, shell: isWindows });
    mkdirSync(cache, { recursive: true });
    renameSync(path.join(folder, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node'), kept);
    return kept;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
