import path from 'node:path';
import { EXIT, type ExitCode } from '../model/error.ts';
import { jsonLine } from '../report/json-text.ts';
import { escapeText, printable, type Printable } from '../report/escape.ts';
import type { Environment } from './environment.ts';

export interface SandboxFlags {
  /** The folder that keeps the accounts; null: the sample agency, in memory. */
  readonly data: string | null;
  /** 0: any free ones. */
  readonly port: number;
}

/** Serves both accounts on this machine until Ctrl-C. */
export async function sandbox(env: Environment, options: SandboxFlags): Promise<ExitCode> {
  const [{ startSandbox }, { SANDBOX_TOKEN }, { DOCUMENTED_RATE, DOCUMENTED_REPORT_RATE }] = await Promise.all([
    import('../sandbox/sandbox.ts'),
    import('../sandbox/access.ts'),
    import('../sandbox/rate.ts'),
  ]);
  const running = await startSandbox({
    clock: env.clock,
    random: env.random,
    port: options.port,
    rate: DOCUMENTED_RATE,
    reportRate: DOCUMENTED_REPORT_RATE,
    ...(options.data !== null && { data: path.resolve(env.folder, options.data) }),
  });
  const variables = sandboxVariables(running.urls, SANDBOX_TOKEN);
  if (env.flags.json) env.out.write(jsonLine({ urls: running.urls, environment: variables }));
  else env.out.write(greeting(env, options, variables, running.urls.control));
  await new Promise<void>((resolve) => {
    const stop = env.onInterrupt(() => {
      stop();
      resolve();
    });
  });
  await running.stop();
  return EXIT.done;
}

/** What to export so that hfsync speaks to a sandbox. */
export function sandboxVariables(
  urls: { readonly harvest: string; readonly forecast: string; readonly id: string },
  token: string,
): { readonly [name: string]: string } {
  return {
    HFSYNC_HARVEST_URL: urls.harvest,
    HFSYNC_FORECAST_URL: urls.forecast,
    HFSYNC_ID_URL: urls.id,
    HARVEST_TOKEN: token,
    FORECAST_TOKEN: token,
  };
}

/** The lines to paste into a shell. */
export function exportLines(variables: { readonly [name: string]: string }, indent: '' | '  ' = ''): Printable {
  const lines = Object.entries(variables).map(
    ([name, value]) => printable`${escapeText(indent)}export ${escapeText(name)}=${escapeText(value)}`,
  );
  return lines.join('\n') as Printable;
}

function greeting(
  env: Environment,
  { data }: SandboxFlags,
  variables: { readonly [name: string]: string },
  control: string,
): Printable {
  const where = data === null ? printable`the sample agency, in memory` : printable`kept in ${escapeText(data)}`;
  if (env.flags.quiet) return printable`${exportLines(variables)}\n`;
  return printable`Harvest and Forecast are running on this machine: ${where}.
Edit records as people would through ${escapeText(control)}. Press Ctrl-C to stop.

In another terminal:

${exportLines(variables)}
`;
}
