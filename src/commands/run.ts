import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand, selected, unattended, waited } from '../app/command.ts';

export default class Run extends HfsyncCommand {
  static override summary = 'Keep both accounts in sync, round after round.';
  static override description =
    'Applies what syncs by itself again and again, without asking, until SIGTERM or Ctrl-C. Items that wait for people stay with them. Reads hfsync.yaml anew in each round, and prints one JSON object per line. Serves /healthz, /readyz and /metrics for Prometheus.\n\nExit codes: 0 stopped between two rounds; 130 stopped within one; 1 a wrong flag.';
  static override examples = [
    '<%= config.bin %> run --every 15m',
    '<%= config.bin %> run --every 1h --listen 0.0.0.0:9464',
  ];
  static override flags = {
    every: Flags.string({
      description: 'from the end of a round to the next one, a tenth more or less',
      helpValue: 'TIME',
      default: '15m',
    }),
    listen: Flags.string({
      description: 'where health and metrics are served; off: nowhere',
      helpValue: 'HOST:PORT',
      default: '127.0.0.1:9464',
    }),
    ...unattended,
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Run);
    return this.perform(flags, async (env) =>
      (await import('../app/run.ts')).runEvery(env, {
        every: flags.every,
        listen: flags.listen === 'off' ? null : flags.listen,
        allow: flags.allow ?? [],
        select: selected(flags),
        ...waited(flags),
      }),
    );
  }
}
