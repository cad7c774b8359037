import type { ElementType } from './model-graph.ts';

/** How the numbers of a generated feed are drawn. Integer bounds are inclusive. */
export type FeedValues =
  | { readonly kind: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'integers'; readonly low: number; readonly high: number }
  /** Control inputs (a sample rate, a maximum length): the same value in every element. */
  | { readonly kind: 'constant'; readonly value: number };

/** What to feed to one input. */
export interface FeedSpec {
  readonly name: string;
  readonly elementType: ElementType;
  /** Fully fixed shape at one sample per run: `shape[batchAxis]` is the size one sample takes there (usually 1). */
  readonly shape: readonly number[];
  /** Axis along which samples are stacked; null for inputs shared by all samples. */
  readonly batchAxis: number | null;
  readonly values: FeedValues;
}

/** Axis along which one output holds its samples; null for outputs that do not depend on the batch. */
export interface OutputSpec {
  readonly name: string;
  readonly batchAxis: number | null;
}
