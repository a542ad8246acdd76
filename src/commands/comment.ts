import { Args } from '@oclif/core';
import { type ExitCode, forgeFlags, HfsyncCommand, maxWait } from '../app/command.ts';

export default class Comment extends HfsyncCommand {
  static override summary = 'Put a saved plan into a pull request or merge request, as one comment that is updated.';
  static override description =
    'Reads a file that plan --out saved; reads neither account. In a GitHub job it also leaves the outputs changes, manual, conflicts and digest, and the plan in the summary of the job. With --issue: one issue about what waits for a person, opened, updated, and closed when nothing waits. docs/pull-requests.md has the whole way.\n\nExit codes: 0 done, 1 error.';
  static override examples = [
    '<%= config.bin %> comment plan.json --github',
    '<%= config.bin %> comment plan.json --gitlab --id agency',
    '<%= config.bin %> comment plan.json --github --issue',
    '<%= config.bin %> comment --github --read-digest',
  ];
  static override args = { FILE: Args.string({ description: 'a saved plan' }) };
  static override flags = { ...forgeFlags, 'max-wait': maxWait };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Comment);
    const common = {
      forge: flags.gitlab ? ('gitlab' as const) : ('github' as const),
      id: flags.id ?? null,
      number: flags.number ?? null,
      commit: flags.commit ?? null,
      author: flags.author ?? null,
      maxWait: flags['max-wait'],
    };
    const { issue, always, redact } = flags;
    if (flags.github === flags.gitlab) this.error('Give --github or --gitlab.', { exit: 1 });
    if (flags['read-digest'] && (issue || always || redact)) this.error('--read-digest goes alone.', { exit: 1 });
    if (!flags['read-digest'] && args.FILE === undefined) this.error('Give FILE, a saved plan.', { exit: 1 });
    return this.perform(flags, async (env) => {
      const { comment, readDigest } = await import('../app/comment.ts');
      if (flags['read-digest']) return readDigest(env, common);
      return comment(env, { ...common, file: args.FILE ?? '', issue, always, redact });
    });
  }
}
