import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Code } from '../model/code.ts';
import { UserError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { planJson, readPlan } from '../report/json.ts';
import type { Environment } from './environment.ts';
import { targetOf } from './target.ts';

/** Saves a plan for the owner alone (mode 0600, since it holds names and e-mails), whole or not at all; replaces nothing but a plan. */
export async function savePlan(env: Environment, file: string, plan: Plan): Promise<void> {
  const target = targetOf(env, file, 'plan.unwritable');
  await refuseOther(target, file);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(planJson(plan));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw asUserError(error, 'plan.unwritable', `${file} cannot be written`);
  }
}

/** A saved plan. Throws `UserError` where there is none. */
export async function loadPlan(env: Environment, file: string): Promise<Plan> {
  return readPlan(await textOf(path.resolve(env.folder, file), file), file);
}

async function refuseOther(target: string, file: string): Promise<void> {
  let text;
  try {
    text = await textOf(target, file);
  } catch (error) {
    if (error instanceof UserError && error.code === 'plan.missing') return;
    throw error;
  }
  try {
    readPlan(text);
  } catch (cause) {
    throw new UserError('plan.overwrite', `${file} exists and is not an hfsync plan. It was left as it is.`, {
      hint: 'Choose another name for --out, or remove the file.',
      cause,
    });
  }
}

async function textOf(target: string, file: string): Promise<string> {
  try {
    return await readFile(target, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      throw new UserError('plan.missing', `There is no file ${file}.`, {
        hint: 'Save a plan with: hfsync plan --out FILE',
      });
    }
    throw asUserError(error, 'plan.unreadable', `${file} cannot be read`);
  }
}

function asUserError(error: unknown, code: Code, what: string): unknown {
  const reason = codeOf(error);
  return reason === null ? error : new UserError(code, `${what} (${reason}).`, { cause: error });
}

/** The system's name for what went wrong with a file (`EACCES`), or null where it is no such error. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null;
}
