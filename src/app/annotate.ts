import path from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Environment } from './environment.ts';

export type Annotated = Pick<Environment, 'err' | 'folder' | 'variables'>;

/**
 * In a GitHub Actions job, also shows diagnostics beside their lines. The runner reads stderr too, so stdout stays
 * clean.
 */
export async function annotate(
  env: Annotated,
  level: 'error' | 'warning',
  diagnostics: readonly Diagnostic[],
): Promise<void> {
  if (env.variables['GITHUB_ACTIONS'] !== 'true' || diagnostics.length === 0) return;
  const { annotations } = await import('../report/annotations.ts');
  const top = env.variables['GITHUB_WORKSPACE'];
  env.err.write(
    annotations(level, diagnostics, (file) => {
      const absolute = path.resolve(env.folder, file);
      const inside = top ? path.relative(top, absolute).replaceAll(path.sep, '/') : '..';
      return inside.startsWith('..') ? absolute : inside;
    }),
  );
}
