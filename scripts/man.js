// The man pages, made from what the help says. In: oclif.manifest.json. Out: man/hfsync.1, man/hfsync-plan.1, … (ignored by git).
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Config } from '@oclif/core';

/** Writes the pages; `npm install --global` puts them where `man` looks. */
export async function writeManPages(root) {
  const folder = path.join(root, 'man');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [file, text] of Object.entries(await makeManPages(root))) await writeFile(path.join(folder, file), text);
}

/** File → roff. */
export async function makeManPages(root) {
  const config = await Config.load({ root });
  const commands = config.commands.filter(({ hidden }) => !hidden).sort((a, b) => (a.id < b.id ? -1 : 1));
  const pages = commands.map((command) => [`${pageOf(command)}.1`, commandPage(command, config)]);
  return Object.fromEntries([['hfsync.1', mainPage(commands, config)], ...pages]);
}

function mainPage(commands, config) {
  return page('hfsync', config, [
    section('NAME', text(`hfsync - ${lowered(config.pjson.oclif.description)}`)),
    section('SYNOPSIS', `.B hfsync\n${roff('COMMAND [FLAGS]')}`),
    section('DESCRIPTION', text(config.pjson.description)),
    section('COMMANDS', ...commands.map((each) => entry(`hfsync ${nameOf(each)}`, each.summary))),
    section('ENVIRONMENT', ...ENVIRONMENT.map(([name, means]) => entry(name, means))),
    section(
      'FILES',
      entry('hfsync.yaml', 'the configuration'),
      entry('.hfsync/', 'the state, unless the configuration says another place'),
    ),
    section('SEE ALSO', `${commands.map(reference).join(',\n')}`),
  ]);
}

const ENVIRONMENT = [
  ['HARVEST_TOKEN, FORECAST_TOKEN', 'the tokens, unless the configuration names other variables'],
  ['HFSYNC_CONFIG', 'the configuration, as --config'],
  ['HFSYNC_STATE_KEY', 'the key that encrypts the state: 32 bytes as base64'],
  ['NO_COLOR, FORCE_COLOR', 'without colour; with colour in a pipe'],
  ['PAGER', 'for what is longer than the terminal'],
];

function commandPage(command, config) {
  const flags = Object.values(command.flags);
  const own = flags.filter(({ helpGroup, hidden }) => helpGroup !== 'GLOBAL' && !hidden);
  const global = flags.filter(({ helpGroup }) => helpGroup === 'GLOBAL');
  const args = Object.values(command.args);
  const examples = (command.examples ?? []).map(
    (example) => `.PP\n.EX\n${roff(example.replaceAll('<%= config.bin %>', 'hfsync'))}\n.EE`,
  );
  return page(pageOf(command), config, [
    section('NAME', text(`${pageOf(command)} - ${lowered(command.summary)}`)),
    section(
      'SYNOPSIS',
      `.B ${roff(`hfsync ${nameOf(command)}`)}`,
      [...args.map(argument), ...own.map(usage)].map(roff).join('\n'),
    ),
    section('DESCRIPTION', text(`${command.summary}\n\n${command.description}`)),
    args.length > 0 && section('ARGUMENTS', ...args.map((each) => entry(each.name, each.description))),
    own.length > 0 && section('OPTIONS', ...own.map(option)),
    section('GLOBAL OPTIONS', ...global.map(option)),
    section('EXAMPLES', ...examples),
    section('SEE ALSO', reference(null)),
  ]);
}

function page(name, config, sections) {
  const head = `.TH "${name.toUpperCase().replaceAll('-', '\\-')}" "1" "" "hfsync ${config.version}" "hfsync"`;
  return `${[head, '.nh', '.ad l', ...sections.filter(Boolean)].join('\n')}\n`;
}

function section(title, ...parts) {
  return [`.SH ${title}`, ...parts.filter(Boolean)].join('\n');
}

function entry(name, means) {
  return `.TP\n.B ${roff(name)}\n${text(means ?? '')}`;
}

function option(flag) {
  const names = [flag.char && `-${flag.char}`, `--${flag.name}`].filter(Boolean).join(', ');
  const { default: given, options = [], type } = flag;
  const facts = [
    options.length > 0 && !flag.description.includes(options[0]) && `One of: ${options.join(', ')}.`,
    type === 'option' && given !== undefined && `Default: ${given}.`,
    flag.env && `Environment: ${flag.env}.`,
  ].filter(Boolean);
  const means = [`${flag.description}${facts.length > 0 && !flag.description.endsWith('.') ? '.' : ''}`, ...facts].join(
    ' ',
  );
  return entry(`${names}${type === 'option' ? ` ${valueOf(flag)}` : ''}`, means);
}

function usage(flag) {
  return `[--${flag.name}${flag.type === 'option' ? ` ${valueOf(flag)}` : ''}]${flag.multiple ? '...' : ''}`;
}

function valueOf({ helpValue, options }) {
  return helpValue ?? (options ? options.join('|') : 'VALUE');
}

function argument({ name, required }) {
  return required ? name : `[${name}]`;
}

function reference(command) {
  return `.BR ${roff(command ? pageOf(command) : 'hfsync')} (1)`;
}

function pageOf({ id }) {
  return `hfsync-${id.replaceAll(':', '-')}`;
}

function nameOf({ id }) {
  return id.replaceAll(':', ' ');
}

function lowered(sentence) {
  return `${sentence[0].toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}

/** Paragraphs; a single line end stays one. */
function text(words) {
  return words
    .split('\n\n')
    .map((paragraph) => paragraph.split('\n').map(roff).join('\n.br\n'))
    .join('\n.PP\n');
}

/** A line of text: what roff would take for a command, an escape or the end of a sentence is none, and only ASCII is left. */
function roff(line) {
  return line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('...', '...\\&')
    .replace(/^[.']/, '\\&$&')
    .replace(/[^ -~]/gu, (char) => `\\[u${char.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}
