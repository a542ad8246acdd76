/** What all commands share: the global flags, and the way from flags to a use case to an exit code. */
import { Command, Flags } from '@oclif/core';
import { UserError, type ExitCode } from '../model/error.ts';
import { GUARDS } from '../model/guard.ts';
import type { Environment } from './environment.ts';
import type { SeveralFiles } from './fleet.ts';
import type { Select } from './gather.ts';
import type { Format, Printing } from './print-plan.ts';

export type { ExitCode };

interface ParsedGlobals {
  readonly config: string;
  readonly json: boolean;
  readonly 'no-color': boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Whether `--config` names several files. */
function isPattern(config: string): boolean {
  return /[*?]/.test(config);
}

export abstract class HfsyncCommand extends Command {
  static override baseFlags = {
    config: Flags.string({
      description: 'the configuration file; plan, apply, verify, validate and fleet take a pattern too',
      default: 'hfsync.yaml',
      env: 'HFSYNC_CONFIG',
      helpValue: 'FILE',
      helpGroup: 'GLOBAL',
    }),
    help: Flags.help({ char: 'h', description: 'print this help', helpGroup: 'GLOBAL' }),
    json: Flags.boolean({ description: 'print JSON', helpGroup: 'GLOBAL' }),
    'no-color': Flags.boolean({ description: 'print without colour, as NO_COLOR does', helpGroup: 'GLOBAL' }),
    quiet: Flags.boolean({ description: 'print results only, without progress or details', helpGroup: 'GLOBAL' }),
    verbose: Flags.boolean({ description: 'print every request, without secrets', helpGroup: 'GLOBAL' }),
  };

  /**
   * How the command runs if `--config` is a pattern. Null: it takes only one file. `whole`: it handles all files
   * itself.
   */
  static several: SeveralFiles | 'whole' | null = null;

  abstract override run(): Promise<ExitCode>;

