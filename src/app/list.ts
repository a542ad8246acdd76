import { EXIT, type ExitCode } from '../model/error.ts';
import type { Environment } from './environment.ts';
import { checkSelectors, EVERYTHING, fromConfig, makeFreshPlan, type Select } from './gather.ts';
import { interruptible } from './interrupt.ts';

export interface ListOptions {
  readonly format: 'text' | 'csv' | 'json';
  readonly select: Select;
  /** Seconds. */
  readonly maxWait: number;
}

/**
 * Lists every record of both accounts, with the plan's verdict on it. Writes neither to an account nor to the state.
 */
export async function list(env: Environment, { format, select, maxWait }: ListOptions): Promise<ExitCode> {
  checkSelectors(select);
  const { input } = await interruptible(env, (signal) => makeFreshPlan(env, { select: EVERYTHING, maxWait }, signal));
  const { listRecords } = await import('../plan/list-records.ts');
  const records = listRecords(input, fromConfig(env, input.want, select));
  if (format === 'csv') env.out.write((await import('../report/list-csv.ts')).listCsv(records));
  else {
    const { listJson, listText } = await import('../report/list.ts');
    env.out.write(format === 'json' ? listJson(records) : listText(records, env.out.layout));
  }
  return EXIT.done;
}
