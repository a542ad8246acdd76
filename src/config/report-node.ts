import type { ParsedNode } from 'yaml';
import type { Code } from '../model/code.ts';
import { spanOf } from './parse-yaml.ts';
import type { Source } from './source.ts';

/** Reports a node and marks it, so that the schema does not complain about the same place. */
export function reportNode(
  source: Source,
  code: Code,
  node: ParsedNode,
  message: string,
  hint: string,
  span = spanOf(node),
): void {
  source.report(code, span, message, hint);
  source.markReported(node.range[0]);
}
