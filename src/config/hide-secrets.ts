import leven from 'leven';

/**
 * The only way to give a token: `${NAME}`. So no secret gets into git, and no pull request can read another variable.
 */
const REFERENCE = /^\$\{((?:HARVEST|FORECAST|HFSYNC)_[A-Za-z0-9_]+)\}$/;
/**
 * Variables that hfsync and its jobs read themselves, some of them secret. As a token, such a value would be sent to
 * the service. The whole prefix `HFSYNC_STATE_` is reserved for the state's key and the access to a shared state. Case
 * is ignored, since Windows ignores it in variable names.
 */
const OWN = /^HFSYNC_(?:STATE_\w+|GITLAB_\w+|GITHUB_\w+|\w+_URL|CONFIG|CONTACT|DIGEST|ALLOW|PACKAGE|REDACT)$/i;
/** `key: ${NAME}`, perhaps with more keys on the line: there is nothing to hide. */
const REFERENCE_AHEAD = /^["']?\$\{[A-Z0-9_]{1,100}\}["']?[ \t]*(?:$|[,}#])/;
const KEY =
  /(?:token|tokn|tokne|toekn|tkn|secret|passw|api[_-]?key|authori[sz]ation|bearer)\w{0,20}["']?[ \t]{0,20}[:=]?[ \t]{0,20}/gi;
/** A Harvest access token (`123.pt.…`), or a long mix of letters and digits. */
const TOKEN_LIKE = /(?<!\d)\d+\.pt\.[\w.-]+|(?<![\w.-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{24,}/g;

/**
 * The name of the variable in `${NAME}`. Null if the text is anything else, or if that variable cannot hold a token.
 */
export function referencedVariable(text: string): string | null {
  const name = REFERENCE.exec(text)?.[1] ?? null;
  return name !== null && isOwn(name) ? null : name;
}

/** Whether hfsync uses this variable for something else. */
export function isOwn(variable: string): boolean {
  return OWN.test(variable);
}

/** What surrounds the name of a variable in other tools: `process.env.NAME`, `${{ secrets.NAME }}`, `Bearer ${NAME}`. */
const AROUND = /\b(?:process|os|environ|env|getenv|secrets|vars|variables|lookup|bearer|echo|export)\b/gi;

/** The variable meant by a text that is not `${NAME}`. Null unless there is one, and nothing else that could be a secret. */
export function variableMeant(written: string): string | null {
  const bare = written.toUpperCase().replace(/:?[-=?+][^}]*(?=\})/g, '');
  const names = bare.match(/(?<![A-Z0-9_])(?:HARVEST|FORECAST|HFSYNC)_[A-Z_]{3,40}(?![A-Z0-9_])/g) ?? [];
  const [name] = names;
  if (name === undefined || isOwn(name) || names.some((one) => one !== name)) return null;
  return /[A-Z0-9]/.test(bare.replaceAll(name, '').replace(AROUND, '')) ? null : name;
}

/** Whether a key holds a token, or was meant to. Its value is never shown. */
export function isSecretKey(key: string): boolean {
  if (key.length > 40) return /^tok/i.test(key);
  return (
    /tok|tkn|secret|passw|api[_-]?key|authori[sz]ation|bearer/i.test(key) || leven(key.toLowerCase(), 'token') <= 2
  );
}

/** The same text, with a star for each character of anything that looks like a secret or follows a key for one. */
export function hideSecrets(text: string): string {
  const hidden = text.replace(TOKEN_LIKE, (token) => '*'.repeat(token.length));
  for (const match of hidden.matchAll(KEY)) {
    const start = match.index + match[0].length;
    const rest = hidden.slice(start);
    const separated = /[:=\s]/.test(match[0]);
    if (separated && rest.trim() !== '' && !REFERENCE_AHEAD.test(rest)) return stars(hidden, start, hidden.length);
  }
  return hidden;
}

/** Whether a line has a key for a secret without a reference after it: its value may continue below. */
export function opensSecret(line: string): boolean {
  for (const match of line.matchAll(KEY)) {
    if (/[:=]/.test(match[0]) && !REFERENCE_AHEAD.test(line.slice(match.index + match[0].length))) return true;
  }
  return false;
}

export function stars(text: string, start: number, end: number): string {
  if (end <= start) return text;
  return text.slice(0, start) + text.slice(start, end).replace(/\S/g, '*') + text.slice(end);
}
