/** Elements without markup: whatever is put in is text. */
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

/** A button; `key` names it, so that the focus stays on it when all is drawn anew. */
export function button(text: string, key: string, onClick: () => void, of = ''): HTMLButtonElement {
  return make('button', { text, class: of, onClick, attributes: { type: 'button', 'data-key': key } });
}

/** The element of the page with that id. */
export function byId<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** A name by itself: one that reads from right to left leaves its surroundings alone. */
export function nameOf(text: string): HTMLElement {
  return make('bdi', { text: text === '' ? 'no name' : text, class: text === '' ? 'quiet' : '' });
}

/** A sentence of ours: what stands between back-ticks is to be typed. */
export function prose(text: string): readonly Child[] {
  // Names stand in double quotes: what is between back-ticks there is theirs.
  const parts = text.split(/("(?:[^"\\]|\\.)*")|`([a-z][\w:. /-]*)`/g);
  return parts.map((part, index) => (index % 3 === 2 && part ? make('code', { text: part }) : (part ?? null)));
}

/** Puts other children into an element; the focus stays on the button of the same key, else goes to `otherwise`. */
export function redraw(element: HTMLElement, children: readonly Child[], otherwise: () => HTMLElement | null): void {
  const focused = document.activeElement;
  const isInside = focused instanceof HTMLElement && element.contains(focused);
  const key = isInside ? focused.dataset['key'] : undefined;
  element.replaceChildren(...children.filter((child) => child !== null && child !== false));
  if (!isInside) return;
  const same = key === undefined ? null : element.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  (same ?? otherwise())?.focus({ preventScroll: same !== null });
}
