/** Milliseconds from an act to the end of the second frame after it, and of the longest task in it that blocks the page. */
export const WATCH = `
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  globalThis.measure = async (act) => {
    tasks.length = 0;
    const start = performance.now();
    act();
    await frame();
    await frame();
    const took = performance.now() - start;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { took, longest: Math.max(0, ...tasks) };
  };
  undefined`;
