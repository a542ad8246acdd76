// A long page is laid out near the screen only. Not every browser tells screen readers of the rest. This lays out the rest when its reader
// asks for it: a few blocks at a time, so that the page goes on answering, and back again.
'use strict';

{
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('#whole'));
  const status = /** @type {HTMLElement} */ (document.querySelector('#status'));
  const blocks = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.block'));
  const isWanted = () => button?.getAttribute('aria-pressed') === 'true';

  /** Blocks that are laid out at once. Each time, a browser looks at all others too, so there are at most 50 times. */
  const together = Math.max(4, Math.ceil(blocks.length / 50));

  let timer = 0;
  /** When the last step ended. */
  let ended = 0;

  /** @param {number} from @param {boolean} tells */
  const layOut = (from, tells) => {
    const start = performance.now();
    // A browser goes through all that is laid out before it draws it. So a step takes twice as long as that, or most of the time would go
    // into pictures.
    const room = Math.max(50, 2 * (start - ended));
    let next = from;
    while (next < blocks.length && performance.now() - start < room) {
      for (const end = Math.min(next + together, blocks.length); next < end; next += 1)
        blocks[next]?.classList.add('whole');
      // Asking for a height lays them out now.
      void document.body.offsetHeight;
    }
    ended = performance.now();
    const isDone = next === blocks.length;
    // Read aloud now and then, not at each step.
    const [before, now] = [from, next].map((count) => Math.floor((count * 10) / blocks.length) * 10);
    if (tells && (isDone || before !== now))
      status.textContent = isDone ? 'All records are laid out' : `Laying out: ${now} %`;
    if (!isDone) timer = setTimeout(() => layOut(next, tells));
  };

  /** Leaves all but what is near the screen. */
  const leave = () => {
    clearTimeout(timer);
    for (const block of blocks) block.classList.remove('whole');
  };

  /** @param {boolean} tells */
  const start = (tells) => {
    leave();
    ended = performance.now();
    timer = setTimeout(() => layOut(0, tells));
  };

  button?.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(!isWanted()));
    if (isWanted()) return start(true);
    leave();
    status.textContent = 'Records near the screen are laid out';
  });

  // Thousands of records that are shown again would be laid out in one long step.
  document.addEventListener('filtered', () => isWanted() && start(false));
}
