import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../src/core/random.ts';
import { writeModelFile } from '../../src/input/write-model-file.ts';
import type { FeedSpec } from '../../src/onnx/feed-spec.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { Dimension, ModelGraph } from '../../src/onnx/model-graph.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { writeModel } from '../../src/onnx/write-model.ts';

/**
 * A perceptron x[batch, 64] -> y[batch, 16] with seeded weights: runs in microseconds. `repeats` puts further hidden layers
 * between its two, all with the same weights: a model that takes long but is small.
 */
export function tinyPerceptron(batch: Dimension = 'N', hidden = 256, repeats = 0): ModelGraph {
  const random = createRandom('tiny');
  const weights = (rows: number, columns: number): string =>
    graph.initialiser(
      tensorFrom(
        'float32',
        [rows, columns],
        Float32Array.from({ length: rows * columns }, () => random.normal() / Math.sqrt(rows)),
      ),
    );
  const graph = createGraphBuilder('tiny');
  const x = graph.input('x', 'float32', [batch, 64]);
  let layer = graph.node('Relu', [graph.node('MatMul', [x, weights(64, hidden)])]);
  const between = repeats > 0 ? weights(hidden, hidden) : '';
  for (let i = 0; i < repeats; i++) {
    layer = graph.node('Relu', [graph.node('MatMul', [layer, between])]);
  }
  graph.node('MatMul', [layer, weights(hidden, 16)], {}, { outputs: ['y'] });
  graph.output('y', 'float32', [batch, 16]);
  return graph.model(17);
}

export const TINY_FEED: FeedSpec = {
  name: 'x',
  elementType: 'float32',
  shape: [1, 64],
  batchAxis: 0,
  values: { kind: 'normal', mean: 0, deviation: 1 },
};

/** Writes a model into a fresh temporary folder and returns its path. */
export function writeTemporary(model: ModelGraph, name = 'model.onnx'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'tune-test-')), name);
  writeModelFile(path, writeModel(model));
  return path;
}
