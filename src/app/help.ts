import { loadHelpClass, type Interfaces } from '@oclif/core';
import { EXIT, type ExitCode } from '../model/error.ts';

/** Prints the same as `--help` after a command: the help of a topic, or the list of all commands if none is named. */
export async function showHelp(words: readonly string[], config: Interfaces.Config): Promise<ExitCode> {
  const Help = await loadHelpClass(config);
  await new Help(config, config.pjson.oclif.helpOptions).showHelp([...words]);
  return EXIT.done;
}
