import { describe, expect, it } from 'vitest';
import { createGraphBuilder } from '../../src/onnx/graph-builder.ts';
import { tensorFrom } from '../../src/onnx/tensor-from.ts';
import { labels, workOf } from './work-of.ts';

const body = (op: string, prefix: string) => {
  const graph = createGraphBuilder('body', prefix);
  graph.output(graph.node(op, ['x']), 'float32', null);
  return graph.graph();
};

/** One number under the name that `body('Sin', 'b_')` gives to eight. */
const rowSum = () => {
  const graph = createGraphBuilder('body', 'b_');
  graph.output(graph.node('ReduceSum', ['x'], {}, { outputs: ['b_sin'] }), 'float32', null);
  return graph.graph();
};

const loop = (trips: string) => {
  const inner = createGraphBuilder('body', 'l_');
  inner.input('i', 'int64', []);
  const on = inner.input('on', 'bool', []);
  const state = inner.input('state', 'float32', [8]);
  inner.output(on, 'bool', []);
  inner.output(inner.node('Sin', [state]), 'float32', [8]);
  return (graph: ReturnType<typeof createGraphBuilder>) =>
    graph.node('Loop', [trips, '', 'x'], { body: inner.graph() }, { outputs: ['y'] });
};

describe('graphWork on control flow', () => {
  it('counts either branch of an undecided If at a half', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const condition = graph.input('c', 'bool', []);
    const branches = { then_branch: body('Sin', 't_'), else_branch: body('Cos', 'e_') };
    graph.output(graph.node('If', [condition], branches), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units.map((u) => [u.label, u.times])).toEqual([
      ['Sin', 0.5],
      ['Cos', 0.5],
      ['If', 1],
    ]);
    expect(work.units[2]?.after).toEqual([0, 1]);
  });

  it('walks only the branch that is taken', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const condition = graph.initialiser(tensorFrom('bool', [], [0]));
    const branches = { then_branch: body('Sin', 't_'), else_branch: body('Cos', 'e_') };
    const chosen = graph.node('If', [condition], branches);
    graph.output(graph.node('Exp', [chosen]), 'float32', null);
    const work = workOf(graph.model(17));
    expect(labels(work)).toEqual(['Cos', 'Exp']);
    expect(work.units[1]?.after).toEqual([0]);
  });

  it('keeps branches apart that use the same names', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const condition = graph.input('c', 'bool', []);
    const branches = { then_branch: body('Sin', 'b_'), else_branch: rowSum() };
    graph.output(graph.node('If', [condition], branches), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units[0]?.bytesWritten).toBe(32);
    expect(work.units[1]?.bytesWritten).toBe(4);
    expect(work.units[2]?.after).toEqual([0, 1]);
  });

  it('counts the body of a Loop once per trip', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const trips = graph.initialiser(tensorFrom('int64', [], [7]));
    graph.output(loop(trips)(graph), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units.find((u) => u.label === 'Sin')?.times).toBe(7);
    expect(work.unresolved).toEqual([]);
  });

  it('counts the body of a Loop of unknown length once, and says so', () => {
    const graph = createGraphBuilder();
    graph.input('x', 'float32', [8]);
    const trips = graph.input('trips', 'int64', []);
    graph.output(loop(trips)(graph), 'float32', null);
    const work = workOf(graph.model(17));
    expect(work.units.find((u) => u.label === 'Sin')?.times).toBe(1);
    expect(work.unresolved).toContain('y');
  });
});
