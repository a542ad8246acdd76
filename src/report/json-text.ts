/**
 * JSON that is as safe to print as text. Characters that a terminal or a reader could take for a command become `\u`
 * escapes.
 */
import type { Printable } from './escape.ts';

const UNSAFE = /[\u007F-\u009F\u2028\u2029\p{Cf}\p{Co}\p{Cn}\u115F\u1160\u3164\uFFA0\u2800]/gu;

/** Pretty JSON (2 spaces) with a newline at its end. */
export function jsonText(value: unknown): Printable {
  return `${safeJson(JSON.stringify(value, null, 2))}\n` as Printable;
}

/** JSON on one line, with a newline at its end. */
export function jsonLine(value: unknown): Printable {
  return `${safeJson(JSON.stringify(value))}\n` as Printable;
}

// CI runners look for these anywhere in a line of a log. The escape does not change the value of the JSON.
const LOG_COMMAND = /##(?=[a-z]*\[)/giu;

// Most texts contain none of these, which is quick to find out.
const SUSPECT = /[^\n -~\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF]|##/;

/** Parts of a JSON text, made safe. */
export function safeJson(json: string): Printable {
  if (!SUSPECT.test(json)) return json as Printable;
  return json.replace(LOG_COMMAND, '#\\u0023').replace(UNSAFE, (char) =>
    char
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  ) as Printable;
}
