import { PLURAL, type RecordKind } from '../model/kind.ts';
import type { SourceLines } from '../model/want.ts';
import { listAt, type WrittenFile } from './cross-checks.ts';
import { locate, parseYaml } from './parse-yaml.ts';
import { plainTree } from './plain-tree.ts';
import { plainData } from './plain-data.ts';
import { quickly, type QuickEntry, type QuickText } from './quick.ts';
import { linesOf } from './to-want.ts';
import { createSource, type Source } from './source.ts';

/**
 * Lets `yaml` read a file without its regular entries, then puts them back in their places. Null if only `yaml` can
 * read the file.
 */
export function readQuickly(whole: Source): WrittenFile | null {
  const quick = quickly(whole.text);
  if (!quick) return null;
  const source = createSource(whole, quick.rest);
  const root = plainTree(quick.rest) ?? parseYaml(source);
  const rest = root && plainData(source, root);
  if (!root || !isObject(rest) || !isObject(rest['links']) || source.findings().length > 0) return null;
  const links: { [key: string]: unknown } = Object.assign(Object.create(null) as object, rest['links']);
  const unchecked = { ...links };
  const lines = new Map<RecordKind, readonly SourceLines[]>();
  for (const [kind, section] of Object.entries(PLURAL) as [RecordKind, keyof QuickText['entries']][]) {
    const entries = inOrder({ source, root, data: rest }, quick, section);
    // Lines were taken out above other kinds too.
    lines.set(
      kind,
      entries.map(({ at }) => at),
    );
    if (quick.entries[section].length === 0) continue;
    links[section] = entries.map(({ data }) => data);
    unchecked[section] = quick.entries[section].every(isValid) ? listAt(rest, ['links', section]) : links[section];
  }
  const data = Object.assign(Object.create(null) as object, rest, { links });
  return {
    ...{ source, root, data },
    quick: { rest, unchecked: { ...rest, links: unchecked }, at: (kind, index) => lines.get(kind)?.[index] ?? null },
  };
}

/** What the schema accepts of every kind. It knows where else `create` may stand. */
function isValid({ data: { name, harvest, forecast } }: QuickEntry): boolean {
  return typeof harvest === 'number' && typeof forecast === 'number' && name?.trim() !== '';
}

interface Placed {
  readonly data: unknown;
  readonly at: SourceLines;
}

function inOrder(file: WrittenFile, quick: QuickText, section: keyof QuickText['entries']): readonly Placed[] {
  const { source, root, data } = file;
  const line = (of: number): number => (quick.lines[of - 1] ?? 0) + 1;
  const left = listAt(data, ['links', section]).map((entry, index): Placed => {
    const at = linesOf(source, locate(root, ['links', section, index]).value);
    return { data: entry, at: { ...at, line: line(at.line), lastLine: line(at.lastLine) } };
  });
  const taken = quick.entries[section].map((entry: QuickEntry): Placed => {
    const number = entry.line + 1;
    return { data: entry.data, at: { path: source.name, line: number, lastLine: number } };
  });
  return left.length === 0 ? taken : [...left, ...taken].sort((one, other) => one.at.line - other.at.line);
}

function isObject(data: unknown): data is { readonly [key: string]: unknown } {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
