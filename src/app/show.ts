import { EXIT, type ExitCode } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { Environment } from './environment.ts';

export type Format = 'text' | 'json' | 'html';

export async function show(
  env: Environment,
  options: { readonly file: string; readonly format: Format },
): Promise<ExitCode> {
  const { loadPlan } = await import('./plan-file.ts');
  const plan = await loadPlan(env, options.file);
  await printPlan(env, plan, options.format);
  const [{ digestOf }, { stateKey }] = await Promise.all([import('../plan/digest.ts'), import('./gather.ts')]);
  if (digestOf(plan, await stateKey(env)) !== plan.digest) {
    env.err.write('Warning: its changes do not have its digest: apply would refuse this plan.\n');
  }
  return EXIT.done;
}

/** The plan on `out`; with `--quiet` the text is its summary line alone. */
export async function printPlan(env: Environment, plan: Plan, format: Format): Promise<void> {
  if (format === 'json') {
    const { planJson } = await import('../report/json.ts');
    env.out.write(planJson(plan));
    return;
  }
  if (format === 'html') {
    const { planHtml } = await import('../report/html.ts');
    env.out.write(planHtml(plan));
    return;
  }
  const { planText, summaryLine } = await import('../report/text.ts');
  env.out.write(env.flags.quiet ? `${summaryLine(plan)}\n` : planText(plan, env.out.look));
}
