/** A list of which only what is in sight exists. In: how many lines, how one is drawn. All lines are equally high. */
import { make } from './dom.ts';

export interface Virtual {
  /** Other lines, or other contents. */
  update(count: number): void;
  /** Brings a line into sight. */
  reveal(index: number): void;
  /** How many lines are in sight at once. */
  page(): number;
}

export interface VirtualOptions {
  /** What scrolls. */
  readonly host: HTMLElement;
  draw(index: number): HTMLElement;
  /** A line that exists in any case, since the keyboard is on it; -1: none. */
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

  /** One line, drawn where nobody sees it: its height follows the fonts and the width. */
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
