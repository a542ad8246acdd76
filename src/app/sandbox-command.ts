/** What the commands share that edit records in a running sandbox. */
import { Args, Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from './command.ts';
import type { SandboxAction } from './sandbox-edit.ts';

export const recordArg = {
  ADDRESS: Args.string({ description: 'the record: project:14308069/-', required: true, ignoreStdin: true }),
};

export const acting = {
  in: Flags.option({
    description: 'in which account; needed if the address names both',
    options: ['harvest', 'forecast'] as const,
  })(),
  by: Flags.integer({
    description: 'the Forecast person who does it; the owner of the token by default',
    helpValue: 'ID',
  }),
  force: Flags.boolean({ description: 'even if the service would refuse' }),
  url: Flags.string({
    description: 'where the sandbox listens for this',
    env: 'HFSYNC_SANDBOX_URL',
    helpValue: 'URL',
  }),
};

type Globals = Parameters<HfsyncCommand['perform']>[0];

export abstract class SandboxCommand extends HfsyncCommand {
  /** `words`: the record, then `key=value` pairs. */
  protected act(
    action: SandboxAction,
    words: readonly string[],
    flags: Globals & {
      readonly in?: 'harvest' | 'forecast' | undefined;
      readonly by?: number | undefined;
      readonly force: boolean;
      readonly url?: string | undefined;
    },
  ): Promise<ExitCode> {
    const [record = '', ...values] = words;
    const { in: side = null, by = null, force, url = null } = flags;
    return this.perform(flags, async (env) =>
      (await import('./sandbox-edit.ts')).sandboxEdit(env, { action, record, values, side, by, force, url }),
    );
  }
}
