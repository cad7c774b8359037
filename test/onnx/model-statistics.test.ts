import { expect, test } from 'vitest';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { modelStatistics } from '../../src/onnx/model-statistics.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';

test('parameters, bytes and operators are counted wherever they are', () => {
  const body = createGraphBuilder('body', 'body/');
  const inner = body.initialiser(tensorFrom('float16', [2, 2], [0, 0, 0, 0]));
  body.output(body.node('Add', ['x', inner]), 'float32', null);
  const graph = createGraphBuilder();
  const x = graph.input('x', 'float32', [3]);
  const w = graph.initialiser(tensorFrom('float32', [3], [1, 2, 3]));
  const constant = graph.node('Constant', [], { value: tensorFrom('int8', [5], [1, 2, 3, 4, 5]) });
  graph.initialiser(tensorFrom('int64', [2], [1, 2]));
  graph.node('Add', [x, w]);
  graph.node('Gelu', [constant], {}, { domain: 'com.microsoft' });
  graph.node('If', [x], { then_branch: body.graph(), else_branch: body.graph() });
  const statistics = modelStatistics(graph.model(17));
  expect(statistics.parameters).toBe(3 + 5 + 4 + 4);
  expect(statistics.weightBytes).toBe(12 + 5 + 8 + 8);
  expect(statistics.nodes).toBe(6);
  expect([...statistics.operators]).toEqual([
    ['Add', 3],
    ['Constant', 1],
    ['com.microsoft::Gelu', 1],
    ['If', 1],
  ]);
});
