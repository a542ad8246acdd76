import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Packages of npm that are measured, in these versions. */
export const PACKAGES = { alchemy: '0.94.0', 'auth0-deploy-cli': '8.44.0' } as const;
export type Package = keyof typeof PACKAGES;

/** Beside the older builds: nothing is installed where somebody would find it. */
export function folderOf(root: string, name: Package): string {
  return path.join(root, 'node_modules/.cache/hfsync-bench', `${name}-${PACKAGES[name]}`);
}

export function isInstalled(root: string, name: Package): boolean {
  const file = path.join(folderOf(root, name), 'node_modules', name, 'package.json');
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version === PACKAGES[name];
}

export async function install(root: string, name: Package): Promise<void> {
  if (isInstalled(root, name)) return;
  const folder = folderOf(root, name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${PACKAGES[name]}`];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
}
