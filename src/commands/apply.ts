import { Args, Flags } from '@oclif/core';
import { applying, type ExitCode, HfsyncCommand, planFile, selected, waited } from '../app/command.ts';

export default class Apply extends HfsyncCommand {
  static override summary = 'Bring both accounts into sync.';
  static override description =
    'Makes a plan, asks (only "yes" counts) and executes it. With FILE: executes a saved plan, provided that a fresh plan still comes out the same. A plan that is given, also one that is piped in (-), is approved by that: nothing is asked.\n\nExit codes: 0 done; 1 error, nothing was written; 4 stopped by a guard; 5 stale; 6 partly applied; 7 locked; 130 interrupted.';
  static override examples = [
    '<%= config.bin %> apply plan.json',
    '<%= config.bin %> apply --expect sha256:…',
    '<%= config.bin %> apply --undo-out undo.json',
    "<%= config.bin %> apply --config 'accounts/*/hfsync.yaml' --auto-approve",
  ];
  static override args = { FILE: Args.string(planFile) };
  static override several = { needs: 'auto-approve', refuses: ['FILE', 'expect', 'undo-out', 'json-into'] };
  static override flags = {
    'auto-approve': Flags.boolean({ description: 'apply without asking' }),
    expect: Flags.string({ description: 'apply only if the plan has this digest', helpValue: 'DIGEST' }),
    'undo-out': Flags.string({ description: 'save a plan that undoes this apply', helpValue: 'FILE' }),
    ...applying,
  };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Apply);
    return this.perform({ ...flags, ...args }, async (env) =>
      (await import('../app/apply.ts')).apply(env, {
        file: args.FILE ?? null,
        autoApprove: flags['auto-approve'],
        expect: flags.expect ?? null,
        undoOut: flags['undo-out'] ?? null,
        jsonInto: flags['json-into'] ?? null,
        allow: flags.allow ?? [],
        showsPlan: true,
        select: selected(flags),
        ...waited(flags),
      }),
    );
  }
}
