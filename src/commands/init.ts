import { Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand, pageFlags, waits } from '../app/command.ts';

export default class Init extends HfsyncCommand {
  static override summary = 'Write a first hfsync.yaml from both accounts.';
  static override description =
    'Finds the accounts that the tokens in HARVEST_TOKEN and FORECAST_TOKEN open, reads both, and writes the configuration: exact matches as links, likely ones as comments with their evidence. Then it prints the first plan in short. It writes to neither account, and never over a file that exists.\n\nExit codes: 0 written; 1 error or declined, nothing was written; 130 interrupted.';
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init --harvest 1234567 --forecast 7654321 --yes',
    '<%= config.bin %> init --config team/hfsync.yaml --ignore-rest',
    '<%= config.bin %> init --page',
  ];
  static override flags = {
    harvest: Flags.integer({ description: 'the Harvest account', helpValue: 'ID', min: 1 }),
    forecast: Flags.integer({ description: 'the Forecast account', helpValue: 'ID', min: 1 }),
    yes: Flags.boolean({ description: 'write without asking' }),
    'ignore-rest': Flags.boolean({ description: 'put what has no counterpart under ignore' }),
    ...pageFlags,
    'max-wait': waits['max-wait'],
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Init);
    const options = {
      ...{ harvest: flags.harvest ?? null, forecast: flags.forecast ?? null, yes: flags.yes },
      ...{ ignoreRest: flags['ignore-rest'], maxWait: flags['max-wait'] },
    };
    return this.perform(flags, async (env) =>
      flags.page
        ? (await import('../app/init-page.ts')).initOnPage(env, { ...options, port: flags.port })
        : (await import('../app/init.ts')).init(env, options),
    );
  }
}
