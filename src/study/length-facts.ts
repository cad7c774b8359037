/** What a study measured instead of samples of one length. */
export interface LengthFacts {
  /** As the user wrote it. */
  readonly source: string;
  /** Axes along which samples differ, by input. */
  readonly axes: readonly { readonly input: string; readonly axis: number }[];
  /** Padded to the bucket of the longest in the batch, or batches of one length only. */
  readonly batching: 'padded' | 'exact';
  /** Sizes, or how they are found; null where nothing is padded. */
  readonly buckets: 'powers-of-two' | 'none' | readonly number[] | null;
  /** Of the requests. */
  readonly shortest: number;
  readonly median: number;
  readonly mean: number;
  readonly longest: number;
  readonly padding: PaddingFacts;
}

/** Whether what is real comes out the same with padding and without, as seen by running. */
export type PaddingFacts =
  | { readonly status: 'harmless'; readonly maxRelativeDeviation: number }
  | { readonly status: 'harmful'; readonly maxRelativeDeviation: number; readonly reason: string }
  /** Nothing is padded. */
  | { readonly status: 'not-padded' };
