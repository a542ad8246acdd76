import { Args, Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand, maxWait, pageFlags } from '../app/command.ts';

export default class Settle extends HfsyncCommand {
  static override summary = 'Settle what waits for a person, in hfsync.yaml.';
  static override description =
    'Carries out a way to fix that the plan offers: edits the configuration or a file that it includes, and keeps every other byte. Shows the diff and asks before it writes. Touches no account. On a terminal without arguments, asks about one item after the other.\n\nExit codes: 0 done; 1 error, nothing was written.';
  static override examples = [
    '<%= config.bin %> settle',
    '<%= config.bin %> settle project:14308069/- --way ignore',
    '<%= config.bin %> settle client:5735776/- --way link --id 1001',
    '<%= config.bin %> settle --rule person.status --way keep-harvest',
    '<%= config.bin %> settle --exact --yes',
  ];
  static override args = {
    ADDRESS: Args.string({ description: 'the record, as plans print it', ignoreStdin: true }),
  };
  static override flags = {
    way: Flags.string({ description: 'the way: link, create, ignore, keep-harvest, …', helpValue: 'KEY' }),
    id: Flags.integer({ description: 'the id, if the way needs one', helpValue: 'ID', min: 1, dependsOn: ['way'] }),
    rule: Flags.string({ description: 'every item of this rule', helpValue: 'RULE', dependsOn: ['way'] }),
    exact: Flags.boolean({ description: 'link every record whose counterpart is certain', exclusive: ['way', 'rule'] }),
    'dry-run': Flags.boolean({ description: 'print the diff, write nothing' }),
    yes: Flags.boolean({ description: 'write without asking' }),
    ...pageFlags,
    'max-wait': maxWait,
  };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Settle);
    const { way = null, rule = null, id = null, exact, yes } = flags;
    const which = { address: args.ADDRESS ?? null, rule, exact, way, id };
    const how = { dryRun: flags['dry-run'], yes, maxWait: flags['max-wait'] };
    const { page, port } = flags;
    return this.perform(flags, async (env) =>
      (await import('../app/settle-how.ts')).settleHow(env, { ...which, ...how, page, port }),
    );
  }
}
