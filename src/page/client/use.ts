/** Tells the server that somebody is using the page, or that the tab is gone. Notices when the server has ended. */
import { call, Gone, isServed, tellLeave } from './server.ts';

const MINUTE = 60_000;

/** `isLossy`: whether closing the tab loses anything. Returns a function that ends the watch. */
export function watchUse(idleMs: number, isLossy: () => boolean, onGone: (error: unknown) => void): () => void {
  let told = performance.now();
  let timer = 0;
  let isOver = false;

  const check = (): void => {
    isServed().then((served) => {
      if (!served && !isOver) onGone(new Gone('hfsync has ended.'));
    }, onGone);
  };
  const rest = (): void => {
    clearTimeout(timer);
    timer = setTimeout(check, idleMs + 1000);
  };
  const used = (): void => {
    if (isOver || performance.now() - told < Math.min(MINUTE, idleMs / 4)) return;
    told = performance.now();
    rest();
    call('POST', '/api/use').catch(onGone);
  };
  const leaving = (): void => {
    if (!isOver) tellLeave();
  };
  const asking = (event: BeforeUnloadEvent): void => {
    if (!isOver && isLossy()) event.preventDefault();
  };
  const kinds = ['keydown', 'pointerdown', 'wheel', 'focus'] as const;
  for (const kind of kinds) addEventListener(kind, used, { passive: true });
  addEventListener('pagehide', leaving);
  addEventListener('beforeunload', asking);
  rest();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
