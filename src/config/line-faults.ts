import { codePoint, yamlEscape } from '../model/invisible.ts';
import { fault, quotes } from './flow-faults.ts';
import { firstLine, deeperLine, indentation } from './indentation-faults.ts';
import { variableMeant } from './hide-secrets.ts';
import { isKey } from './keys.ts';
import type { Span } from './source.ts';
import { plainEnd, type Recognizer, type Spot, type SyntaxFault } from './spot.ts';
import { tableRow } from './table-row.ts';
import { pasteable, quote } from './wording.ts';

/** Mistakes at the start of a line. They are tested first, since they change the meaning of the rest. */
export const LINE_STARTS: readonly Recognizer[] = [
  foreignToken,
  tableRow,
  tab,
  unusualBlank,
  dash,
  parenthesis,
  dots,
  indicator,
  loneSign,
  blockEntry,
  comment,
];

/** Other mistakes in lines and their indentation, the most specific first. */
export const LINE_FAULTS: readonly Recognizer[] = [
  ...[reserved, slashes, backslash, firstLine, deeperLine, indentation, noColon, colonInText],
];

function tab({ start, line, code }: Spot): SyntaxFault | null {
  if (code !== 'TAB_AS_INDENT') return null;
  const [indent = ''] = /^[ \t]*/.exec(line) ?? [];
  const first = Math.max(0, indent.indexOf('\t'));
  return fault(
    [start + first, start + Math.max(first + 1, indent.length)],
    'a tab indents this line',
    'indent every line with spaces',
    null,
  );
}

/** A no-break space looks like a space but is part of the text. */
function unusualBlank({ start, line }: Spot): SyntaxFault | null {
  const found = /^ *((?! )\p{Zs}+)|(?<=[:-])((?! )\p{Zs}+)/u.exec(line);
  if (!found) return null;
  const blank = found[1] ?? found[2] ?? '';
  const at = start + found.index + found[0].length - blank.length;
  const span: Span = [at, at + blank.length];
  const message = `the space here is ${codePoint(blank)}, which YAML does not treat as a space`;
  // A wide blank stands for several, so the copy would be indented otherwise than meant.
  return fault(span, message, 'replace it with ordinary spaces', /^\u00A0+$/.test(blank) ? span : null, ' ');
}

/** `– { … }`, `* { … }`, `1. { … }`, `-{ … }` */
function dash({ start, line }: Spot): SyntaxFault | null {
  const [, indent = '', sign = ''] = /^(\s*)([–—•‐−▪◦·‣]|\*(?= )|\d{1,3}[.)](?= )|-(?=[^\s-]))\s*/.exec(line) ?? [];
  if (sign === '') return null;
  const span: Span = [start + indent.length, start + indent.length + sign.length];
  if (sign !== '-') {
    const shown = sign > '\x7e' ? `"${sign}" (${codePoint(sign)})` : `"${sign}"`;
    const repair: Span = sign.length === 1 ? span : [span[0], start + line.length];
    const message = `${shown} is not the hyphen that starts an entry`;
    return fault(span, message, 'write "- "', repair, sign.length === 1 ? '-' : ' ');
  }
  return fault(span, 'a space is missing after the "-"', 'write "- "', [span[0], start + line.length]);
}

