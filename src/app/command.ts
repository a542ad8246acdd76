/** What all commands share: the global flags, and the way from flags to a use case to an exit code. */
import { Command, Flags } from '@oclif/core';
import { UserError, type ExitCode } from '../model/error.ts';
import { GUARDS } from '../model/plan.ts';
import type { Environment } from './environment.ts';
import type { Select } from './gather.ts';
import type { Format, Printing } from './show.ts';

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

export function selected(flags: {
  readonly only?: string[] | undefined;
  readonly except?: string[] | undefined;
}): Select {
  return { only: flags.only ?? [], except: flags.except ?? [] };
}

const format = Flags.option({
  description: 'how to print the plan; --quiet concerns text alone',
  options: ['text', 'markdown', 'json', 'html'] as const,
  default: 'text' as const,
})();

export const jsonInto = Flags.string({
  description: 'also write what --json prints to a file',
  helpValue: 'FILE',
});

/** How a plan is printed. */
export const printing = {
  format,
  redact: Flags.boolean({ description: 'leave out names, e-mails and hours of what is printed' }),
  'json-into': jsonInto,
};

interface PrintingFlags {
  readonly json: boolean;
  readonly format: Format;
  readonly redact: boolean;
  readonly 'json-into'?: string | undefined;
}

export function printed({ json, format: asked, redact, 'json-into': into }: PrintingFlags): Printing {
  if (json && asked !== 'text' && asked !== 'json') {
    throw new UserError('usage.format', `--json prints JSON, and --format ${asked} something else.`, {
      hint: `For both at once: --format ${asked} --json-into FILE`,
    });
  }
  return { format: json ? 'json' : asked, redact, jsonInto: into ?? null };
}

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

/** In seconds. */
export function waited(flags: { readonly 'max-wait': number; readonly 'lock-timeout': number }) {
  return { maxWait: flags['max-wait'], lockTimeout: flags['lock-timeout'] };
}

export const failOn = Flags.option({
  description: 'exit 3 where the plan has these: manual,conflict',
  options: ['manual', 'conflict'] as const,
  multiple: true,
  delimiter: ',',
})();

/** Where a plan is posted, and how. */
export const forgeFlags = {
  github: Flags.boolean({ description: 'on GitHub' }),
  gitlab: Flags.boolean({ description: 'on GitLab' }),
  issue: Flags.boolean({ description: 'one issue about what waits for a person, not a comment' }),
  'read-digest': Flags.boolean({
    description: 'print the digest reviewed in the merged pull request, for apply --expect',
  }),
  id: Flags.string({ description: 'tells the comments of several configurations apart', helpValue: 'NAME' }),
  number: Flags.integer({ description: 'the pull request or merge request', helpValue: 'N', min: 1 }),
  commit: Flags.string({ description: 'the commit that was planned', helpValue: 'SHA' }),
  author: Flags.string({
    description: 'whose posts are ours, where a token cannot tell: github-actions[bot], or your app',
    helpValue: 'LOGIN',
  }),
  always: Flags.boolean({ description: 'a comment also where there is nothing to say' }),
  redact: Flags.boolean({ description: 'for places that strangers can read' }),
};
