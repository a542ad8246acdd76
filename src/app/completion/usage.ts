/**
 * What a shell can complete. In: the commands as their manifest describes them. Out: for each command, the words after
 * it, its flags, and their values.
 */
import type { Interfaces } from '@oclif/core';
import { CODES } from '../../model/code.ts';
import { FINDING_CODES } from '../../model/finding.ts';
import { GUARDS } from '../../model/guard.ts';
import { REASON_CODES } from '../../model/reason.ts';
import { RULE_IDS } from '../../model/rule.ts';
import { GLOSSARY } from '../../rules/glossary.ts';

/**
 * `words` are known here. The shell finds files and folders, and asks hfsync for declared addresses. With none of
 * these, any value is possible.
 */
export interface Value {
  readonly words: readonly string[];
  readonly from: 'file' | 'folder' | 'addresses' | null;
}

export interface FlagUsage {
  readonly name: string;
  readonly char: string | null;
  readonly about: string;
  /** Null if the flag has no value. */
  readonly value: Value | null;
  readonly repeats: boolean;
}

export interface CommandUsage {
  /** `state list`, or `state` for a topic. Empty for hfsync itself. */
  readonly words: string;
  readonly about: string;
  /** The next words of the commands below it. */
  readonly next: readonly { readonly word: string; readonly about: string }[];
  readonly flags: readonly FlagUsage[];
  /** Null if it takes no argument. */
  readonly argument: Value | null;
}

/** The keys of ways out that edit the file (docs/settle.md). */
const WAYS = [
  ...['link', 'create', 'ignore', 'ignore-with-projects', 'ignore-client', 'unlink'],
  ...['keep-harvest', 'keep-forecast', 'keep-both', 'archive'],
];
const EXPLAINED = [
  ...RULE_IDS,
  ...CODES,
  ...GUARDS,
  ...REASON_CODES,
  ...FINDING_CODES,
  ...GLOSSARY.flatMap(({ words }) => words),
];

/** The flags of hfsync itself. */
const OWN_FLAGS: readonly FlagUsage[] = [
  { name: 'help', char: 'h', about: 'print the list of commands', value: null, repeats: false },
  { name: 'version', char: 'v', about: 'print the version', value: null, repeats: false },
];

export function usageOf(config: Interfaces.Config): readonly CommandUsage[] {
  const commands = config.commands.filter(({ hidden }) => !hidden);
  const about = new Map<string, string>();
  for (const { name, description } of config.topics) about.set(wordsOf(name), description ?? '');
  for (const { id, summary } of commands) about.set(wordsOf(id), summary ?? '');
  const all = [...new Set(['', ...about.keys()])].sort();
  return all.map((words) => {
    const command = commands.find(({ id }) => wordsOf(id) === words);
    const [first] = Object.values(command?.args ?? {});
    return {
      words,
      about: about.get(words) ?? '',
      next: all.filter((each) => isBelow(each, words)).map((each) => ({ word: lastOf(each), about: about.get(each)! })),
      flags:
        words === ''
          ? OWN_FLAGS
          : Object.values(command?.flags ?? {})
              .filter(({ hidden }) => !hidden)
              .map(flagUsage),
      argument:
        words === 'help' ? { words: topWords(all), from: null } : first ? valueOf(first.name, first.options) : null,
    };
  });
}

type Flag = Interfaces.Config['commands'][number]['flags'][string];

function flagUsage(flag: Flag): FlagUsage {
  const isOption = flag.type === 'option';
  return {
    name: flag.name,
    char: flag.char ?? null,
    about: flag.summary ?? flag.description ?? '',
    value: isOption ? valueOf(flag.helpValue, flag.options) : null,
    repeats: isOption && flag.multiple === true,
  };
}

/** `name`: its name in the help. */
function valueOf(name: string | readonly string[] | undefined, options: readonly string[] = []): Value {
  if (options.length > 0) return { words: options, from: null };
  switch (name) {
    case 'FILE':
      return { words: [], from: 'file' };
    case 'FOLDER':
      return { words: [], from: 'folder' };
    case 'ADDRESS':
    case 'PART':
      return { words: [], from: 'addresses' };
    case 'RULE':
      return { words: RULE_IDS, from: null };
    case 'KEY':
      return { words: WAYS, from: null };
    case 'WHAT':
      return { words: [...new Set(EXPLAINED)], from: 'addresses' };
    default:
      return { words: [], from: null };
  }
}

function topWords(all: readonly string[]): readonly string[] {
  return all.filter((words) => isBelow(words, ''));
}

function isBelow(words: string, topic: string): boolean {
  const rest = topic === '' ? words : words.startsWith(`${topic} `) ? words.slice(topic.length + 1) : '';
  return rest !== '' && !rest.includes(' ');
}

function lastOf(words: string): string {
  return words.slice(words.lastIndexOf(' ') + 1);
}

function wordsOf(id: string): string {
  return id.replaceAll(':', ' ');
}
