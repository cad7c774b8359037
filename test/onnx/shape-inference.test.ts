import { describe, expect, it } from 'vitest';
import { shapeRuleOf } from '../../operators/catalogue.ts';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { inferShapes } from '../../src/onnx/shape-inference.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { nestedLoops } from '../batching/nested-loops.ts';

const given = (shape: readonly number[]) => new Map([['x', { shape }]]);

describe('shape inference', () => {
  it('follows shape arithmetic into a reshape', () => {
    const b = createGraphBuilder();
    const x = b.input('x', 'float32', ['N', 6, 4]);
    const size = b.node('Gather', [
      b.node('Shape', [x]),
      b.initialiser(tensorFrom('int64', [], [1])),
    ]);
    const half = b.node('Div', [size, b.initialiser(tensorFrom('int64', [], [2]))]);
    const axes = b.initialiser(tensorFrom('int64', [1], [0]));
    const rest = b.initialiser(tensorFrom('int64', [1], [-1]));
    const target = b.node('Concat', [b.node('Unsqueeze', [half, axes]), rest], { axis: 0 });
    const y = b.node('Reshape', [x, target]);
    const { values, unresolved } = inferShapes(b.model(13), given([5, 6, 4]), shapeRuleOf);
    expect(values.get(y)?.shape).toEqual([3, 40]);
    expect(unresolved).toEqual([]);
  });

  it('orders nodes that the file lists after their consumers', () => {
    const b = createGraphBuilder();
    const middle = b.node('Relu', [b.input('x', 'float32', [2, 3])]);
    const y = b.node('Transpose', [middle]);
    const model = b.model(13);
    const shuffled = { ...model, graph: { ...model.graph, nodes: model.graph.nodes.toReversed() } };
    expect(inferShapes(shuffled, new Map(), shapeRuleOf).values.get(y)?.shape).toEqual([3, 2]);
  });

  it('orders nodes by what their branches capture', () => {
    const b = createGraphBuilder();
    const x = b.input('x', 'float32', [2, 3]);
    const turned = b.node('Transpose', [x]);
    const flag = b.initialiser(tensorFrom('bool', [], [1]));
    const [then, otherwise] = [createGraphBuilder('t', 't_'), createGraphBuilder('e', 'e_')];
    then.output(then.node('Relu', [turned]), 'float32', null);
    otherwise.output(otherwise.node('Relu', [x]), 'float32', null);
    const y = b.node('If', [flag], { then_branch: then.graph(), else_branch: otherwise.graph() });
    const model = b.model(13);
    const shuffled = { ...model, graph: { ...model.graph, nodes: model.graph.nodes.toReversed() } };
    expect(inferShapes(shuffled, new Map(), shapeRuleOf).values.get(y)?.shape).toEqual([3, 2]);
  });

  it('takes the branch a known condition takes, and what both agree on otherwise', () => {
    for (const known of [true, false]) {
      const b = createGraphBuilder();
      const x = b.input('x', 'float32', [2, 3]);
      const flag = known ? b.initialiser(tensorFrom('bool', [], [0])) : b.input('flag', 'bool', []);
      const [then, otherwise] = [createGraphBuilder('t', 't_'), createGraphBuilder('e', 'e_')];
      then.output(then.node('Concat', [x, x], { axis: 1 }), 'float32', null);
      otherwise.output(otherwise.node('Relu', [x]), 'float32', null);
      const y = b.node('If', [flag], { then_branch: then.graph(), else_branch: otherwise.graph() });
      const { values } = inferShapes(b.model(13), new Map(), shapeRuleOf);
      expect(values.get(y)?.shape).toEqual(known ? [2, 3] : [2, null]);
    }
  });

  it('keeps what a loop keeps and forgets what it changes', () => {
    const shapeAfter = (grows: boolean) => {
      const model = nestedLoops(2, grows);
      const output = model.graph.outputs[0]?.name ?? '';
      return inferShapes(model, given([5, 2]), shapeRuleOf).values.get(output)?.shape;
    };
    expect(shapeAfter(false)).toEqual([5, 2]);
    expect(shapeAfter(true)).toEqual([5, null]);
  });

  it.each([true, false])(
    'ends soon on thirty nested loops (growing: %s)',
    (grows) => {
      const inferred = inferShapes(nestedLoops(30, grows), given([5, 2]), shapeRuleOf);
      expect(inferred.values.size).toBeGreaterThan(30);
    },
    2000,
  );
});
