import type { ParsedNode } from 'yaml';
import { isScalar } from './nodes.ts';
import type { Code } from '../model/code.ts';
import { spanOf } from './parse-yaml.ts';
import { reportNode } from './report-node.ts';
import { referencedVariable, isOwn, variableMeant } from './hide-secrets.ts';
import type { Source } from './source.ts';

/** A token never gets further than this function: a reference is passed on, anything else is hidden and reported. */
export function tokenValue(
  source: Source,
  key: ParsedNode,
  value: ParsedNode | null,
  path: readonly string[],
): unknown {
  const text = isScalar(value) && typeof value.value === 'string' && !value.tag ? value.value : null;
  if (text !== null && referencedVariable(text) !== null) return text;
  const place = path.join('.');
  const isToken = place === 'harvest.token' || place === 'forecast.token';
  const named = value && isToken ? variableMeant(source.text.slice(...spanOf(value))) : null;
  if (value) source.hide([value.range[0], value.range[1]]);
  if (!isToken) return null;
  const example = `\`token: \${${(path[0] ?? '').toUpperCase()}_TOKEN}\``;
  const at = value && value.range[1] > value.range[0] ? value : key;
  const finding = tokenFinding(place, example, { text, named, isEmpty: hasNoText(value) });
  reportNode(source, finding.code, at, finding.message, finding.hint);
  return null;
}
/** How other tools refer to a value that is kept elsewhere: `op://…`, `${ssm:…}`, `$[…]`, `!vault`. */
const ELSEWHERE = /^\s*(?:[a-z][\w+.-]*:\/\/|[$#%@]?[{[(<])/i;

function hasNoText(value: ParsedNode | null): boolean {
  return !value || (isScalar(value) && (value.value === null || value.value === ''));
}
function tokenFinding(
  place: string,
  example: string,
  { text, named, isEmpty }: { readonly text: string | null; readonly named: string | null; readonly isEmpty: boolean },
): { readonly code: Code; readonly message: string; readonly hint: string } {
  if (isEmpty) {
    const hint = `write ${example} and set that environment variable`;
    return { code: 'config.token-missing', message: `${place} is empty`, hint };
  }
  if (text !== null && !/[\p{L}\p{N}]/u.test(text)) {
    const message = `${place} does not name an environment variable`;
    return { code: 'config.token-missing', message, hint: `write ${example} and set that environment variable` };
  }
  const name = text === null ? undefined : /^\$\{([A-Za-z]+_[A-Za-z0-9_]*)\}$/.exec(text)?.[1];
  if (name !== undefined && (isOwn(name) || name === name.toUpperCase())) {
    const message = `${place} cannot come from the environment variable ${name}`;
    const hint = isOwn(name)
      ? `hfsync uses that one itself: write ${example}`
      : 'choose a name that starts with HARVEST_, FORECAST_ or HFSYNC_';
    return { code: 'config.token-variable', message, hint };
  }
  if (named !== null) {
    const message = `${place} names an environment variable in a form that hfsync does not accept`;
    return { code: 'config.token-variable', message, hint: `write \`token: \${${named}}\`` };
  }
  if (text !== null && ELSEWHERE.test(text)) {
    const message = `${place} refers to its value in a form that hfsync does not accept`;
    const hint = `write ${example} and set that environment variable`;
    return { code: 'config.token-variable', message, hint };
  }
  const message = `${place} is written into the file; hfsync takes only a reference to an environment variable`;
  const hint = `write ${example} and set that environment variable; if the token was ever committed, revoke it`;
  return { code: 'config.token-literal', message, hint };
}
