/** Up to here every count is tried, above it a sharp subset. */
const EVERY_COUNT_UP_TO = 8;

/**
 * Counts of threads or instances worth trying on so many cores: all of them on few cores; on many, the powers of two
 * and what repeated halving of the cores gives, for these fill the machine without remainder. `landmarks` (physical
 * cores, performance cores) are added where they fit.
 */
export function coreCounts(cores: number, landmarks: readonly number[] = []): readonly number[] {
  const counts = new Set(landmarks.filter((count) => count >= 1 && count <= cores));
  if (cores <= EVERY_COUNT_UP_TO) {
    for (let count = 1; count <= cores; count++) counts.add(count);
  } else {
    for (let power = 1; power < cores; power *= 2) counts.add(power);
    for (let half = cores; Number.isInteger(half); half /= 2) counts.add(half);
  }
  return [...counts].sort((a, b) => a - b);
}
