import type { ExitCode } from '../../app/command.ts';
import { acting, recordArg, SandboxCommand } from '../../app/sandbox-command.ts';

export default class SandboxRestore extends SandboxCommand {
  static override summary = 'Bring back a record of the running sandbox, as a person would.';
  static override description =
    'One that is archived becomes active. One that was deleted comes back with its id and its roles.';
  static override examples = ['<%= config.bin %> sandbox restore project:-/2001'];
  static override args = recordArg;
  static override flags = acting;

  async run(): Promise<ExitCode> {
    const { argv, flags } = await this.parse(SandboxRestore);
    return this.act('restore', argv.map(String), flags);
  }
}
