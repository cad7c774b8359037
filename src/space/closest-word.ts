/** The known word a user most likely meant: at most two letters off and less than half of it; null where none is near. */
export function closestWord(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = 3;
  for (const candidate of known) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest && 2 * edits < candidate.length) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** Fewest insertions, deletions and replacements (Levenshtein); words longer than 32 letters count as far. */
function editDistance(a: string, b: string): number {
  if (a.length > 32 || b.length > 32) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
