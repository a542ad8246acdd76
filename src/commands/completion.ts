import { Args, Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../app/command.ts';

export default class Completion extends HfsyncCommand {
  static override summary = 'Print a script that completes hfsync in a shell.';
  static override description =
    'Completes commands, flags, their values, and the addresses that hfsync.yaml declares.\n\nbash, in ~/.bashrc: source <(hfsync completion bash)\nzsh, in ~/.zshrc after compinit: source <(hfsync completion zsh)\nfish: hfsync completion fish > ~/.config/fish/completions/hfsync.fish';
  static override examples = ['<%= config.bin %> completion bash'];
  static override args = {
    SHELL: Args.string({ description: 'bash, fish or zsh', options: ['bash', 'fish', 'zsh'], ignoreStdin: true }),
  };
  static override flags = {
    addresses: Flags.boolean({ description: 'print the addresses that hfsync.yaml declares', hidden: true }),
  };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Completion);
    return this.perform(flags, async (env) => {
      const { completion, declaredAddresses } = await import('../app/completion.ts');
      return flags.addresses ? declaredAddresses(env) : completion(env, args.SHELL ?? null, this.config);
    });
  }
}
