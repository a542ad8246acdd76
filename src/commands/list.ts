import { Args, Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand, listed, maxWait, selected, selection } from '../app/command.ts';

export default class List extends HfsyncCommand {
  static override summary = 'List the records of both accounts, with what the plan makes of each.';
  static override description =
    'Reads both accounts and prints ids, names, client, link and verdict of every record, including ignored and archived ones. Writes to neither account.\n\nExit codes: 0 done; 1 error.';
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list people',
    "<%= config.bin %> list 'Web*'",
    '<%= config.bin %> list project.new-in-harvest --format csv',
  ];
  static override args = {
    PART: Args.string({ description: 'only this part: an address, an id, a kind, a name, …', ignoreStdin: true }),
  };
  static override flags = {
    ...selection,
    format: Flags.option({ description: 'format of the list', options: ['text', 'csv', 'json'] as const })(),
    'max-wait': maxWait,
  };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(List);
    const { only, except } = selected(flags);
    const options = {
      select: { only: [...(args.PART === undefined ? [] : [args.PART]), ...only], except },
      maxWait: flags['max-wait'],
    };
    return this.perform(flags, async (env) =>
      (await import('../app/list.ts')).list(env, { ...options, format: listed(flags) }),
    );
  }
}
