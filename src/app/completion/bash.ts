import type { CommandUsage, Value } from './usage.ts';

/**
 * For bash 3.2 (macOS) and later. It splits the line by itself, since bash also ends words at `:` and `=`. What bash
 * has already cut off is removed from the answers at the end.
 */
export function bashScript(commands: readonly CommandUsage[]): string {
  const paths = commands.filter(({ words }) => words !== '').map(({ words }) => pathPattern(words));
  return `# Completion of hfsync for bash, made by "hfsync completion bash".
_hfsync() {
  local line="\${COMP_LINE:0:COMP_POINT}" words=() cur prev before='' command='' config=() replies='' files='' i IFS=$' \\t\\n'
  read -ra words <<< "$line"
  while [[ \${#words[@]} -gt 0 && "\${words[0]}" != "$1" ]]; do words=("\${words[@]:1}"); done
  [[ "$line" == *[[:blank:]] ]] && words+=('')
  cur="\${words[\${#words[@]}-1]}" prev="\${words[\${#words[@]}-2]}"
  if [[ "$cur" == --*=* ]]; then
    prev="\${cur%%=*}" before="$prev=" cur="\${cur#*=}"
    [[ "$COMP_WORDBREAKS" == *=* ]] && before=''
  fi
  for ((i = 1; i < \${#words[@]} - 1; i++)); do
    case "$command/\${words[i]}" in
      ${paths.join(' | ')}) command="\${command:+$command }\${words[i]}" ;;
      *) break ;;
    esac
  done
  for ((i = 1; i < \${#words[@]} - 2; i++)); do
    [[ "\${words[i]}" == --config ]] && config=(--config "\${words[i+1]}")
  done
  case "$command $prev" in
${values(commands).join('\n')}
    *)
      case "$command" in
${commands.map(ownWords).join('\n')}
      esac
      ;;
  esac
  IFS=$'\\n'
  case "$files" in
    file) compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$cur")) ;;
    folder) compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -d -- "$cur")) ;;
    addresses) replies="$replies $("$1" completion --addresses "\${config[@]}" 2> /dev/null)" ;;
  esac
  [[ "$files" == file || "$files" == folder ]] && return
  IFS=$' \\t\\n'
  COMPREPLY=($(compgen -P "$before" -W "$replies" -- "$cur"))
  if [[ "$cur" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
    before="\${cur%"\${cur##*:}"}"
    COMPREPLY=("\${COMPREPLY[@]#"$before"}")
  fi
}
complete -F _hfsync hfsync
`;
}

/** The pattern for a command's last word after the words before it: `'state'/'list'`. */
function pathPattern(words: string): string {
  const at = words.lastIndexOf(' ');
  return `'${words.slice(0, Math.max(0, at))}/${words.slice(at + 1)}'`;
}

/** The values of flags, grouped so that flags with the same values share a branch. */
function values(commands: readonly CommandUsage[]): readonly string[] {
  const byReply = new Map<string, string[]>();
  for (const { words, flags } of commands)
    for (const { name, value } of flags) {
      if (!value) continue;
      const reply = assigned(value);
      byReply.set(reply, [...(byReply.get(reply) ?? []), `'${words} --${name}'`]);
    }
  return [...byReply].map(([reply, flags]) => `    ${flags.join(' | ')}) ${reply} ;;`);
}

function ownWords({ words, next, flags, argument }: CommandUsage): string {
  const names = flags.map(({ name }) => `--${name}`).join(' ');
  const others = next.map(({ word }) => word);
  const value = { words: [...others, ...(argument?.words ?? [])], from: argument?.from ?? null };
  return `        '${words}') if [[ "$cur" == -* ]]; then replies='${names}'; else ${assigned(value)}; fi ;;`;
}

function assigned({ words, from }: Value): string {
  const files = from === null ? [] : [`files=${from}`];
  return [`replies='${words.join(' ')}'`, ...files].join(' ');
}
