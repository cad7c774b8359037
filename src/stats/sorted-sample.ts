declare const sorted: unique symbol;

/** Finite numbers in ascending order. A type of its own, so that a quantile of unsorted data does not compile. */
export type SortedSample = readonly number[] & { readonly [sorted]: true };

/** Sorts a copy numerically. Throws a `RangeError` where a value is not finite: such data has no order to speak of. */
export function sortSample(values: readonly number[]): SortedSample {
  for (const value of values) {
    if (!Number.isFinite(value))
      throw new RangeError(`a sample holds finite numbers, not ${value}`);
  }
  return Array.from(Float64Array.from(values).sort()) as readonly number[] as SortedSample;
}
