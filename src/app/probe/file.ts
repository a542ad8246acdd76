/** `hfsync-probe.json`: what a probe has found out, and what the next one needs if this one is killed. */
import { UserError } from '../../model/error.ts';
import { isObject, parseJson } from '../../model/json.ts';
import type { Random } from '../../model/ports.ts';
import { writeAtomically, type Files } from '../../files/files.ts';
import { userFiles } from '../../files/user-files.ts';
import type { Answer } from './stage.ts';

export const PROBE_FILE = 'hfsync-probe.json';

export interface Found {
  readonly finished: boolean;
  readonly questions: ReadonlyMap<string, readonly Answer[]>;
  /** Forecast's real default capacity in seconds, while the probe has set another. Null if it is unchanged. */
  readonly default: number | null;
}

const NOTHING: Found = { finished: true, questions: new Map(), default: null };

/** Throws `UserError` for a file that is not from a probe. A probe writes its file completely or not at all. */
export async function readFound(file: string): Promise<Found> {
  const text = await userFiles.textOrNull(file);
  if (text === null) return NOTHING;
  const found = parseJson(text);
  if (!isObject(found) || !isObject(found['questions']) || typeof found['finished'] !== 'boolean') throw broken();
  const questions = Object.entries(found['questions']);
  if (!questions.every((entry): entry is [string, Answer[]] => Array.isArray(entry[1]) && entry[1].every(isAnswer)))
    throw broken();
  const kept = found['default'];
  return {
    finished: found['finished'],
    questions: new Map(questions),
    default: typeof kept === 'number' ? kept : null,
  };
}

function isAnswer(value: unknown): value is Answer {
  return (
    isObject(value) &&
    ['id', 'verdict', 'asked', 'seen'].every((key) => typeof value[key] === 'string') &&
    (value['capability'] === null || typeof value['capability'] === 'string')
  );
}

function broken(): UserError {
  return new UserError('doctor.probe-file', `${PROBE_FILE} is not what a probe writes.`, {
    hint: 'Move it away, and run the same again. Its answers are asked anew, and what a killed probe left in the accounts is taken away.',
  });
}

/** Contains no names, account ids or tokens, so that it can be attached to a report. */
export function probeJson(version: string, { finished, questions, default: capacity }: Found): object {
  return {
    format_version: '1.0',
    hfsync_version: version,
    finished,
    questions: Object.fromEntries(questions),
    ...(capacity !== null && { default: capacity }),
  };
}

export async function keepFound(
  { files, random, version }: { readonly files: Files; readonly random: Random; readonly version: string },
  file: string,
  found: Found,
): Promise<void> {
  await writeAtomically(files, file, `${JSON.stringify(probeJson(version, found), null, 2)}\n`, random);
}
