/**
 * Explains a mistyped command line. In: oclif's words and the commands. Out: an error with what was probably meant. Its
 * exit code is 1; oclif's would be 2.
 */
import { nearest } from '../config/nearest.ts';
import { EXIT } from '../model/error.ts';
import type { ErrorView } from '../report/errors.ts';

/** A command as its manifest describes it. */
export interface Usable {
  /** `state:list`. */
  readonly id: string;
  readonly flags: { readonly [name: string]: object };
}

export function usageError(words: string, argv: readonly string[], commands: readonly Usable[]): ErrorView {
  const message = words
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '' && !text.startsWith('See more help'))
    .join(' ');
  const typed = /^command (.+) not found\.?$/i.exec(message)?.[1]?.replaceAll(':', ' ');
  if (typed !== undefined) return unknownCommand(typed, commands);
  const command = commandOf(argv, commands);
  const help = command ? `See hfsync ${nameOf(command)} --help` : 'See hfsync --help and hfsync COMMAND --help';
  const flag = /^Nonexistent flag: (\S+)$/.exec(message)?.[1];
  if (flag !== undefined && command) return unknownFlag(flag, command, help);
  return error(message, mistypedOption(message, command) ?? help);
}

/** `plan x` is a command with an extra word. `explian x` is a mistyped command and its argument. */
function unknownCommand(typed: string, commands: readonly Usable[]): ErrorView {
  const names = commands.map(nameOf);
  const words = typed.split(' ');
  const known = prefixes(words).find((prefix) => names.includes(prefix));
  const around = known === undefined ? names : names.filter((name) => name.startsWith(`${known} `));
  const near = prefixes(words).flatMap((prefix) => nearest(prefix, around) ?? [])[0];
  if (known === undefined || near !== undefined) {
    const hint = near === undefined ? 'See hfsync --help' : `Did you mean: hfsync ${near}`;
    return error(`There is no command ${typed}.`, hint);
  }
  const rest = words.slice(known.split(' ').length).join(' ');
  return error(`hfsync ${known} does not take the argument ${rest}.`, `See hfsync ${known} --help`);
}

/** All words, then fewer and fewer from the start. */
function prefixes(words: readonly string[]): readonly string[] {
  return words.map((_, index) => words.slice(0, words.length - index).join(' '));
}

function unknownFlag(typed: string, command: Usable, help: string): ErrorView {
  const name = typed.replace(/=.*/s, '');
  const near = nearest(
    name,
    Object.keys(command.flags).map((flag) => `--${flag}`),
  );
  return error(`hfsync ${nameOf(command)} has no flag ${name}.`, near === null ? help : `Did you mean: ${near}`);
}

/** Null if the message is about something else, or if there is no similar option. */
function mistypedOption(message: string, command: Usable | undefined): string | null {
  const [, flag, value] = /^Expected --([\w-]+)=(.*) to be one of: /s.exec(message) ?? [];
  const about = flag === undefined ? undefined : command?.flags[flag];
  if (!about || value === undefined || !('options' in about) || !Array.isArray(about.options)) return null;
  const near = nearest(value, about.options.map(String));
  return near === null ? null : `Did you mean: --${flag} ${near}`;
}

/** The command that a command line begins with. */
function commandOf(argv: readonly string[], commands: readonly Usable[]): Usable | undefined {
  const end = argv.findIndex((word) => word.startsWith('-'));
  const words = end === -1 ? argv : argv.slice(0, end);
  return prefixes(words).flatMap((prefix) => commands.filter((each) => nameOf(each) === prefix))[0];
}

function nameOf({ id }: Usable): string {
  return id.replaceAll(':', ' ');
}

function error(message: string, hint: string): ErrorView {
  return { code: 'usage', message, hint, exitCode: EXIT.error };
}
