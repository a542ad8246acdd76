import type { ExitCode } from '../model/error.ts';
import type { Environment } from './environment.ts';
import { EVERYTHING, makeFreshPlan } from './gather.ts';
import { interruptible } from './interrupt.ts';
import { exitOf } from './plan.ts';

/** Checks that a plan made now would be empty. Otherwise lists what is left, by class. Reads only. */
export async function verify(env: Environment, options: { readonly maxWait: number }): Promise<ExitCode> {
  const { plan } = await interruptible(env, (signal) => makeFreshPlan(env, { ...options, select: EVERYTHING }, signal));
  env.planned?.(plan.summary);
  const { leftJson, leftText } = await import('../report/left.ts');
  env.out.write(env.flags.json ? leftJson(plan) : leftText(plan, env.out.layout, env.flags.quiet));
  return exitOf(plan, { detailedExitCode: true, failOn: [] });
}
