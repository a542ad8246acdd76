import type { ExitCode } from '../model/error.ts';
import type { Environment } from './environment.ts';
import type { PageOptions } from './page.ts';
import type { SettleOptions } from './settle.ts';

/** Settles on a page; by questions, on a terminal without arguments; or as the arguments say. */
export async function settleHow(
  env: Environment,
  options: SettleOptions & PageOptions & { readonly page: boolean },
): Promise<ExitCode> {
  if (options.page) return (await import('./settle-page.ts')).settleOnPage(env, options);
  if (isOpen(options) && env.interactive && !env.flags.json)
    return (await import('./settle-each.ts')).settleEach(env, options);
  return (await import('./settle.ts')).settle(env, options);
}

function isOpen({ address, rule, exact, way, yes }: SettleOptions): boolean {
  return address === null && rule === null && way === null && !exact && !yes;
}
