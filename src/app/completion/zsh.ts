import type { CommandUsage, FlagUsage, Value } from './usage.ts';

/** For the function path (`_hfsync`), or for sourcing after `compinit`. */
export function zshScript(commands: readonly CommandUsage[]): string {
  const paths = commands.filter(({ words }) => words !== '').map(({ words }) => pathPattern(words));
  return `#compdef hfsync
# Completion of hfsync for zsh, made by "hfsync completion zsh".
_hfsync_addresses() {
  local -a config found
  local -i at=\${typed[(I)--config]}
  (( at > 0 && at < $#typed )) && config=(--config "\${typed[at+1]}")
  found=(\${(f)"$(\${typed[1]} completion --addresses $config 2> /dev/null)"})
  compadd -a found
}
_hfsync() {
  local -a typed=("\${words[@]}") subcommands
  local command='' curcontext="$curcontext"
  local -i i=2
  while (( i < CURRENT )); do
    case "$command/\${words[i]}" in
      (${paths.join('|')}) command="\${command:+$command }\${words[i]}" ;;
      (*) break ;;
    esac
    (( i++ ))
  done
  words=("\${words[1]}" "\${(@)words[i,-1]}")
  (( CURRENT -= i - 2 ))
  case "$command" in
${commands.map(branch).join('\n')}
  esac
}
if [[ $funcstack[1] == _hfsync ]]; then _hfsync "$@"; else compdef _hfsync hfsync; fi
`;
}

function pathPattern(words: string): string {
  const at = words.lastIndexOf(' ');
  return quoted(`${words.slice(0, Math.max(0, at))}/${words.slice(at + 1)}`);
}

function branch({ words, next, flags, argument }: CommandUsage): string {
  const below = next.map(({ word, about }) => quoted(`${word.replaceAll(':', '\\:')}:${about}`));
  const offer = below.length === 0 ? [] : [`subcommands=(${below.join(' ')})`];
  const specs = [
    ...flags.flatMap(flagSpecs),
    ...(below.length > 0 ? ["'1: :{ _describe command subcommands }'"] : []),
    ...(argument ? [quoted(`${below.length > 0 ? '' : '*'}:${after(argument)}`)] : []),
  ];
  return `    (${quoted(words)})
${offer.map((line) => `      ${line}\n`).join('')}      _arguments -S \\
        ${specs.join(' \\\n        ')}
      ;;`;
}

function flagSpecs({ name, char, about, value, repeats }: FlagUsage): readonly string[] {
  const star = repeats ? '*' : '';
  const rest = `[${about.replace(/[[\]\\:]/g, '\\$&')}]${value ? `:${after(value)}` : ''}`;
  const long = quoted(`${star}--${name}${value ? '=' : ''}${rest}`);
  return char === null ? [long] : [quoted(`-${char}${rest}`), long];
}

/** The message, which is empty, and the action. */
function after({ words, from }: Value): string {
  const known = words.length > 0 ? `compadd -- ${words.join(' ')}` : null;
  const found = { file: '_files', folder: '_files -/', addresses: '_hfsync_addresses' };
  if (from === null) return known === null ? ' : ' : ` :{ ${known} }`;
  return known === null ? ` :${found[from]}` : ` :{ ${known}; ${found[from]} }`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
