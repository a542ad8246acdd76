import type { ExitCode } from '../../app/command.ts';
import { acting, recordArg, SandboxCommand } from '../../app/sandbox-command.ts';

export default class SandboxArchive extends SandboxCommand {
  static override summary = 'Archive a record of the running sandbox, as a person would.';
  static override description = 'The service may refuse: a client with active projects, for example.';
  static override examples = ['<%= config.bin %> sandbox archive project:-/2001'];
  static override args = recordArg;
  static override flags = acting;

  async run(): Promise<ExitCode> {
    const { argv, flags } = await this.parse(SandboxArchive);
    return this.act('archive', argv.map(String), flags);
  }
}
