import type { ModelGraph } from '../onnx/model-graph.ts';

/** Figures of an architecture as its authors, or the implementation everyone uses, published them. */
export interface PublishedFigures {
  /** Learnt parameters, buffers such as running means left out. */
  readonly parameters: number;
  /** Multiply-accumulates of one sample at the input size built here; null where nobody published them for that size. */
  readonly multiplyAccumulates: number | null;
  /** Where the figures stand: paper and table, or the documentation of an implementation. */
  readonly source: string;
}

/** One architecture that can be built. */
export interface ZooModel {
  /** File name without its ending, lower case: `resnet-50`. */
  readonly name: string;
  /** As people call it: `ResNet-50`. */
  readonly title: string;
  /** Architecture family: models of one family are never each other's test and training data. */
  readonly family: string;
  readonly domain: 'vision' | 'text' | 'audio' | 'tabular' | 'time-series';
  /** Authors, title and year of the paper, and what was taken from where. */
  readonly paper: string;
  readonly published: PublishedFigures;
  /** The graph with a symbolic batch `N` as the first axis of every input; the same every time. */
  readonly build: () => ModelGraph;
}
