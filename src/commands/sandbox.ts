import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../app/command.ts';

export default class Sandbox extends HfsyncCommand {
  static override summary = 'Serve two practice accounts on this machine.';
  static override description =
    'Serves a sample agency, an invented one of any size, or the accounts kept in a folder, on 127.0.0.1 until Ctrl-C. Prints the environment variables that make hfsync use them. See docs/sandbox.md.';
  static override examples = [
    '<%= config.bin %> sandbox',
    '<%= config.bin %> sandbox --agency 300 --seed 7 --no-limits',
    '<%= config.bin %> sandbox --data ./accounts --port 4100',
  ];
  static override flags = {
    agency: Flags.integer({ description: 'an agency of this many projects', helpValue: 'N', min: 1, max: 20_000 }),
    seed: Flags.integer({
      description: 'another agency for each seed; 1 if it is not given',
      helpValue: 'N',
      dependsOn: ['agency'],
    }),
    data: Flags.string({ description: 'folder that keeps the accounts between runs', helpValue: 'FOLDER' }),
    'no-limits': Flags.boolean({ description: 'answer any number of requests; the services allow 100 in 15 seconds' }),
    port: Flags.integer({
      description: 'the first of four ports in a row; 0 picks free ones',
      min: 0,
      max: 65_532,
      default: 0,
    }),
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Sandbox);
    const { agency = null, data = null, seed = 1, port } = flags;
    const options = { agency, data, seed, port, limits: !flags['no-limits'] };
    return this.perform(flags, async (env) => (await import('../app/sandbox.ts')).sandbox(env, options));
  }
}
