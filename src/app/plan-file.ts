import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Code } from '../model/code.ts';
import { writeAtomically } from '../files/files.ts';
import { nodeFiles } from '../files/node.ts';
import { systemCode, UserError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { planJson, readPlan } from '../report/json.ts';
import { joinPrintable } from '../report/escape.ts';
import type { Environment } from './environment.ts';
import { targetOf } from './target.ts';

/** Saves a plan for the owner alone (mode 0600, since it holds names and e-mails), whole or not at all; replaces nothing but a plan. */
export async function savePlan(env: Environment, file: string, plan: Plan): Promise<void> {
  const target = targetOf(env, file, 'plan.unwritable');
  await refuseOther(target, file);
  try {
    await writeAtomically(nodeFiles, target, joinPrintable([...planJson(plan)]), { uuid: randomUUID });
  } catch (error) {
    throw asUserError(error, 'plan.unwritable', `${file} cannot be written`);
  }
}

/** The plan that is piped in. */
const PIPED = '-';

/** What messages call it. */
export function nameOf(file: string): string {
  return file === PIPED ? 'The plan on stdin' : file;
}

/** A saved plan, or the one that is piped in. Throws `UserError` where there is none. */
export async function loadPlan(env: Environment, file: string): Promise<Plan> {
  const text = file === PIPED ? await pipedText(env) : await textOf(path.resolve(env.folder, file), file);
  return readPlan(text, nameOf(file));
}

/** A plan of half a million items. Anything larger is not a plan and does not fit in memory. */
const MOST_BYTES = 256 * 1024 * 1024;

async function pipedText({ input }: Environment): Promise<string> {
  if (!input) {
    throw new UserError('plan.missing', '- stands for a plan that is piped in, but nothing is.', {
      hint: 'Name the file of the plan, or pipe it in: hfsync show - < plan.json',
    });
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MOST_BYTES) throw tooLarge(PIPED);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(file: string): UserError {
  return new UserError('plan.too-large', `${nameOf(file)} has more than ${MOST_BYTES / 1024 / 1024} MiB.`, {
    hint: 'Save a part of the plan: hfsync plan --only ADDRESS --out FILE',
  });
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
    if ((await stat(target)).size > MOST_BYTES) throw tooLarge(file);
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
