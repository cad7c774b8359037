/** Largest batch of the default space: throughput per core is flat well before, and latency grows with it. */
export const DEFAULT_BATCH_CAP = 64;
export const WIDE_BATCH_CAP = 256;
/** On a GPU throughput goes on growing with the batch until its thousands of lanes are full; what fits into its memory is tried. */
export const DEVICE_BATCH_CAP = { default: 256, wide: 1024 } as const;

/** Powers of two and their midpoints up to `cap`, with the model's own batch: 1, 2, 3, 4, 6, 8, 12, 16, … */
export function batchSizes(baseBatch: number, cap: number): readonly number[] {
  const sizes = new Set([baseBatch]);
  for (let power = 1; power <= cap; power *= 2) {
    sizes.add(power);
    if (power > 1 && power * 1.5 <= cap) sizes.add(power * 1.5);
  }
  return [...sizes].sort((a, b) => a - b);
}
