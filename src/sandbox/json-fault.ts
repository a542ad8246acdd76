/**
 * Where a text stops being JSON. Node says so only for some mistakes, and differently in each version. In: a text that
 * is not JSON. Out: line:column.
 */
export function jsonFault(text: string): string {
  const before = text.slice(0, validUntil(text)).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

const TOKEN =
  /[ \t\r\n]*(?:([{[])|([}\]])|(,)|(:)|("(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y;

/** What may come next. `-or-end` also allows the end of the list or object. */
type Next = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

function validUntil(text: string): number {
  const open: string[] = [];
  let next: Next = 'value';
  for (let at = 0; ; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) return at + /[ \t\r\n]*/.exec(text.slice(at))![0].length;
    const [whole, opening, closing, comma, colon, string] = found;
    const start = at + whole.length - whole.trimStart().length;
    const isKey: boolean = next === 'key' || next === 'key-or-end';
    if (closing !== undefined) {
      if (!next.endsWith('-or-end') || (closing === '}') !== (open.pop() === '{')) return start;
      next = 'comma-or-end';
    } else if (comma !== undefined) {
      if (next !== 'comma-or-end' || open.length === 0) return start;
      next = open.at(-1) === '{' ? 'key' : 'value';
    } else if (colon !== undefined) {
      if (next !== 'colon') return start;
      next = 'value';
    } else if (isKey) {
      if (string === undefined) return start;
      next = 'colon';
    } else if (next === 'value' || next === 'value-or-end') {
      if (opening !== undefined) open.push(opening);
      next = opening === undefined ? 'comma-or-end' : opening === '{' ? 'key-or-end' : 'value-or-end';
    } else return start;
  }
}
