import { parse, type DefaultTreeAdapterTypes } from 'parse5';

export type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** The page as a browser would build it, without a browser. */
export function parsed(page: string): Element[] {
  return elementsIn(parse(page, { onParseError: fail }));
}

/** All elements below a node, in order. */
export function elementsIn(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  return children.flatMap((child) => ('tagName' in child ? [child, ...elementsIn(child)] : []));
}

export function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

export function hasClass(name: string): (element: Element) => boolean {
  return (element) => (attribute(element, 'class') ?? '').split(' ').includes(name);
}

/** Below a node, the texts of all elements of a tag or class. */
export function textsOf(nodes: readonly Element[], wanted: string): string[] {
  return nodes.filter((each) => each.tagName === wanted || hasClass(wanted)(each)).map(textOf);
}

function fail(error: { readonly code: string; readonly startLine: number }): void {
  throw new Error(`the page is no clean HTML: ${error.code} in line ${error.startLine}`);
}
