import { createGraphBuilder, type GraphBuilder } from '../../../src/onnx/graph-builder.ts';
import type { ElementType } from '../../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../../src/onnx/tensor-from.ts';

/** A graph under construction, with weights that are declared and never there. */
export interface Layers {
  readonly graph: GraphBuilder;
  readonly weight: (dims: readonly number[], elementType?: ElementType) => string;
  readonly scalar: (value: number) => string;
  readonly ints: (...values: number[]) => string;
  readonly op: GraphBuilder['node'];
}

/** Weights lie one after the other in a file beside the model. */
export function createLayers(): Layers {
  const graph = createGraphBuilder();
  let offset = 0;
  return {
    graph,
    op: graph.node,
    weight: (dims, elementType = 'float32') => {
      const length = dims.reduce((a, b) => a * b, elementType === 'float32' ? 4 : 1);
      const data = { kind: 'external', location: 'weights.bin', offset, length } as const;
      offset += length;
      return graph.initialiser({ name: '', elementType, dims, data });
    },
    scalar: (value) => graph.initialiser(tensorFrom('float32', [], [value])),
    ints: (...values) => graph.initialiser(tensorFrom('int64', [values.length], values)),
  };
}
