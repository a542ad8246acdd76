import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../app/command.ts';

export default class Sandbox extends HfsyncCommand {
  static override summary = 'Serve two practice accounts on this machine.';
  static override description =
    'Serves a sample agency, or the accounts kept in a folder, on 127.0.0.1 until Ctrl-C. Prints the environment variables that make hfsync use them.';
  static override examples = ['<%= config.bin %> sandbox', '<%= config.bin %> sandbox --data ./accounts --port 4100'];
  static override flags = {
    data: Flags.string({ description: 'folder that keeps the accounts between runs', helpValue: 'FOLDER' }),
    port: Flags.integer({
      description: 'the first of four ports in a row; 0 picks free ones',
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
