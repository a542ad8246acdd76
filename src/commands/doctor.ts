import { type ExitCode, HfsyncCommand, maxWait } from '../app/command.ts';

export default class Doctor extends HfsyncCommand {
  static override summary = 'Check everything that a run depends on, and look for mistakes in the data.';
  static override description =
    'Looks at this machine, the configuration, the state, the proxy, both tokens and their rights, the clocks and the pairing. Then it reads both accounts and lists what is likely to be a mistake. Writes nothing.\n\nExit codes: 0 at most notes; 3 warnings; 1 something that hfsync cannot work with.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];
  static override flags = { 'max-wait': maxWait };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Doctor);
    return this.perform(flags, async (env) =>
      (await import('../app/doctor/doctor.ts')).doctor(env, { maxWait: flags['max-wait'] }),
    );
  }
}
