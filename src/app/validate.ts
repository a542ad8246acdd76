import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Want } from '../model/want.ts';
import type { Needs } from '../state/needs.ts';
import { annotate } from './annotate.ts';
import { checkConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { placesFor } from './state-place.ts';

/**
 * Checks the file, its includes, the names of variables and the place of the state, offline: without accounts, tokens
 * or servers.
 */
export async function validate(env: Environment): Promise<ExitCode> {
  const [
    { diagnostics, warnings, want },
    { needsOf },
    { diagnosticsJson, diagnosticsText, warningsText },
    { escapeText: show, printable: told },
  ] = await Promise.all([
    checkConfig(env),
    import('../state/needs.ts'),
    import('../report/diagnostics.ts'),
    import('../report/escape.ts'),
  ]);
  const needs = want && (await withWhyUnusable(env, want, needsOf(want.state, placesFor(env.variables, want))));
  if (env.flags.json) env.out.write(diagnosticsJson(diagnostics, warnings, needs));
  else if (diagnostics.length > 0) env.err.write(diagnosticsText(diagnostics, env.err.layout));
  else if (warnings.length > 0) env.err.write(warningsText(warnings, env.err.layout));
  await annotate(env, 'error', diagnostics);
  await annotate(env, 'warning', warnings);
  if (!env.flags.json && !env.flags.quiet && needs) {
    env.out.write(told`The configuration ${show(env.flags.config)} is valid.\n`);
    env.out.write(told`State: ${show(needs.backend)}, ${show(needs.where)}.\n`);
    for (const name of needs.missing) env.out.write(told`  Not set here, and needed for it: ${show(name)}\n`);
    if (needs.unusable !== null) env.out.write(told`  Not usable: ${show(needs.unusable)}\n`);
  }
  return diagnostics.length > 0 ? EXIT.error : EXIT.done;
}

/**
 * Adds why every run would be refused before it asks a server. Null if there is no reason, or if a variable is missing
 * first.
 */
async function withWhyUnusable(
  env: Environment,
  want: Want,
  needs: Needs,
): Promise<Needs & { readonly unusable: string | null }> {
  // What the file says about the state was checked with the file.
  const isNamed = Object.entries(env.variables).some(([name, text]) => name.startsWith('HFSYNC_STATE_') && text);
  if (!isNamed || needs.missing.length > 0) return { ...needs, unusable: null };
  const { openState } = await import('./gather.ts');
  try {
    await openState(env, want);
    return { ...needs, unusable: null };
  } catch (error) {
    if (error instanceof UserError) return { ...needs, unusable: error.message };
    throw error;
  }
}
