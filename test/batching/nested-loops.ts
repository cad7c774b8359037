import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { Graph, ModelGraph } from '../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';

/** Loops within loops; the innermost body doubles the last axis of its state if `grows`, so that it never settles. */
export function nestedLoops(depth: number, grows: boolean): ModelGraph {
  const b = createGraphBuilder();
  const x = b.input('x', 'float32', ['N', 2]);
  const trips = b.initialiser(tensorFrom('int64', [], [1], 'trips'));
  const going = b.initialiser(tensorFrom('bool', [], [1], 'going'));
  const y = b.node('Loop', [trips, going, x], { body: loopBody(depth - 1, grows) });
  b.output(y, 'float32', null);
  return b.model(13);
}

function loopBody(depth: number, grows: boolean): Graph {
  const b = createGraphBuilder(`level ${depth}`, `l${depth}_`);
  b.input(`i${depth}`, 'int64', []);
  const going = b.input(`c${depth}`, 'bool', []);
  const state = b.input(`s${depth}`, 'float32', null);
  const leaf = (): string =>
    grows ? b.node('Concat', [state, state], { axis: 1 }) : b.node('Relu', [state]);
  const inner =
    depth === 0
      ? leaf()
      : b.node('Loop', ['trips', going, state], { body: loopBody(depth - 1, grows) });
  b.output(b.node('Identity', [going]), 'bool', []);
  b.output(inner, 'float32', null);
  return b.graph();
}
