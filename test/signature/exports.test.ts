import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import type { ModelGraph } from '../../src/onnx/model-graph.ts';
import { nearest } from '../../src/signature/nearest.ts';
import { createWeightSource } from '../../src/zoo/weight-source.ts';
import { denseNet, mobileNet, residualNet, uNet } from '../support/architectures/convolutional.ts';
import { quantisedNet } from '../support/architectures/other.ts';
import { transformer } from '../support/architectures/transformer.ts';
import { knownModels, MODELS, SMALL, signatureOfModel, WIDE } from './known-models.ts';

const NODES = { normalised: true };

/** Other ways of writing models of the list down. */
const EXPORTS: readonly (readonly [name: string, form: string, build: () => ModelGraph])[] = [
  ['residual', 'batch normalisation as nodes', () => residualNet(NODES)],
  ['residual', 'Identity and Dropout left in', () => residualNet({ ...NODES, padded: true })],
  ['mobile', 'batch normalisation as nodes', () => mobileNet(NODES)],
  ['dense', 'batch normalisation as nodes', () => denseNet(NODES)],
  ['unet', 'batch normalisation as nodes', () => uNet(NODES)],
  ['small transformer', 'layers written out', () => transformer(SMALL, { fused: false })],
  ['wide transformer', 'layers written out', () => transformer(WIDE, { fused: false })],
  [
    'wide transformer',
    'attention as one operator',
    () => transformer(WIDE, { fused: true, fusedAttention: true }),
  ],
  [
    'small transformer',
    'attention as one operator',
    () => transformer(SMALL, { fused: true, fusedAttention: true }),
  ],
  [
    'wide transformer',
    'shapes worked out in the graph',
    () => transformer(WIDE, { fused: false, shapesFollowed: true }),
  ],
  ['quantised', 'QDQ', () => quantisedNet('QDQ')],
  ['squeeze', 'weights computed in the graph', () => withComputedWeights('squeeze')],
];

/** The model with every stored float matrix or kernel replaced by one that nodes of the graph make of constants. */
function withComputedWeights(name: string): ModelGraph {
  const model = MODELS[name]?.() ?? createGraphBuilder().model(17);
  const graph = createGraphBuilder();
  const weights = createWeightSource(graph, 'seed');
  for (const { name: weight, dims } of model.graph.initialisers) weights.weight(weight, dims, 0.1);
  const made = graph.graph();
  const nodes = [...made.nodes, ...model.graph.nodes];
  return { ...model, graph: { ...model.graph, nodes, initialisers: made.initialisers } };
}

describe('the signature of another export of the same model', () => {
  const known = knownModels();

  it.each(EXPORTS)('has %s as its nearest neighbour: %s', (name, _, build) => {
    const [first, second] = nearest(signatureOfModel(build()), known, 2);
    expect(first?.model.name).toBe(name);
    expect(first?.distance.total).toBeLessThan((second?.distance.total ?? 0) / 2);
  });
});
