import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { printable, type Printable } from '../report/escape.ts';
import type { TextView } from '../report/text.ts';
import type { Environment, Screen } from './environment.ts';
import { withInto } from './into.ts';
import { inChunks } from './outlet.ts';

export type Format = 'text' | 'markdown' | 'json' | 'html';

export interface Printing {
  readonly format: Format;
  /** Leave out names, e-mails and hours. */
  readonly redact: boolean;
  /** A file for the plan as JSON, in addition to what is printed. Null: none. */
  readonly jsonInto: string | null;
}

export async function show(env: Environment, options: Printing & { readonly file: string }): Promise<ExitCode> {
  const { file, jsonInto, redact } = options;
  return withInto(env, jsonInto, { FILE: file }, (into) =>
    redacting(redact, async () => {
      const [{ loadPlan }, { isHonest }] = await Promise.all([import('./plan-file.ts'), import('./saved-plan.ts')]);
      const plan = await loadPlan(env, file);
      await printPlan(env, plan, { ...options, pages: true }, into);
      if (!plan.redacted && !(await isHonest(env, plan)))
        env.err.write(printable`Warning: its digest does not match its changes, so apply would refuse this plan.\n`);
      return EXIT.done;
    }),
  );
}

/** Errors about forges, files and flags, which name no records. */
const NAMES_NOBODY = /^(forge|comment|digest|step|into|usage)\./;

/** Other errors may name records. With `--redact`, only their code is shown. */
export async function redacting<T>(redact: boolean, run: () => Promise<T>): Promise<T> {
  if (!redact) return run();
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UserError) || NAMES_NOBODY.test(error.code)) throw error;
    throw new UserError(error.code, 'The command failed. Its error message may name records, so --redact hides it.', {
      exitCode: error.exitCode,
      hint: 'Run it without --redact where no one else can read the output.',
    });
  }
}

export interface PlanPrinting extends Pick<Printing, 'format' | 'redact'> {
  /** How to show it as text. If missing, completely. */
  readonly view?: TextView;
  /** Whether text that is longer than the terminal goes through the pager. */
  readonly pages: boolean;
}

/** Prints the plan on `out`, and as JSON into a file. With `--quiet`, the text is only its summary line. */
export async function printPlan(
  env: Environment,
  plan: Plan,
  options: PlanPrinting,
  into: Screen | null = null,
): Promise<void> {
  const { format, redact, pages } = options;
  const printed = redact ? (await import('../report/redact.ts')).redactPlan(plan) : plan;
  if (into) await inChunks(await planAs(env, printed, { ...options, format: 'json' }), into);
  const parts = await planAs(env, printed, options);
  if (pages && format === 'text' && env.page) await env.page(parts);
  else await inChunks(parts, env.out);
}

async function planAs(env: Environment, plan: Plan, { format, view }: PlanPrinting): Promise<Iterable<Printable>> {
  switch (format) {
    case 'json': {
      const { planJson } = await import('../report/json.ts');
      return planJson(plan);
    }
    case 'markdown': {
      const { COMMENT_LIMIT, planMarkdown } = await import('../report/markdown.ts');
      return [planMarkdown(plan, { limit: COMMENT_LIMIT })];
    }
    case 'html': {
      const { planHtml } = await import('../report/html.ts');
      return planHtml(plan);
    }
    case 'text': {
      const { planText, summaryLine } = await import('../report/text.ts');
      return env.flags.quiet ? [printable`${summaryLine(plan)}\n`] : planText(plan, env.out.layout, view);
    }
  }
}
