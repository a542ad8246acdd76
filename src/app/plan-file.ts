import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Code } from '../model/code.ts';
import { writeAtomically } from '../files/files.ts';
import { nodeFiles } from '../files/node.ts';
import { userFiles } from '../files/user-files.ts';
import { systemCode, UserError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { planJson, planReader, type PlanReader } from '../report/json.ts';
import type { Environment } from './environment.ts';
import { chunks } from './outlet.ts';
import { targetOf } from './target.ts';

/**
 * Saves a plan for the owner only (mode 0600, since it contains names and e-mails), completely or not at all. It
 * replaces only a plan.
 */
export async function savePlan(env: Environment, file: string, plan: Plan): Promise<void> {
  const target = targetOf(env, file, 'plan.unwritable');
  await refuseOther(target, file);
  try {
    await writeAtomically(nodeFiles, target, chunks(planJson(plan)), { uuid: randomUUID });
  } catch (error) {
    throw asUserError(error, 'plan.unwritable', `${file} cannot be written`);
  }
}

/** Stands for the plan that is piped in. */
const PIPED = '-';

/** Its name in messages. */
export function nameOf(file: string): string {
  return file === PIPED ? 'The plan on stdin' : file;
}

/** Loads a saved plan, or the one that is piped in. Throws `UserError` if there is none. */
export async function loadPlan(env: Environment, file: string): Promise<Plan> {
  const pieces = file === PIPED ? piped(env) : bytesOf(path.resolve(env.folder, file), file);
  return (await readAll(pieces, file)).end();
}

/** Twice the size of a plan with 100,000 items, each with three ways out. Anything larger does not fit in memory. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Reads in pieces, so that the text is never in memory as a whole. */
async function readAll(pieces: AsyncIterable<Uint8Array>, file: string): Promise<PlanReader> {
  const reader = planReader(nameOf(file));
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > MOST_BYTES) throw tooLarge(file);
    reader.add(piece);
  }
  return reader;
}

async function* piped({ input }: Environment): AsyncIterable<Uint8Array> {
  if (!input) {
    throw new UserError('plan.missing', '- stands for a plan that is piped in, but nothing is.', {
      hint: 'Name the file of the plan, or pipe it in: hfsync show - < plan.json',
    });
  }
  for await (const piece of input) yield Buffer.from(piece as Uint8Array);
}

function tooLarge(file: string): UserError {
  return new UserError('plan.too-large', `${nameOf(file)} has more than ${MOST_BYTES / 1024 / 1024} MiB.`, {
    hint: 'Save a part of the plan: hfsync plan --only ADDRESS --out FILE',
  });
}

async function refuseOther(target: string, file: string): Promise<void> {
  let reader;
  try {
    reader = await readAll(bytesOf(target, file), file);
  } catch (error) {
    if (error instanceof UserError && error.code === 'plan.missing') return;
    throw error;
  }
  try {
    reader.end();
  } catch (cause) {
    throw new UserError('plan.overwrite', `${file} exists and is not an hfsync plan. It was left as it is.`, {
      hint: 'Choose another name for --out, or remove the file.',
      cause,
    });
  }
}

async function* bytesOf(target: string, file: string): AsyncIterable<Uint8Array> {
  try {
    if ((await userFiles.size(target)) > MOST_BYTES) throw tooLarge(file);
    yield* userFiles.pieces(target);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      throw new UserError('plan.missing', `There is no file ${file}.`, {
        hint: 'Save a plan with: hfsync plan --out FILE',
      });
    }
    if (systemCode(error) === 'EISDIR') {
      throw new UserError('plan.unreadable', `${file} is a folder, not a file.`, {
        hint: 'Name the file that plan --out saved.',
      });
    }
    throw asUserError(error, 'plan.unreadable', `${file} cannot be read`);
  }
}

function asUserError(error: unknown, code: Code, what: string): unknown {
  const reason = systemCode(error);
  return reason === null ? error : new UserError(code, `${what} (${reason}).`, { cause: error });
}
