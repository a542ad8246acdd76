import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand, listening, listeningAt, selected, unattended, waited } from '../app/command.ts';

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
    ...listening,
    ...unattended,
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Run);
    return this.perform(flags, async (env) =>
      (await import('../app/run.ts')).runEvery(env, {
        every: flags.every,
        listen: listeningAt(flags),
        allow: flags.allow ?? [],
        select: selected(flags),
        ...waited(flags),
      }),
    );
  }
}
