import type { YAMLError } from 'yaml';
import { FLOW_FAULTS } from './flow-faults.ts';
import { foreignLines } from './foreign-lines.ts';
import { LINE_FAULTS, LINE_STARTS } from './line-faults.ts';
import { spotOf, type SyntaxFault } from './spot.ts';

const MOST_FAULTS = 20;
/** Above this size only the first mistake is reported, since each further one means reading the whole text again. */
const SMALL = 1_000_000;

/**
 * Finds the mistakes in a text that YAML cannot read. After its first error the parser also rejects lines that are
 * right, so only that error counts: it is recognized and repaired in a copy of the text, and the copy is read again for
 * the next one.
 */
export function syntaxFaults(text: string, errorsOf: (text: string) => readonly YAMLError[]): readonly SyntaxFault[] {
  const foreign = foreignLines(text);
  if (foreign.length > 0) return foreign;
  const faults: SyntaxFault[] = [];
  let copy = text;
  for (let errors = errorsOf(copy); errors.length > 0; errors = errorsOf(copy)) {
    const fault = diagnose(copy, errors);
    const last = faults.at(-1);
    if (last && fault.span[0] <= last.span[0]) break;
    if (!(
      last &&
      fault.isSaidOnce &&
      last.message === fault.message &&
      !copy.slice(last.span[0], fault.span[0]).includes('\n')
    ))
      faults.push(fault);
    if (!fault.repair || faults.length === MOST_FAULTS || text.length > SMALL) break;
    copy = mend(copy, fault.repair);
  }
  return faults;
}

function diagnose(text: string, errors: readonly YAMLError[]): SyntaxFault {
  const [first, ...rest] = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  if (!first) throw new Error('A text without errors has nothing to diagnose.');
  const spot = spotOf(text, first);
  for (const recognize of [...LINE_STARTS, ...FLOW_FAULTS, ...LINE_FAULTS]) {
    const fault = recognize(spot);
    if (fault) return fault;
  }
  const [message, hint] = SYNTAX[first.code] ?? ['this is not valid YAML', 'compare it with the lines above'];
  return { span: [first.pos[0], rest.length > 0 ? first.pos[0] + 1 : first.pos[1]], message, hint };
}

function mend(text: string, [[from, to], filler]: NonNullable<SyntaxFault['repair']>): string {
  return text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, filler) + text.slice(to);
}

/**
 * The words for errors that nothing recognizes. The parser's own messages quote the file, which may contain a token.
 */
const SYNTAX: Partial<Record<YAMLError['code'], readonly [message: string, hint: string]>> = {
  BAD_INDENT: [
    'this line is not indented like its neighbours',
    'start the entries of one list or mapping in one column',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second mapping starts in this line',
    'put it on its own line; put text that contains ": " in quotes',
  ],
  MISSING_CHAR: [
    'something is missing here',
    'look for a quote or bracket that is not closed, a missing comma, or a missing ":" after a key',
  ],
  UNEXPECTED_TOKEN: [
    'YAML expects nothing here',
    'look for an extra quote or bracket, or for a line that is not indented far enough',
  ],
  BAD_ALIAS: ['a "*" starts an alias, which hfsync does not allow', 'put text that starts with "*" in quotes'],
  MULTILINE_IMPLICIT_KEY: ['a key goes over several lines', 'look for a missing ":" or for a quote that is not closed'],
  KEY_OVER_1024_CHARS: ['this key is longer than 1024 characters', 'look for a missing ":"'],
  MULTIPLE_ANCHORS: ['hfsync does not allow anchors', 'write the value out'],
  MULTIPLE_TAGS: ['hfsync does not allow tags', 'leave the tag out'],
  BAD_DIRECTIVE: ['hfsync does not allow lines that start with %', 'remove the line'],
  RESOURCE_EXHAUSTION: ['the file is nested too deeply', 'hfsync needs six levels'],
};
