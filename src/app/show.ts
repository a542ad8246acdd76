import { EXIT, type ExitCode } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { Environment } from './environment.ts';
import { told, type Printed } from '../report/show.ts';

export type Format = 'text' | 'markdown' | 'json' | 'html';

export interface Printing {
  readonly format: Format;
  /** Leave out names, e-mails and hours. */
  readonly redact: boolean;
  /** A file for the plan as JSON beside what is printed; null: none. */
  readonly jsonInto: string | null;
}

export async function show(env: Environment, options: Printing & { readonly file: string }): Promise<ExitCode> {
  const { loadPlan } = await import('./plan-file.ts');
  const plan = await loadPlan(env, options.file);
  await printPlan(env, plan, options);
  if (plan.redacted) return EXIT.done;
  const [{ digestOf }, { stateKey }] = await Promise.all([import('../plan/digest.ts'), import('./gather.ts')]);
  if (digestOf(plan, await stateKey(env)) !== plan.digest) {
    env.err.write(told`Warning: its changes do not have its digest: apply would refuse this plan.\n`);
  }
  return EXIT.done;
}

/** The plan on `out`; with `--quiet` the text is its summary line alone. */
export async function printPlan(env: Environment, plan: Plan, { format, redact, jsonInto }: Printing): Promise<void> {
  const printed = redact ? (await import('../report/redact.ts')).redactPlan(plan) : plan;
  if (jsonInto !== null) {
    const { openInto } = await import('./into.ts');
    openInto(env, jsonInto).write(await planAs(env, printed, 'json'));
  }
  env.out.write(await planAs(env, printed, format));
}

async function planAs(env: Environment, plan: Plan, format: Format): Promise<Printed> {
  switch (format) {
    case 'json': {
      const { planJson } = await import('../report/json.ts');
      return planJson(plan);
    }
    case 'markdown': {
      const { COMMENT_LIMIT, planMarkdown } = await import('../report/markdown.ts');
      return planMarkdown(plan, { limit: COMMENT_LIMIT });
    }
    case 'html': {
      const { planHtml } = await import('../report/html.ts');
      return planHtml(plan);
    }
    case 'text': {
      const { planText, summaryLine } = await import('../report/text.ts');
      return env.flags.quiet ? told`${summaryLine(plan)}\n` : planText(plan, env.out.look);
    }
  }
}
