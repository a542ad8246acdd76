/** Makes elements without markup: everything put into them is text. */
type Child = Node | string | null | false;

interface Made {
  readonly class?: string;
  readonly text?: string;
  readonly onClick?: () => void;
  readonly attributes?: { readonly [name: string]: string | boolean };
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { class: of, text, onClick, attributes = {} }: Made = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (of !== undefined) element.className = of;
  if (text !== undefined) element.textContent = text;
  if (onClick) element.addEventListener('click', onClick);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

/** A button. Its `key` lets `redraw` keep the focus on it. */
export function button(text: string, key: string, onClick: () => void, of = ''): HTMLButtonElement {
  return make('button', { text, class: of, onClick, attributes: { type: 'button', 'data-key': key } });
}

export function byId<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** A name in its own element, so that one written from right to left does not affect the text around it. */
export function nameOf(text: string): HTMLElement {
  return make('bdi', { text: text === '' ? 'no name' : text, class: text === '' ? 'quiet' : '' });
}

/** A sentence of ours. Text in backticks becomes code. */
export function prose(text: string): readonly Child[] {
  // Names are in double quotes. Backticks inside them belong to the name.
  const parts = text.split(/("(?:[^"\\]|\\.)*")|`([a-z][\w:. /-]*)`/g);
  return parts.map((part, index) => (index % 3 === 2 && part ? make('code', { text: part }) : (part ?? null)));
}

/** Replaces the children of an element. The focus stays on the button with the same key, or moves to `otherwise`. */
export function redraw(element: HTMLElement, children: readonly Child[], otherwise: () => HTMLElement | null): void {
  const focused = document.activeElement;
  const isInside = focused instanceof HTMLElement && element.contains(focused);
  const key = isInside ? focused.dataset['key'] : undefined;
  element.replaceChildren(...children.filter((child) => child !== null && child !== false));
  if (!isInside) return;
  const same = key === undefined ? null : element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  (same ?? otherwise())?.focus({ preventScroll: same !== null });
}
