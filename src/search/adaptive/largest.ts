/** Those of the items with the largest values, largest first; of equals the earlier one first. */
export function largest(
  items: readonly number[],
  count: number,
  by: (item: number) => number,
): readonly number[] {
  const best: { readonly item: number; readonly value: number }[] = [];
  let least = -Infinity;
  for (const item of items) {
    const value = by(item);
    if (best.length >= count && !(value > least)) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.value ?? 0) < value) place--;
    best.splice(place, 0, { item, value });
    if (best.length > count) best.pop();
    least = best.at(-1)?.value ?? -Infinity;
  }
  return best.map(({ item }) => item);
}
