import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../app/command.ts';

export default class Sandbox extends HfsyncCommand {
  static override summary = 'Serve both accounts on this machine, to try things.';
  static override description =
    'Serves a sample agency, or the accounts that a folder keeps, on 127.0.0.1 until Ctrl-C, and prints the environment that makes hfsync use them.';
  static override examples = ['<%= config.bin %> sandbox', '<%= config.bin %> sandbox --data ./accounts --port 4100'];
  static override flags = {
    data: Flags.string({ description: 'folder that keeps the accounts', helpValue: 'FOLDER' }),
    port: Flags.integer({
      description: 'the first of four ports in a row; 0: any free ones',
      min: 0,
      max: 65_532,
      default: 0,
    }),
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Sandbox);
    return this.perform(flags, async (env) =>
      (await import('../app/sandbox.ts')).sandbox(env, { data: flags.data ?? null, port: flags.port }),
    );
  }
}
