import { loadHelpClass, type Interfaces } from '@oclif/core';
import { EXIT, type ExitCode } from '../model/error.ts';

/** Prints what `--help` prints after a command; its topic's or the list of all where no command is named. */
export async function showHelp(words: readonly string[], config: Interfaces.Config): Promise<ExitCode> {
  const Help = await loadHelpClass(config);
  await new Help(config, config.pjson.oclif.helpOptions).showHelp([...words]);
  return EXIT.done;
}
