import { userFiles } from '../files/user-files.ts';
import { UserError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { planMarkdown } from '../report/markdown.ts';
import { joinPrintable, escapeText, printable, type Printable } from '../report/escape.ts';
import type { Environment } from './environment.ts';

/**
 * What a GitHub step leaves behind, if the runner asks for it: outputs for later steps (`GITHUB_OUTPUT`), and the plan
 * in the job's summary (`GITHUB_STEP_SUMMARY`). Appends to both files.
 */
export async function writePlanOutputs(env: Environment, plan: Plan): Promise<void> {
  const { auto, manual, conflicts } = plan.summary;
  await writeOutputs(env, { changes: auto > 0, manual, conflicts, digest: plan.digest });
}

export async function writeOutputs(
  env: Environment,
  outputs: { readonly [name: string]: string | number | boolean },
): Promise<void> {
  // Escaped text has no line breaks, so it cannot add another output.
  const lines = Object.entries(outputs).map(
    ([name, value]) => printable`${escapeText(name)}=${escapeText(String(value))}\n`,
  );
  await append(env, 'GITHUB_OUTPUT', () => joinPrintable(lines));
}

/** `shown`: the plan as it may be shown there. */
export async function writeSummary(env: Environment, shown: Plan): Promise<void> {
  await append(env, 'GITHUB_STEP_SUMMARY', (used) => fitting(shown, SUMMARY_BYTES - used));
}

/** Above 1 MiB per step, GitHub drops the whole summary. This leaves some room for what others append. */
const SUMMARY_BYTES = 1024 * 1024 - 16 * 1024;

/** With less room than this, not even the start of the summary fits. */
const LEAST_BYTES = 32 * 1024;

function fitting(plan: Plan, bytes: number): Printable {
  if (bytes < LEAST_BYTES) return printable``;
  return printable`${planMarkdown(plan, { limit: bytes - 1, unit: 'bytes', marker: null })}\n`;
}

async function append(env: Environment, variable: string, text: (used: number) => Printable): Promise<void> {
  const file = env.variables[variable];
  if (file === undefined || file === '') return;
  const size = await sizeOf(file);
  const more = text(size);
  try {
    await userFiles.append(file, more);
  } catch (cause) {
    throw new UserError('step.unwritable', `The file that ${variable} names cannot be written.`, { cause });
  }
}

/** The size in bytes, 0 if there is no file yet. Appending reports any other problem. */
async function sizeOf(file: string): Promise<number> {
  try {
    return await userFiles.size(file);
  } catch {
    return 0;
  }
}
