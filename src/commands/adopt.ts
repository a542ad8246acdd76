import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand, maxWait, selected, selection } from '../app/command.ts';

export default class Adopt extends HfsyncCommand {
  static override summary = 'Bring hfsync.yaml up to date with the accounts.';
  static override description =
    'Puts into the configuration what the accounts say by now: ids of creates that are done, labels of renamed records, links that Forecast has. Takes out what has had its day: values under set that both sides have, links of records that are gone, entries of ignore that match nothing. Shows the diff and asks before it writes. Touches no account.\n\nExit codes: 0 done; 1 error, nothing was written; 2 --check found something; 4 stopped by a guard.';
  static override examples = [
    '<%= config.bin %> adopt',
    '<%= config.bin %> adopt --check',
    '<%= config.bin %> adopt --write',
    '<%= config.bin %> adopt --write --except link.undeclared',
  ];
  static override flags = {
    check: Flags.boolean({
      description: 'write nothing; print the diff and exit 2 if there is anything to adopt',
      exclusive: ['write'],
    }),
    write: Flags.boolean({ description: 'write without asking' }),
    ...selection,
    'max-wait': maxWait,
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Adopt);
    const { check, write, 'max-wait': wait } = flags;
    const options = { check, write, select: selected(flags), maxWait: wait };
    return this.perform(flags, async (env) => (await import('../app/adopt.ts')).adopt(env, options));
  }
}
