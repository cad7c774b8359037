/** Edit distance with insertions, deletions and substitutions. Source: Wagner & Fischer (1974). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] as number) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(substituted, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}

/**
 * The known name that was probably meant ("did you mean …?"): at most a third of its letters differ, or it starts with
 * what was typed (3 letters at least); null where none is near. Ignores case.
 */
export function nearestName(typed: string, names: readonly string[]): string | null {
  const wanted = typed.slice(0, 100).toLowerCase();
  const distances = names.map((name) => {
    const known = name.toLowerCase();
    const isStart = wanted.length >= 3 && known.startsWith(wanted);
    return { name, distance: isStart ? 0 : editDistance(wanted, known), limit: known.length / 3 };
  });
  const near = distances
    .filter(({ distance, limit }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name ?? null;
}
