import { EXIT, type ExitCode } from '../model/error.ts';
import { annotate } from './annotate.ts';
import { checkConfig } from './config.ts';
import type { Environment } from './environment.ts';

/** Offline: the file, its includes, the names of variables; no account, no token. */
export async function validate(env: Environment): Promise<ExitCode> {
  const [
    { diagnostics, warnings, state },
    { needsOf },
    { diagnosticsJson, diagnosticsText, warningsText },
    { escapeText: show, printable: told },
  ] = await Promise.all([
    checkConfig(env),
    import('../state/needs.ts'),
    import('../report/diagnostics.ts'),
    import('../report/escape.ts'),
  ]);
  const needs = state && needsOf(state, env.variables);
  if (env.flags.json) env.out.write(diagnosticsJson(diagnostics, warnings, needs));
  else if (diagnostics.length > 0) env.err.write(diagnosticsText(diagnostics, env.err.layout));
  else if (warnings.length > 0) env.err.write(warningsText(warnings, env.err.layout));
  await annotate(env, 'error', diagnostics);
  await annotate(env, 'warning', warnings);
  if (!env.flags.json && !env.flags.quiet && needs) {
    env.out.write(told`The configuration ${show(env.flags.config)} is valid.\n`);
    env.out.write(told`State: ${show(needs.backend)}, ${show(needs.where)}.\n`);
    for (const name of needs.missing) env.out.write(told`  Not set here, and needed for it: ${show(name)}\n`);
  }
  return diagnostics.length > 0 ? EXIT.error : EXIT.done;
}
