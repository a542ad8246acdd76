import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StateMigrate extends HfsyncCommand {
  static override summary = 'Copy the state to another backend.';
  static override description =
    'Takes both locks, copies the state, and says what to write in the configuration. The old one stays. An interrupted apply has to be finished first. Reads neither account.';
  static override examples = ['<%= config.bin %> state migrate --to git'];
  static override flags = {
    to: Flags.option({
      options: ['local', 'git', 'http', 'postgres'] as const,
      description: 'where to',
      required: true,
    })(),
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(StateMigrate);
    return this.perform(flags, async (env) => (await import('../../app/state-files.ts')).stateMigrate(env, flags.to));
  }
}
