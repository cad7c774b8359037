import type { ElementType } from './model-graph.ts';

/** How the numbers of a generated feed are drawn. Integer bounds are inclusive. */
export type FeedValues =
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'integers'; readonly low: number; readonly high: number }
  /** Control inputs (a sample rate, a maximum length): the same value in every element. */
  | { readonly kind: 'constant'; readonly value: number };

/** How an input follows the real length of each sample; positions are counted along all `axes` alike. */
export type LengthRole =
  /** Holds something for every position; 0 stands at the padded ones. */
  | { readonly kind: 'data'; readonly axes: readonly number[] }
  /** Says which positions are real: `real` (0 or 1) stands there, the other of the two at the padded ones. */
  | { readonly kind: 'mask'; readonly axes: readonly number[]; readonly real: 0 | 1 }
  /** Holds the length itself, one number per sample. */
  | { readonly kind: 'count' };

/** What to feed to one input. */
export interface FeedSpec {
  readonly name: string;
  readonly elementType: ElementType;
  /** Fully fixed shape at one sample per run: `shape[batchAxis]` is the size one sample takes there (usually 1). */
  readonly shape: readonly number[];
  /** Axis along which samples are stacked; null for inputs shared by all samples. */
  readonly batchAxis: number | null;
  readonly values: FeedValues;
  /** Absent for inputs that are the same at every length. */
  readonly lengthRole?: LengthRole;
}

/** Axis along which one output holds its samples; null for outputs that do not depend on the batch. */
export interface OutputSpec {
  readonly name: string;
  readonly batchAxis: number | null;
}
