import { Args } from '@oclif/core';
import { type ExitCode, forgeFlags, HfsyncCommand, maxWait, planFile } from '../app/command.ts';

export default class Comment extends HfsyncCommand {
  static override summary = 'Keep one comment with a saved plan on a pull request or merge request.';
  static override description =
    'Reads a plan saved with plan --out, and contacts neither account. In a GitHub job it also sets the outputs changes, manual, conflicts and digest, and puts the plan into the job summary. With --issue it keeps one issue about what waits for a person: opened, updated, and closed when nothing waits. See docs/pull-requests.md.\n\nExit codes: 0 done, 1 error.';
  static override examples = [
    '<%= config.bin %> comment plan.json --github',
    '<%= config.bin %> comment plan.json --gitlab --id agency',
    '<%= config.bin %> comment plan.json --github --issue',
    '<%= config.bin %> comment --github --read-digest',
  ];
  static override args = { FILE: Args.string(planFile) };
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
