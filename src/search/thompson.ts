import type { Random } from '../core/random.ts';
import type { Configuration } from '../space/configuration.ts';
import type { GaussianProcess } from '../surrogate/gaussian-process.ts';

/** All of the items, or so many drawn at random, in their order. */
export function drawn<T>(items: readonly T[], most: number, random: Random): readonly T[] {
  if (items.length <= most) return items;
  const places = random.shuffle(items.map((_, i) => i)).slice(0, most);
  return places.sort((a, b) => a - b).flatMap((i) => items[i] ?? []);
}

/** The best of each joint sample of the process that no sample before it chose (Thompson 1933), `count` of them at most. */
export function thompson(
  process: GaussianProcess,
  candidates: readonly Configuration[],
  encode: (c: Configuration) => number[],
  count: number,
  random: Random,
): readonly Configuration[] {
  const xs = candidates.map(encode);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, candidates.length)) {
    const sample = process.sample(xs, random.fork(`sample ${chosen.size}`));
    let best = -1;
    sample.forEach((value, i) => {
      if (!chosen.has(i) && (best < 0 || value > (sample[best] as number))) best = i;
    });
    chosen.add(best);
  }
  return [...chosen].flatMap((i) => candidates[i] ?? []);
}
