/**
 * Patterns on names, as in `ignore`: `*` stands for any text, `?` for one character, everything else for itself. A
 * pattern must match the whole name. Case matters, and both are compared in NFC.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const wanted = [...pattern.normalize('NFC')];
  const given = [...name.normalize('NFC')];
  let p = 0;
  let n = 0;
  // Only the last star ever needs another try (for an earlier one it would gain nothing), so this takes at most pattern
  // × name steps.
  let star = -1;
  let resume = 0;
  while (n < given.length) {
    if (wanted[p] === '*') {
      star = p;
      p += 1;
      resume = n;
    } else if (p < wanted.length && (wanted[p] === '?' || wanted[p] === given[n])) {
      p += 1;
      n += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      n = resume;
    } else {
      return false;
    }
  }
  while (wanted[p] === '*') p += 1;
  return p === wanted.length;
}

/** Whether a list of `ignore` contains this record: a number by its id, a text by its whole name. */
export function matchesAny(entries: readonly (number | string)[], id: number, name: string): boolean {
  return entries.some((entry) => (typeof entry === 'number' ? entry === id : matchesGlob(entry, name)));
}
