import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { runnersShare } from './runners.ts';

runnersShare('git', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'hfsync-bare-'));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
  const bare = path.join(root, 'bare.git');
  execFileSync('git', ['init', '-q', '--bare', '--template=', bare]);
  return {
    ...{ backend: 'git', variables: {} },
    prepare(folder) {
      execFileSync('git', ['init', '-q', '--template=', folder]);
      execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', `file://${bare}`]);
    },
  };
});
