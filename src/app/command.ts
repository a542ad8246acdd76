/** What all commands share: the global flags, and the way from flags to a use case to an exit code. */
import { Command, Flags } from '@oclif/core';
import type { ExitCode } from '../model/error.ts';
import { GUARDS } from '../model/plan.ts';
import type { Environment } from './environment.ts';

export type { ExitCode };

interface ParsedGlobals {
  readonly config: string;
  readonly json: boolean;
  readonly 'no-color': boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export abstract class HfsyncCommand extends Command {
  static override baseFlags = {
    config: Flags.string({
      description: 'the configuration',
      default: 'hfsync.yaml',
      env: 'HFSYNC_CONFIG',
      helpValue: 'FILE',
      helpGroup: 'GLOBAL',
    }),
    json: Flags.boolean({ description: 'machine-readable output', helpGroup: 'GLOBAL' }),
    'no-color': Flags.boolean({ description: 'no colours; NO_COLOR does the same', helpGroup: 'GLOBAL' }),
    quiet: Flags.boolean({ description: 'results alone: no progress, no details', helpGroup: 'GLOBAL' }),
    verbose: Flags.boolean({ description: 'every request, without secrets', helpGroup: 'GLOBAL' }),
  };

  abstract override run(): Promise<ExitCode>;

  /** Runs a use case in the real world; its errors are told, and become exit codes. */
  protected async perform(flags: ParsedGlobals, useCase: (env: Environment) => Promise<ExitCode>): Promise<ExitCode> {
    const [{ processEnvironment }, { edge }] = await Promise.all([import('./environment.ts'), import('./tell.ts')]);
    const { config, json, quiet, verbose } = flags;
    const installed = { version: this.config.version, root: this.config.root };
    const env = processEnvironment({ config, json, quiet, verbose, colour: !flags['no-color'] }, installed);
    return edge(env, () => useCase(env));
  }
}

/** Flags that several commands have. */
const only = Flags.string({
  description: 'only this record and what it needs; repeatable',
  helpValue: 'ADDRESS',
  multiple: true,
  multipleNonGreedy: true,
});

const except = Flags.string({
  description: 'everything but this record; repeatable',
  helpValue: 'ADDRESS',
  multiple: true,
  multipleNonGreedy: true,
});

/** Which part of the whole. */
export const selection = { only, except };

export const format = Flags.option({
  description: 'how to print the plan',
  options: ['text', 'json', 'html'] as const,
  default: 'text' as const,
})();

export const maxWait = Flags.integer({
  description: 'seconds to wait at most where a service asks to',
  helpValue: 'SECONDS',
  min: 0,
  default: 120,
});

export const allow = Flags.option({
  description: 'let a plan pass this guard; repeatable',
  options: GUARDS,
  multiple: true,
  multipleNonGreedy: true,
})();

const lockTimeout = Flags.integer({
  description: 'seconds to wait for somebody else who holds the lock',
  helpValue: 'SECONDS',
  min: 0,
  default: 0,
});

/** How long to be patient. */
export const waits = { 'max-wait': maxWait, 'lock-timeout': lockTimeout };

export const failOn = Flags.option({
  description: 'exit 3 where the plan has these: manual,conflict',
  options: ['manual', 'conflict'] as const,
  multiple: true,
  delimiter: ',',
})();
