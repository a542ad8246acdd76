import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class FleetSchedule extends HfsyncCommand {
  static override summary = 'Say how often the workers of a fleet sync each pair.';
  static override description =
    'Gives each pair of accounts a schedule in the queue, and removes the schedules of pairs that no file names any more. Shows first what it does. With --once: puts one job for each pair into the queue now, and leaves the schedules alone. Reads files only: neither tokens nor accounts. See docs/fleets.md.';
  static override examples = [
    "<%= config.bin %> fleet schedule --config 'accounts/*/hfsync.yaml' --every 15m",
    "<%= config.bin %> fleet schedule --config 'accounts/*/hfsync.yaml' --once",
    '<%= config.bin %> fleet schedule --every off',
  ];
  static override several = 'whole' as const;
  static override flags = {
    every: Flags.string({
      description: 'minutes that divide an hour or hours that divide a day; off: never',
      helpValue: 'TIME',
      exactlyOne: ['every', 'once'],
    }),
    once: Flags.boolean({ description: 'put one job for each pair now' }),
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(FleetSchedule);
    const every = flags.every === undefined ? 'once' : flags.every === 'off' ? 'off' : { every: flags.every };
    return this.perform(flags, async (env) => (await import('../../app/fleet/schedule.ts')).schedule(env, every));
  }
}
