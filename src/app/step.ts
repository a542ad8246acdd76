import { appendFile, stat } from 'node:fs/promises';
import { UserError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { PLAN_MARKER, planMarkdown } from '../report/markdown.ts';
import type { Environment } from './environment.ts';

/**
 * What a GitHub step leaves behind, where the runner asks for it: outputs for later steps (`GITHUB_OUTPUT`), and the plan in the
 * summary of the job (`GITHUB_STEP_SUMMARY`). Both files are appended to.
 */
export async function leaveOutputs(env: Environment, plan: Plan): Promise<void> {
  const { auto, manual, conflicts } = plan.summary;
  await leave(env, { changes: auto > 0, manual, conflicts, digest: plan.digest });
}

export async function leave(
  env: Environment,
  outputs: { readonly [name: string]: string | number | boolean },
): Promise<void> {
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${String(value)}`);
  // A value with a line break would be an output of its own.
  if (lines.some((line) => /[\r\n]/.test(line))) throw new Error('an output with a line break');
  await append(env, 'GITHUB_OUTPUT', () => `${lines.join('\n')}\n`);
}

/** `shown`: the plan as it may be read there. */
export async function leaveSummary(env: Environment, shown: Plan): Promise<void> {
  await append(env, 'GITHUB_STEP_SUMMARY', (used) => fitting(shown, SUMMARY_BYTES - used));
}

/** 1 MiB a step, or the whole summary is dropped; a little is left for what others append. */
export const SUMMARY_BYTES = 1024 * 1024 - 16 * 1024;

/** With less room than this, not even what the summary has to begin with would fit. */
const LEAST_BYTES = 32 * 1024;

function fitting(plan: Plan, bytes: number): string {
  if (bytes < LEAST_BYTES) return '';
  return `${planMarkdown(plan, { limit: bytes - 1, unit: 'bytes' })
    .slice(PLAN_MARKER.length)
    .trimStart()}\n`;
}

async function append(env: Environment, variable: string, text: (used: number) => string): Promise<void> {
  const file = env.variables[variable];
  if (file === undefined || file === '') return;
  try {
    const used = await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
    await appendFile(file, text(used));
  } catch (cause) {
    throw new UserError('step.unwritable', `The file that ${variable} names cannot be written.`, { cause });
  }
}
