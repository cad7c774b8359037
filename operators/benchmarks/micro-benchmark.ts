import type { GraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { OperatorFamily } from '../operator.ts';

/** Where a micro-benchmark takes its weights from: the name of a constant of the given shape and spread. */
export interface Weights {
  weight(name: string, dims: readonly number[], deviation: number): string;
  constant(name: string, dims: readonly number[], value: number): string;
}

/** What the names of all micro-benchmarks begin with. */
export const BENCHMARK_PREFIX = 'micro/';

/** One small piece of a graph whose time tells something about a family on a host. */
export interface MicroBenchmark {
  /** Unique; nodes it adds are called so, or begin with it. */
  readonly name: string;
  /** The family it is there for. */
  readonly family: OperatorFamily;
  /** Shape of one sample of its float32 input; the batch comes before it. */
  readonly input: readonly number[];
  /**
   * Adds its nodes to `graph`, reading `x` of shape [N, ...input]; returns the value that keeps them alive. Shapes follow
   * common layers of published networks, so that what is fitted to them is asked about nothing far away.
   */
  readonly add: (graph: GraphBuilder, x: string, weights: Weights) => string;
}

/** Name and output of a node alike. */
export function named(name: string): {
  readonly name: string;
  readonly outputs: readonly string[];
} {
  return { name, outputs: [name] };
}
