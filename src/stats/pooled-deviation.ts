import { mean } from './mean.ts';

/** Standard deviation within groups about their own means, pooled over all of them; null where no group has two values. */
export function pooledDeviation(groups: readonly (readonly number[])[]): number | null {
  let [squares, freedom] = [0, 0];
  for (const group of groups) {
    const centre = mean(group);
    squares += group.reduce((sum, v) => sum + (v - centre) ** 2, 0);
    freedom += Math.max(0, group.length - 1);
  }
  return freedom === 0 ? null : Math.sqrt(squares / freedom);
}
