/** Random numbers that are the same for the same seed on every machine. */
export interface Dice {
  /** True in this many of a hundred cases. */
  percent(share: number): boolean;
  one<T>(from: readonly T[]): T;
  /** From 0 to below `end`. */
  below(end: number): number;
}

/** Mulberry32: 32 bits of state, whole numbers only. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (end: number): number => Math.floor(fraction() * end);
  return {
    below,
    percent: (share) => below(100) < share,
    one: (from) => from[below(from.length)]!,
  };
}
