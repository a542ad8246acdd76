import type { ExitCode } from '../../app/command.ts';
import { acting, recordArg, SandboxCommand } from '../../app/sandbox-command.ts';

export default class SandboxDelete extends SandboxCommand {
  static override summary = 'Delete a record of the running sandbox, as a person would.';
  static override description = 'The service may refuse: a client with projects, for example.';
  static override examples = ['<%= config.bin %> sandbox delete person:1782961/-'];
  static override args = recordArg;
  static override flags = acting;

  async run(): Promise<ExitCode> {
    const { argv, flags } = await this.parse(SandboxDelete);
    return this.act('delete', argv.map(String), flags);
  }
}
