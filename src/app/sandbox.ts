import path from 'node:path';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { counted } from '../report/count.ts';
import { jsonLine } from '../report/json-text.ts';
import { escapeText, printable, type Printable } from '../report/escape.ts';
import type { World } from '../sandbox/world.ts';
import type { Environment } from './environment.ts';
import { invocation } from './invocation.ts';

/** Tells `sandbox edit` and the similar commands where the sandbox is. */
export const SANDBOX_URL = 'HFSYNC_SANDBOX_URL';

export interface SandboxFlags {
  /** The folder that keeps the accounts. Null: the sample agency, in memory. */
  readonly data: string | null;
  /** How many projects the invented agency has. Null: the sample agency. */
  readonly agency: number | null;
  readonly seed: number;
  /** Whether to apply the services' documented rate limits. */
  readonly limits: boolean;
  /** 0 stands for any free ports. */
  readonly port: number;
}

/** Serves both accounts on this machine until Ctrl-C. */
export async function sandbox(env: Environment, options: SandboxFlags): Promise<ExitCode> {
  const [{ startSandbox }, { SANDBOX_TOKEN }, { DOCUMENTED_RATE, DOCUMENTED_REPORT_RATE }] = await Promise.all([
    import('../sandbox/sandbox.ts'),
    import('../sandbox/access.ts'),
    import('../sandbox/rate.ts'),
  ]);
  const folder = options.data === null ? null : path.resolve(env.folder, options.data);
  if (options.agency !== null && folder !== null) await refuseAccounts(folder);
  const running = await startSandbox({
    clock: env.clock,
    random: env.random,
    port: options.port,
    ...(options.limits && { rate: DOCUMENTED_RATE, reportRate: DOCUMENTED_REPORT_RATE }),
    ...(options.agency !== null && { first: await agencyOf(options.agency, options.seed) }),
    ...(folder !== null && { data: folder }),
  });
  const variables = { ...sandboxVariables(running.urls, SANDBOX_TOKEN), [SANDBOX_URL]: running.urls.control };
  if (env.flags.json) env.out.write(jsonLine({ urls: running.urls, environment: variables }));
  else env.out.write(greeting(env, options, variables, running.world()));
  await new Promise<void>((resolve) => {
    const stop = env.onInterrupt(() => {
      stop();
      resolve();
    });
  });
  await running.stop();
  return EXIT.done;
}

/** The variables with which hfsync talks to a sandbox. */
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

async function agencyOf(projects: number, seed: number): Promise<World> {
  const { agencyWorld } = await import('../sandbox/agency/agency.ts');
  return agencyWorld(projects, seed);
}

/** An agency needs a new folder, so that nobody loses the accounts they practised on. */
async function refuseAccounts(folder: string): Promise<void> {
  const { exists } = await import('../files/look.ts');
  if (!exists(path.join(folder, 'world.json'))) return;
  throw new UserError('sandbox.world', `${folder} contains accounts already. They were left as they are.`, {
    hint: 'Leave out --agency to go on with them, or name another folder.',
  });
}

function greeting(
  env: Environment,
  options: SandboxFlags,
  variables: { readonly [name: string]: string },
  { harvest }: World,
): Printable {
  if (env.flags.quiet) return printable`${exportLines(variables)}\n`;
  const [client] = harvest.clients;
  const start = escapeText(invocation(env, env.folder));
  return printable`Harvest and Forecast are running on this machine: ${whatOf(options)}.
Press Ctrl-C to stop.

In another terminal:

${exportLines(variables)}

Then, for example:

  ${start} init --config practice.yaml
  ${start} sandbox edit client:${client?.id ?? 1}/- name="New name"
`;
}

function whatOf({ data, agency, seed }: SandboxFlags): Printable {
  const kept = data === null ? printable`in memory` : printable`kept in ${escapeText(data)}`;
  if (agency !== null) return printable`an agency of ${counted(agency, 'project')} (seed ${seed}), ${kept}`;
  return data === null ? printable`the sample agency, in memory` : kept;
}
