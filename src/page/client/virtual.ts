/**
 * A long list that draws only its visible lines. In: the number of lines, how to draw one. All lines have the same
 * height.
 */
import { make } from './dom.ts';

export interface Virtual {
  /** Redraws after the number of lines or their contents changed. */
  update(count: number): void;
  /** Scrolls a line into view. */
  reveal(index: number): void;
  /** How far Page Up and Page Down go: one line less than the visible ones. */
  page(): number;
}

export interface VirtualOptions {
  /** The element that scrolls. */
  readonly host: HTMLElement;
  draw(index: number): HTMLElement;
  /** A line that is always drawn, because the keyboard is on it. -1 if there is none. */
  pinned?(): number;
}

const BEYOND = 8;

export function virtual({ host, draw, pinned = () => -1 }: VirtualOptions): Virtual {
  const space = make('div', { class: 'space', attributes: { role: 'presentation' } });
  host.replaceChildren(space);
  let count = 0;
  let drawn = new Map<number, HTMLElement>();
  let frame = 0;

  let line = 1;

  /** Draws a hidden line and measures it: the height depends on the fonts and the width. */
  const measured = (): number => {
    if (count === 0) return 1;
    const probe = draw(0);
    probe.classList.add('probe');
    space.append(probe);
    const { height: found } = probe.getBoundingClientRect();
    probe.remove();
    return found || 1;
  };

  const paint = (isNew: boolean): void => {
    const first = Math.max(0, Math.floor(host.scrollTop / line) - BEYOND);
    const last = Math.min(count - 1, Math.ceil((host.scrollTop + host.clientHeight) / line) + BEYOND);
    const wanted = new Set(Array.from({ length: Math.max(0, last - first + 1) }, (_, nth) => first + nth));
    const also = pinned();
    if (also >= 0 && also < count) wanted.add(also);
    const kept = new Map<number, HTMLElement>();
    for (const [index, element] of drawn) {
      if (wanted.has(index) && !isNew) kept.set(index, element);
      else element.remove();
    }
    for (const index of [...wanted].sort((a, b) => a - b)) {
      if (kept.has(index)) continue;
      const element = draw(index);
      element.style.transform = `translateY(${index * line}px)`;
      space.append(element);
      kept.set(index, element);
    }
    drawn = kept;
  };
  const resize = (): void => {
    line = measured();
    space.style.height = `${count * line}px`;
    paint(true);
  };
  host.addEventListener('scroll', () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => paint(false));
  });
  new ResizeObserver(resize).observe(host);
  return {
    update(next) {
      count = next;
      resize();
    },
    reveal(index) {
      const top = index * line;
      if (top < host.scrollTop) host.scrollTop = top;
      else if (top + line > host.scrollTop + host.clientHeight) host.scrollTop = top + line - host.clientHeight;
      paint(true);
    },
    page: () => Math.max(1, Math.floor(host.clientHeight / line) - 1),
  };
}