  /** Runs a use case in the real environment. Its errors are printed and become exit codes. */
  protected async perform(flags: ParsedGlobals, useCase: (env: Environment) => Promise<ExitCode>): Promise<ExitCode> {
    const [{ processEnvironment }, { runUseCase }] = await Promise.all([
      import('./environment.ts'),
      import('./print-error.ts'),
    ]);
    const { config, json, quiet, verbose } = flags;
    const installed = { version: this.config.version, root: this.config.root };
    const env = processEnvironment({ config, json, quiet, verbose, colour: !flags['no-color'] }, installed);
    const { several } = this.constructor as typeof HfsyncCommand;
    return runUseCase(env, async () =>
      several !== 'whole' && isPattern(config)
        ? (await import('./fleet.ts')).runFleet(env, { several, flags }, useCase)
        : useCase(env),
    );
  }
}

/** A saved plan as an argument. Only `-` reads what is piped in. */
export const planFile = { description: 'a plan saved with plan --out; - reads it from stdin', ignoreStdin: true };

/** Flags that several commands have. */
const only = Flags.string({
  description: 'only this part and what it depends on; repeatable',
  helpValue: 'PART',
  multiple: true,
  multipleNonGreedy: true,
});

const except = Flags.string({
  description: 'leave out this part and what depends on it; repeatable',
  helpValue: 'PART',
  multiple: true,
  multipleNonGreedy: true,
});

/** Flags that select a part of the accounts. */
export const selection = { only, except };

export function selected(flags: {
  readonly only?: string[] | undefined;
  readonly except?: string[] | undefined;
}): Select {
  return { only: flags.only ?? [], except: flags.except ?? [] };
}

const format = Flags.option({
  description: 'format of the plan; --quiet affects text only',
  options: ['text', 'markdown', 'json', 'html'] as const,
  default: 'text' as const,
})();

const jsonInto = Flags.string({
  description: 'write the JSON to this file as well',
  helpValue: 'FILE',
});

/** How a plan is printed. */
export const printing = {
  format,
  redact: Flags.boolean({ description: 'print without names, e-mails and hours' }),
  'json-into': jsonInto,
};

/** A new plan is folded if it is long. */
export const viewing = { ...printing, full: Flags.boolean({ description: 'show every record of a long plan' }) };

interface PrintingFlags {
  readonly json: boolean;
  readonly format: Format;
  readonly redact: boolean;
  readonly 'json-into'?: string | undefined;
  readonly full?: boolean;
}

export function printed(flags: PrintingFlags): Printing & { readonly full: boolean } {
  const { json, format: asked, redact, 'json-into': into, full = false } = flags;
  if (json && asked !== 'text' && asked !== 'json') {
    throw new UserError('usage.format', `--json prints JSON, and --format ${asked} something else.`, {
      hint: `For both at once: --format ${asked} --json-into FILE`,
    });
  }
  return { format: json ? 'json' : asked, redact, jsonInto: into ?? null, full };
}

type ListFormat = 'text' | 'csv' | 'json';

/** The format of a list. `--json` is one of the formats. */
export function listed({ json, format: asked }: { json: boolean; format?: ListFormat | undefined }): ListFormat {
  if (json && asked !== undefined && asked !== 'json')
    throw new UserError('usage.format', `--json prints JSON, and --format ${asked} something else.`, {
      hint: 'Leave one of the two out.',
    });
  return json ? 'json' : (asked ?? 'text');
}

export const maxWait = Flags.integer({
  description: 'the longest wait that a rate limit may cause, in seconds',
  helpValue: 'SECONDS',
  min: 0,
  default: 120,
});

const allow = Flags.option({
  // Unlike oclif's own list: options joined by `|` would break within a word.
  description: `let the plan pass this guard; repeatable. Guards: ${GUARDS.join(', ')}`,
  helpValue: 'GUARD',
  options: GUARDS,
  multiple: true,
  multipleNonGreedy: true,
})();

const lockTimeout = Flags.integer({
  description: 'how long to wait for the lock of the state, in seconds',
  helpValue: 'SECONDS',
  min: 0,
  default: 0,
});

/** How long to wait. */
export const waits = { 'max-wait': maxWait, 'lock-timeout': lockTimeout };

/** Where a command that stays up serves its health and metrics. `off` is null to the use case (`listeningAt`). */
export const listening = {
  listen: Flags.string({
    description: 'where health and metrics are served; off: nowhere',
    helpValue: 'HOST:PORT',
    default: '127.0.0.1:9464',
  }),
};

export function listeningAt({ listen }: { readonly listen: string }): string | null {
  return listen === 'off' ? null : listen;
}

/** What an apply is based on, and how long it waits. */
export const unattended = { allow, ...selection, ...waits };
export const applying = { 'json-into': jsonInto, ...unattended };

/** In seconds. */
export function waited(flags: { readonly 'max-wait': number; readonly 'lock-timeout': number }) {
  return { maxWait: flags['max-wait'], lockTimeout: flags['lock-timeout'] };
}

export const failOn = Flags.option({
  description: 'exit 3 if the plan has any of these: manual,conflict',
  options: ['manual', 'conflict'] as const,
  multiple: true,
  delimiter: ',',
})();

/** A local page in place of questions. */
export const pageFlags = {
  page: Flags.boolean({ description: 'choose on a local page, in a browser' }),
  port: Flags.integer({
    description: 'the port of the page; 0: any free one',
    helpValue: 'N',
    ...{ min: 0, max: 65_535, default: 0 },
  }),
};

/** Where a plan is posted, and how. */
export const forgeFlags = {
  github: Flags.boolean({ description: 'post to GitHub' }),
  gitlab: Flags.boolean({ description: 'post to GitLab' }),
  issue: Flags.boolean({ description: 'keep an issue about what waits for a person, not a comment' }),
  'read-digest': Flags.boolean({
    description: 'print the digest that was reviewed in the merged pull request, for apply --expect',
  }),
  id: Flags.string({
    description: 'a name that tells the comments of several configurations apart',
    helpValue: 'NAME',
  }),
  number: Flags.integer({ description: 'number of the pull request or merge request', helpValue: 'N', min: 1 }),
  commit: Flags.string({ description: 'the commit that was planned', helpValue: 'SHA' }),
  author: Flags.string({
    description: 'the account that hfsync posts as, if the token cannot tell: github-actions[bot], or your app',
    helpValue: 'LOGIN',
  }),
  always: Flags.boolean({ description: 'comment even if the plan is empty' }),
  redact: Flags.boolean({ description: 'post without names, e-mails and hours' }),
};
