import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { defaultTreeAdapter as tree, parseFragment, type DefaultTreeAdapterTypes as Types } from 'parse5';

/** GitHub-flavoured Markdown as HTML, raw HTML let through as GitHub does before it cleans it. */
export function render(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** What a page is made of, once a browser's parser has read it. */
export interface Outline {
  /** How many of each element, comments as `#comment`. */
  readonly elements: { readonly [name: string]: number };
  readonly links: readonly string[];
  /** Elements, attributes and words outside of code that hfsync does not write: nothing, or somebody broke out. */
  readonly strangers: readonly string[];
  /** The texts in code. */
  readonly code: readonly string[];
}

const OURS = new Set([
  ...['details', 'summary', 'h3', 'p', 'code', 'pre', 'a', 'strong', 'blockquote'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
]);
const PLAIN_WORDS = /^[\w\s.,:()'/+=!~·-]*$/;

export function outline(html: string): Outline {
  const elements: Record<string, number> = {};
  const links: string[] = [];
  const strangers: string[] = [];
  const code: string[] = [];
  const count = (name: string): void => void (elements[name] = (elements[name] ?? 0) + 1);

  function visit(node: Types.ChildNode, inCode: boolean, inLink: boolean): void {
    if (tree.isTextNode(node)) {
      if (inCode) code.push(node.value);
      else if (!inLink && (!PLAIN_WORDS.test(node.value) || node.value.includes('CANARY'))) strangers.push(node.value);
      return;
    }
    if (tree.isCommentNode(node)) return count(`#comment ${node.data}`);
    if (!tree.isElementNode(node)) return;
    const { tagName } = node;
    count(tagName);
    if (!OURS.has(tagName)) strangers.push(`<${tagName}>`);
    for (const { name, value } of node.attrs) strangers.push(...strangeAttribute(tagName, name, value));
    if (tagName === 'a') links.push(node.attrs.find(({ name }) => name === 'href')?.value ?? '');
    for (const child of node.childNodes) visit(child, inCode || tagName === 'code', inLink || tagName === 'a');
  }

  for (const node of parseFragment(html).childNodes) visit(node, false, false);
  return { elements, links, strangers, code };
}

function strangeAttribute(tag: string, name: string, value: string): string[] {
  if (tag === 'a' && name === 'href' && /^https:\/\/[\w.-]+\/[\w./-]*$/.test(value)) return [];
  if (tag === 'code' && name === 'class' && /^language-(diff|yaml)$/.test(value)) return [];
  if ((tag === 'th' || tag === 'td') && name === 'align') return [];
  return [`${tag}[${name}=${value}]`];
}
