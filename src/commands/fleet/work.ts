import { Flags } from '@oclif/core';
import {
  type ExitCode,
  HfsyncCommand,
  listening,
  listeningAt,
  selected,
  unattended,
  waited,
} from '../../app/command.ts';

export default class FleetWork extends HfsyncCommand {
  static override summary = 'Work for a fleet: sync the pairs that are due, until stopped.';
  static override description =
    'Takes jobs from a queue in PostgreSQL, any number of workers on any machines at once. Each job is a round for one pair: what syncs by itself is applied, the rest waits for people. Works until SIGTERM or Ctrl-C, and prints one JSON object per line. Needs Node 22.12, pg-boss beside hfsync, HFSYNC_FLEET_URL or HFSYNC_STATE_POSTGRES_URL, and states that all machines share. See docs/fleets.md.\n\nExit codes: 0 stopped between rounds; 130 stopped within one; 1 error.';
  static override examples = [
    "<%= config.bin %> fleet work --config 'accounts/*/hfsync.yaml'",
    "<%= config.bin %> fleet work --config 'accounts/*/hfsync.yaml' --concurrency 8 --listen 0.0.0.0:9464",
  ];
  static override several = 'whole' as const;
  static override flags = {
    concurrency: Flags.integer({ description: 'pairs at once', helpValue: 'N', min: 1, max: 50, default: 4 }),
    ...listening,
    ...unattended,
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(FleetWork);
    return this.perform(flags, async (env) =>
      (await import('../../app/fleet/work.ts')).work(env, {
        concurrency: flags.concurrency,
        listen: listeningAt(flags),
        allow: flags.allow ?? [],
        select: selected(flags),
        ...waited(flags),
      }),
    );
  }
}
