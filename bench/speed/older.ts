import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/** An older build to compare with. In: a commit. Out: the folder of its program, checked out and built when it is first asked for. */
export function older(root: string, commit: string): string {
  const git = (...args: string[]): string => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();
  const id = git('rev-parse', '--short=12', `${commit}^{commit}`);
  // Where neither the tests nor the editor look.
  const folder = path.join(root, 'node_modules', '.cache', 'hfsync-bench', id);
  if (existsSync(path.join(folder, 'oclif.manifest.json'))) return folder;
  git('worktree', 'prune');
  if (!existsSync(folder)) git('worktree', 'add', '--detach', folder, id);
  if (!existsSync(path.join(folder, 'node_modules')))
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  execFileSync(process.execPath, ['scripts/build.js'], { cwd: folder, stdio: 'inherit' });
  return folder;
}