function parenthesis({ start, line }: Spot): SyntaxFault | null {
  const [head = ''] = /^\s*- +\(/.exec(line) ?? [];
  if (head === '') return null;
  const span: Span = [start + head.length - 1, start + line.trimEnd().length];
  return fault(span, 'YAML has no entries in parentheses', 'write { and } instead of ( and )', span);
}

/** `...` for lines that were left out when the text was copied. */
function dots({ start, line }: Spot): SyntaxFault | null {
  const [, indent = '', sign = ''] = /^(\s+)(\.{3}|…)\s*$/.exec(line) ?? [];
  if (sign === '') return null;
  const at = start + indent.length;
  return fault([at, at + sign.length], `"${sign}" means nothing here`, 'remove the line', [at, at + sign.length], ' ');
}

/** `name: ? Web`, `name: >Web`, `projects: - { … }` */
function indicator({ start, line, before }: Spot): SyntaxFault | null {
  const [, head = '', key = '', value = ''] =
    /^(\s*(?:- +)*["']?([\w-]+)["']?:\s+)([?>|-](?=.*[A-Za-z]).*?)\s*$/.exec(line) ?? [];
  if (value === '' || before.length < head.length || /^[|>][+-]?\d?\s*(?:#.*)?$/.test(value)) return null;
  const span: Span = [start + head.length, start + head.length + value.length];
  if (value.startsWith('- ') && isKey(key) && key !== 'name') {
    return fault(span, 'the first entry of a list stands on its own line', 'put it on the next line, indented', span);
  }
  return fault(span, `text may not start with "${value[0]}" in YAML`, quotes(value), span);
}

/** `forecast: -`, `forecast: ?`: the place of a value that somebody did not know yet. */
function loneSign({ start, line }: Spot): SyntaxFault | null {
  const [, head = '', sign = ''] = /^(\s*(?:- +)?["']?[\w-]+["']?:\s+)([-?])\s*(?:#.*)?$/.exec(line) ?? [];
  if (sign === '') return null;
  const span: Span = [start + head.length, start + head.length + 1];
  return fault(span, `"${sign}" is not a value`, 'write the value in its place, or remove the line', span);
}

/** `token: {{ lookup('env', 'NAME') }}`: YAML sees a mapping open. */
function foreignToken({ start, line, open }: Spot): SyntaxFault | null {
  const [, head = '', value = ''] = /^(\s*["']?token["']?\s*:\s+)(\{\{.*?)\s*$/.exec(line) ?? [];
  if (value === '' || open.length > 2) return null;
  const span: Span = [start + head.length, start + head.length + value.length];
  const message = 'this reference has a form that hfsync does not accept';
  const hint = `write \${${variableMeant(value) ?? 'HARVEST_TOKEN'}}`;
  return fault(span, message, hint, span);
}

/** `- | Web`, `- > Web`: YAML takes the sign for the start of a text on the lines below. */
function blockEntry({ start, line, before }: Spot): SyntaxFault | null {
  const [, head = '', value = ''] = /^(\s*(?:- +)+)([>|](?=.*\w).*?)\s*$/.exec(line) ?? [];
  if (value === '' || before.length < head.length || /^[|>][+-]?\d?\s*(?:#.*)?$/.test(value)) return null;
  const span: Span = [start + head.length, start + head.length + value.length];
  return fault(span, `text may not start with "${value[0]}" in YAML`, quotes(value), span);
}

function reserved({ text, at, before, open, code }: Spot): SyntaxFault | null {
  if (code !== 'BAD_SCALAR_START') return null;
  const end = plainEnd(text, at, open.length > 0);
  const message = `text may not start with "${text[at]}" in YAML`;
  if (!/token\s*:\s*$/.test(before)) return fault([at, end], message, quotes(text.slice(at, end)), [at, end]);
  const variable = variableMeant(text.slice(at, end));
  const hint = variable === null ? 'write the name of a variable, as in ${HARVEST_TOKEN}' : `write \${${variable}}`;
  return fault([at, end], message, hint, [at, end]);
}

function slashes({ start, line, code }: Spot): SyntaxFault | null {
  const [, indent = '', sign] = /^(\s*)(\/\*|--(?=\s)|;)/.exec(line) ?? [];
  if (sign === undefined || (code !== 'MULTILINE_IMPLICIT_KEY' && code !== 'MISSING_CHAR')) return null;
  const at = start + indent.length;
  return fault(
    [at, at + sign.length],
    `"${sign}" does not start a comment`,
    'write "#"',
    [at, start + line.length],
    ' ',
  );
}

/** `roles sync`, `roles:sync`, `roles = sync`, `links` with a mapping below */
function noColon({ start, line, code, reason, open }: Spot): SyntaxFault | null {
  if (open.length > 0 || !/^Implicit /.test(reason)) return null;
  const [, head = '', key = '', sign = '', value = ''] =
    /^(\s*(?:- )?\s*)(["']?[\w-]+["']?)(\s*[=:：]?\s*)(.*?)\s*$/.exec(line) ?? [];
  if (key === '' || /^\s*-\s/.test(value)) return null;
  const from = start + head.length;
  const span: Span = [from, Math.max(from + key.length, start + line.trimEnd().length)];
  const known = isKey(key.replace(/["']/g, ''));
  const isSecretive = pasteable(value) === null || /tok|secret|passw/i.test(key);
  const rest = value === '' ? '' : isSecretive ? ' …' : ` ${value}`;
  const hint = `write ${quote(`${key}:${rest}`).slice(1, -1).replaceAll('\\"', '"')}`;
  const repair: Span = [from, start + line.length];
  const sighted = sign.trim();
  if (sighted === '=' && key === key.toUpperCase())
    return fault(span, 'this sets an environment variable', 'remove it here, and set it in the shell', repair, ' ');
  if (sighted === '' && value === '' && !known)
    return fault(
      span,
      'this is neither a key nor a value',
      'remove it, or write a key, ":" and its value',
      repair,
      ' ',
    );
  if (sighted === ':') return fault(span, 'a space is missing after the ":"', hint, null);
  if (sighted === '=') return fault(span, 'YAML has ":" between a key and its value, not "="', hint, null);
  if (sighted === '：')
    return fault(span, `"${sighted}" (${codePoint(sighted)}) is not the colon that YAML uses`, hint, null);
  if (!known && value !== '' && code === 'MULTILINE_IMPLICIT_KEY') return null;
  return fault(
    known ? [from, from + key.length] : span,
    'a ":" is missing after this key',
    hint,
    known ? null : repair,
  );
}

function comment({ at, line, start, reason }: Spot): SyntaxFault | null {
  if (!/^Comments must be separated/.test(reason)) return null;
  return fault(
    [at, start + line.length],
    'a space is missing before the comment',
    'write " #"',
    [at, start + line.length],
    ' ',
  );
}

function backslash({ text, at, start, before, line, code }: Spot): SyntaxFault | null {
  if (code !== 'BAD_DQ_ESCAPE') return null;
  const [braced = '', hex = ''] = /^\\u\{([\da-f]{1,6})\}/i.exec(text.slice(at)) ?? [];
  if (hex !== '' && parseInt(hex, 16) <= 0x10ffff) {
    const message = `${quote(braced).replace('\\\\', '\\')} is not an escape that YAML knows`;
    const hint = `write ${yamlEscape(String.fromCodePoint(parseInt(hex, 16)))}`;
    return fault([at, at + braced.length], message, hint, [at, at + braced.length]);
  }
  const open = before.lastIndexOf('"');
  const close = line.indexOf('"', before.length);
  const hint = 'write \\\\ for a backslash, or put the text in single quotes';
  const known = open >= 0 && close > 0 ? quotes(line.slice(open + 1, close)) : hint;
  const repair: Span | null = open >= 0 && close > 0 ? [start + open + 1, start + close] : null;
  return fault([at, at + 2], `${quote(text.slice(at, at + 2))} is not an escape that YAML knows`, known, repair);
}

/** `name: Acme: Web` */
function colonInText({ start, line, code, open }: Spot): SyntaxFault | null {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' || open.length > 0) return null;
  const [, head, value] = /^(\s*(?:- +)*["'\w-]+:\s+)([^"'{[].*?:(?:\s.*)?)$/.exec(line.replace(/\s#.*$/, '')) ?? [];
  if (head === undefined || value === undefined) return null;
  const span: Span = [start + head.length, start + head.length + value.trimEnd().length];
  const inner = /^(\w+):$/.exec(value.trimEnd())?.[1];
  if (inner !== undefined && isKey(inner))
    return fault(span, `"${inner}:" needs its own line`, 'put it on the next line, indented by two spaces', span);
  return fault(span, 'text that contains ": " goes in quotes', quotes(value), span);
}
