import { Args } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../app/command.ts';

export default class Help extends HfsyncCommand {
  static override summary = 'Print the help of a command.';
  static override description = 'The same as --help after the command. Without a command, it lists all commands.';
  static override examples = ['<%= config.bin %> help plan', '<%= config.bin %> help state list'];
  static override args = { COMMAND: Args.string({ description: 'one or two words', ignoreStdin: true }) };
  static override strict = false;

  async run(): Promise<ExitCode> {
    const { argv } = await this.parse(Help);
    const { showHelp } = await import('../app/help.ts');
    return showHelp(argv.map(String), this.config);
  }
}
