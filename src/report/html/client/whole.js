// A long page is laid out near the screen only, and browsers tell screen readers of nothing else. This lays out the rest when its reader
// asks for it: block by block, so that the page goes on answering, and back again.
'use strict';

{
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('#whole'));
  const status = /** @type {HTMLElement} */ (document.querySelector('#status'));
  const blocks = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.block'));
  const isWanted = () => button?.getAttribute('aria-pressed') === 'true';

  /** @param {number} from */
  const layOut = (from) => {
    if (!isWanted()) return;
    const start = performance.now();
    let next = from;
    while (next < blocks.length && performance.now() - start < 50) {
      const block = /** @type {HTMLElement} */ (blocks[next]);
      block.classList.add('whole');
      // Asking for its height lays it out now.
      void block.offsetHeight;
      next += 1;
    }
    const isDone = next === blocks.length;
    // Read aloud now and then, not at each step.
    const [before, now] = [from, next].map((count) => Math.floor((count * 10) / blocks.length) * 10);
    if (isDone || before !== now) status.textContent = isDone ? 'All records are laid out' : `Laying out: ${now} %`;
    if (!isDone) setTimeout(() => layOut(next));
  };

  button?.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(!isWanted()));
    if (isWanted()) return layOut(0);
    for (const block of blocks) block.classList.remove('whole');
    status.textContent = 'Records near the screen are laid out';
  });
}
