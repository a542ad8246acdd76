import { Args } from '@oclif/core';
import type { ExitCode } from '../../app/command.ts';
import { acting, recordArg, SandboxCommand } from '../../app/sandbox-command.ts';

export default class SandboxEdit extends SandboxCommand {
  static override summary = 'Edit a record of the running sandbox, as a person would.';
  static override description =
    'KEY=VALUE, with keys of the service, or with those of hfsync: name, status, capacity, client and pointer. An empty value means none.';
  static override examples = [
    '<%= config.bin %> sandbox edit project:14308069/- name="Website 2027"',
    '<%= config.bin %> sandbox edit person:1782961/3003 --in forecast email=bo@acme.example --by 3003',
  ];
  static override args = {
    ...recordArg,
    'KEY=VALUE': Args.string({ description: 'what to write; any number', ignoreStdin: true }),
  };
  static override flags = acting;
  static override strict = false;

  async run(): Promise<ExitCode> {
    const { argv, flags } = await this.parse(SandboxEdit);
    return this.act('edit', argv.map(String), flags);
  }
}
