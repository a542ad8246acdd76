import { Args } from '@oclif/core';
import type { ExitCode } from '../../app/command.ts';
import { acting, SandboxCommand } from '../../app/sandbox-command.ts';

export default class SandboxCreate extends SandboxCommand {
  static override summary = 'Create a record in the running sandbox, as a person would.';
  static override description =
    'KEY=VALUE, with keys of the service, or with those of hfsync: name, status, capacity, client and pointer. An empty value means none.';
  static override examples = [
    '<%= config.bin %> sandbox create client --in harvest name="New client"',
    '<%= config.bin %> sandbox create project --in harvest name=Website client=5735776',
  ];
  static override args = {
    KIND: Args.string({
      description: 'client, project, person or role',
      options: ['client', 'project', 'person', 'role', 'placeholder'],
      required: true,
      ignoreStdin: true,
    }),
    'KEY=VALUE': Args.string({ description: 'what to write; any number', ignoreStdin: true }),
  };
  static override flags = acting;
  static override strict = false;

  async run(): Promise<ExitCode> {
    const { argv, flags } = await this.parse(SandboxCreate);
    return this.act('create', argv.map(String), flags);
  }
}
