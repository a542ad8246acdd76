import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Code } from '../model/code.ts';
import { writeAtomically } from '../files/files.ts';
import { nodeFiles } from '../files/node.ts';
import { systemCode, UserError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { planJson, readPlan } from '../report/json.ts';
import type { Environment } from './environment.ts';
import { targetOf } from './target.ts';

/** Saves a plan for the owner alone (mode 0600, since it holds names and e-mails), whole or not at all; replaces nothing but a plan. */
export async function savePlan(env: Environment, file: string, plan: Plan): Promise<void> {
  const target = targetOf(env, file, 'plan.unwritable');
  await refuseOther(target, file);
  try {
    await writeAtomically(nodeFiles, target, planJson(plan), { uuid: randomUUID });
  } catch (error) {
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
    if (systemCode(error) === 'ENOENT') {
      throw new UserError('plan.missing', `There is no file ${file}.`, {
        hint: 'Save a plan with: hfsync plan --out FILE',
      });
    }
    throw asUserError(error, 'plan.unreadable', `${file} cannot be read`);
  }
}

function asUserError(error: unknown, code: Code, what: string): unknown {
  const reason = systemCode(error);
  return reason === null ? error : new UserError(code, `${what} (${reason}).`, { cause: error });
}
