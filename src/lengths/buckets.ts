/** To which sizes a batch may be padded: fewer sizes mean fewer shapes for the runtime to plan for, and more padding. */
export type Buckets =
  | { readonly kind: 'powers-of-two' }
  /** Ascending. */
  | { readonly kind: 'sizes'; readonly sizes: readonly number[] }
  /** A batch is padded to its longest sequence and no further. */
  | { readonly kind: 'none' };

/** The smallest bucket that holds this length; null where it is longer than the largest. */
export function bucketOf(length: number, buckets: Buckets): number | null {
  switch (buckets.kind) {
    case 'none':
      return length;
    case 'powers-of-two':
      return 2 ** Math.ceil(Math.log2(length));
    case 'sizes':
      return buckets.sizes.find((size) => size >= length) ?? null;
  }
}
