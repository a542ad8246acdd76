import { type ExitCode, HfsyncCommand } from '../app/command.ts';

export default class Demo extends HfsyncCommand {
  static override summary = 'Watch the whole job in a sandbox, without an account.';
  static override description =
    'Starts two sample accounts on this machine, links them, lets people edit on both sides, plans, applies, and plans again. Everything is kept in ./.hfsync-demo; if you changed something there, the next demo takes ./.hfsync-demo-2. Nothing is left running.';
  static override examples = ['<%= config.bin %> demo'];

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Demo);
    return this.perform(flags, async (env) => (await import('../app/demo.ts')).demo(env));
  }
}
