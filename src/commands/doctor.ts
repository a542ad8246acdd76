import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand, maxWait } from '../app/command.ts';

export default class Doctor extends HfsyncCommand {
  static override summary = 'Check everything that a run depends on, and look for mistakes in the data.';
  static override description =
    'Looks at this machine, the configuration, the state, the proxy, both tokens and their rights, the clocks and the pairing. Then it reads both accounts and lists what is likely to be a mistake. Writes nothing.\n\nWith --probe it asks the services what nobody has written down, on scratch records that it makes and takes away again. The answers go to hfsync-probe.json and to the state.\n\nExit codes: 0 at most notes; 3 warnings; 1 something that hfsync cannot work with; 6 the probe left something behind.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --probe'];
  static override flags = {
    probe: Flags.boolean({ description: 'ask the services, on scratch records' }),
    'with-person': Flags.boolean({ description: 'with a scratch person in Forecast too', dependsOn: ['probe'] }),
    'with-default': Flags.boolean({
      description: 'with another default capacity in Forecast, for a moment',
      dependsOn: ['probe'],
    }),
    clean: Flags.boolean({ description: 'remove what a killed probe left behind', dependsOn: ['probe'] }),
    yes: Flags.boolean({ description: 'probe without asking', dependsOn: ['probe'] }),
    'max-wait': maxWait,
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Doctor);
    const { clean, yes, 'max-wait': wait, 'with-person': withPerson, 'with-default': withDefault } = flags;
    return this.perform(flags, async (env) =>
      flags.probe
        ? (await import('../app/probe/probe.ts')).probe(env, { clean, yes, withPerson, withDefault, maxWait: wait })
        : (await import('../app/doctor/doctor.ts')).doctor(env, { maxWait: wait }),
    );
  }
}
