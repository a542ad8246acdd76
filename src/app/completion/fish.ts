import type { CommandUsage, FlagUsage, Value } from './usage.ts';

export function fishScript(commands: readonly CommandUsage[]): string {
  const paths = commands.filter(({ words }) => words !== '').map(({ words }) => pathPattern(words));
  return `# Completion of hfsync for fish, made by "hfsync completion fish".
function __hfsync_command
    set -l found
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        switch "$found/$word"
            case ${paths.join(' ')}
                set found (string trim -- "$found $word")
            case '*'
                break
        end
    end
    echo "$found"
end
function __hfsync_is
    test (__hfsync_command) = "$argv"
end
function __hfsync_addresses
    set -l words (commandline -opc)
    set -l at (contains -i -- --config $words)
    and set -l config --config $words[(math $at + 1)]
    $words[1] completion --addresses $config 2>/dev/null
end
complete -c hfsync -e
complete -c hfsync -f
${commands.flatMap(lines).join('\n')}
`;
}

function pathPattern(words: string): string {
  const at = words.lastIndexOf(' ');
  return quoted(`${words.slice(0, Math.max(0, at))}/${words.slice(at + 1)}`);
}

function lines({ words, next, flags, argument }: CommandUsage): readonly string[] {
  const here = `complete -c hfsync -n ${quoted(`__hfsync_is ${words}`.trim())}`;
  return [
    ...next.map(({ word, about }) => `${here} -a ${word} -d ${quoted(about)}`),
    ...(argument ? [`${here} ${after(argument, 'argument')}`] : []),
    ...flags.map((flag) => `${here} ${option(flag)}`),
  ];
}

function option({ name, char, about, value }: FlagUsage): string {
  const names = char === null ? `-l ${name}` : `-s ${char} -l ${name}`;
  return [names, `-d ${quoted(about)}`, ...(value ? [after(value, 'flag')] : [])].join(' ');
}

function after({ words, from }: Value, where: 'argument' | 'flag'): string {
  if (from === 'file') return where === 'flag' ? '-r -F' : '-F';
  const found = { folder: '(__fish_complete_directories)', addresses: '(__hfsync_addresses)' };
  const all = [...words, ...(from === null ? [] : [found[from]])].join(' ');
  const offered = all === '' ? '' : ` -a ${quoted(all)}`;
  return where === 'flag' ? `-x${offered}` : `-f${offered}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
