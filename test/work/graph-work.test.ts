import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { createWeightSource } from '../../src/zoo/weight-source.ts';
import { labels, ones, workOf, workOfGraph } from './work-of.ts';

describe('graphWork', () => {
  it('prices a product by its shapes, at the batch of the shapes it is given', () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', ['N', 8]);
    graph.output(graph.node('MatMul', [x, ones(graph, 8, 4)]), 'float32', null);
    const work = workOf(graph.model(17), { x: [5, 8] });
    expect(work.units).toHaveLength(1);
    expect(work.units[0]).toMatchObject({
      family: 'matmul',
      flops: 2 * 5 * 8 * 4,
      bytesRead: 4 * 5 * 8,
      weightBytes: 4 * 8 * 4,
      bytesWritten: 4 * 5 * 4,
      product: { count: 1, m: 5, n: 4, k: 8 },
      times: 1,
    });
    expect(work.unresolved).toEqual([]);
  });

  it('takes sizes nobody knows as 1 and names the values', () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', ['N', 8]);
    graph.output(graph.node('Relu', [x], {}, { outputs: ['y'] }), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units[0]?.bytesWritten).toBe(32);
    expect(work.unresolved).toEqual(['y']);
  });
});

describe('what graphWork leaves out or cannot price', () => {
  it('folds what depends on constants alone; the result counts as weights', () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', ['N', 64]);
    const weights = createWeightSource(graph, 'seed').weight('w', [64, 32], 0.1);
    graph.output(graph.node('MatMul', [x, weights]), 'float32', null);
    const work = workOf(graph.model(17), { x: [1, 64] });
    expect(labels(work)).toEqual(['MatMul']);
    expect(work.units[0]?.weightBytes).toBe(4 * 64 * 32);
  });

  it('folds shapes that the file fixes, not those that only the feed does', () => {
    const build = (size: number | string) => {
      const graph = createGraphBuilder();
      const x = graph.input('x', 'float32', [size, 8]);
      const shape = graph.node('Shape', [x]);
      graph.output(graph.node('Reshape', [graph.node('Relu', [x]), shape]), 'float32', null);
      return labels(workOf(graph.model(17), { x: [2, 8] }));
    };
    expect(build(2)).toEqual(['Relu', 'Reshape']);
    expect(build('N')).toEqual(['Shape', 'Relu', 'Reshape']);
  });

  it('drops nodes that no output needs, Identity and Dropout, and repeated nodes', () => {
    const work = workOfGraph([4], (graph, x) => {
      graph.node('Exp', [x]);
      const same = graph.node('Dropout', [graph.node('Identity', [x])]);
      const once = graph.node('Sin', [same]);
      return graph.node('Add', [once, graph.node('Sin', [x])]);
    });
    expect(labels(work)).toEqual(['Sin', 'Add']);
  });

  it('keeps random nodes apart however alike they look', () => {
    const work = workOfGraph([4], (graph, x) =>
      graph.node('Add', [
        graph.node('RandomUniformLike', [x]),
        graph.node('RandomUniformLike', [x]),
      ]),
    );
    expect(labels(work)).toEqual(['RandomUniformLike', 'RandomUniformLike', 'Add']);
  });

  it('prices an unknown operator as data movement and names it', () => {
    const work = workOfGraph([4], (graph, x) =>
      graph.node('Relu', [graph.node('Twist', [x], {}, { domain: 'my.domain' })]),
    );
    expect(work.unknownOperators).toEqual(['my.domain:Twist']);
    expect(work.units[0]).toMatchObject({ family: 'data-movement', bytesRead: 16, flops: 0 });
  });

  it('says what each unit has to wait for', () => {
    const work = workOfGraph([4], (graph, x) => {
      const a = graph.node('Sin', [x]);
      const b = graph.node('Cos', [x]);
      return graph.node('Mul', [a, b]);
    });
    expect(work.units.map((u) => u.after)).toEqual([[], [], [0, 1]]);
  });
});

describe('graphWork on functions of the model itself', () => {
  it('takes calls apart', () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', [2, 8]);
    const call = graph.node('Half', [x], {}, { domain: 'local' });
    graph.output(graph.node('Half', [call], {}, { domain: 'local' }), 'float32', null);
    const inside = createGraphBuilder();
    inside.node('Exp', ['a'], {}, { outputs: ['t'] });
    inside.node('Sin', ['t'], {}, { outputs: ['b'] });
    const half = {
      name: 'Half',
      domain: 'local',
      inputs: ['a'],
      outputs: ['b'],
      nodes: inside.graph().nodes,
      encoded: new Uint8Array(0),
    };
    const work = workOf({ ...graph.model(17), functions: [half] });
    expect(labels(work)).toEqual(['Exp', 'Sin', 'Exp', 'Sin']);
    expect(work.units.map((u) => u.after)).toEqual([[], [0], [1], [2]]);
    expect(work.unknownOperators).toEqual([]);
  });

  it('gives up on functions that call each other without end', () => {
    const graph = createGraphBuilder();
    const x = graph.input('x', 'float32', [8]);
    graph.output(graph.node('Twice', [x], {}, { domain: 'local' }), 'float32', null);
    const inside = createGraphBuilder();
    inside.node('Twice', ['a'], {}, { domain: 'local', outputs: ['t'] });
    inside.node('Twice', ['t'], {}, { domain: 'local', outputs: ['b'] });
    const twice = {
      name: 'Twice',
      domain: 'local',
      inputs: ['a'],
      outputs: ['b'],
      nodes: inside.graph().nodes,
      encoded: new Uint8Array(0),
    };
    const work = workOf({ ...graph.model(17), functions: [twice] });
    expect(work.unknownOperators).toEqual(['local:Twice']);
  });
});
