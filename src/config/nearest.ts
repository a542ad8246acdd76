import leven from 'leven';

/** The candidate that a mistyped word most likely means. Null if none is similar. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  if (word.length > 64) return null;
  const typed = word.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.round(word.length * 0.4)) + 1;
  for (const candidate of candidates) {
    const distance = leven(typed, candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** The hint for an unknown word: the nearest candidate, or `otherwise`. */
export function didYouMean(word: string, candidates: readonly string[], otherwise: string): string {
  const near = nearest(word, candidates);
  return near === null ? otherwise : `did you mean "${near}"?`;
}
