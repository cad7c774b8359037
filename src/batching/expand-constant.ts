import type { GraphNode } from '../onnx/model-graph.ts';
import { type TensorFact, UNKNOWN_FACT } from '../onnx/shape-rule.ts';
import { type BatchLayout, perSample } from './batch-layout.ts';
import { BatchObstacleError, type BatchStep, baseShape, intAttributeOf } from './batch-step.ts';
import {
  addIntegers,
  batchSizeVector,
  factsInBothWorlds,
  newNode,
  type Rewriting,
} from './rewriting.ts';

/** The means to add nodes; a step of the analysis has them. */
type Inserter = Pick<BatchStep, 'insert' | 'integers' | 'batchSize'>;

/**
 * Repeats input `index`, which does not carry the batch, for every sample, so that it has `layout`: cached constants such
 * as class tokens and initial states. Returns the name of the grown tensor.
 */
export function expandConstant(step: BatchStep, index: number, layout: BatchLayout): string {
  const shape = baseShape(step, index);
  const problem = whyNotExpandable(shape[layout.axis], layout, step.sizes.base, index);
  if (problem !== null) return step.refuse(problem);
  return repeat(step, step.node.inputs[index] ?? '', shape, layout);
}

/** The same for an input of a node with subgraphs: the nodes to put before it, and the name of the grown tensor. */
export function expandLayout(
  node: GraphNode,
  index: number,
  layout: BatchLayout,
  rewriting: Rewriting,
): { readonly nodes: readonly GraphNode[]; readonly name: string } {
  const source = node.inputs[index] ?? '';
  const fact: TensorFact = rewriting.values.get(source)?.base ?? UNKNOWN_FACT;
  const shape = fact.shape;
  const problem =
    shape === null || shape.includes(null)
      ? `the shape of its input ${index + 1} is not known`
      : whyNotExpandable(shape[layout.axis] ?? undefined, layout, rewriting.sizes.base, index);
  if (problem !== null) throw new BatchObstacleError(node, problem);
  const nodes: GraphNode[] = [];
  const inserter: Inserter = {
    integers: (values) => addIntegers(rewriting, values),
    batchSize: () => batchSizeVector(rewriting),
    insert: (opType, inputs, attributes) => {
      const output = rewriting.fresh(opType.toLowerCase());
      const added = newNode(opType, inputs, [output], attributes ?? []);
      nodes.push(added);
      const facts = factsInBothWorlds(rewriting, added);
      rewriting.values.set(output, {
        base: facts.base[0] ?? UNKNOWN_FACT,
        wide: facts.wide[0] ?? UNKNOWN_FACT,
        layout: null,
      });
      return output;
    },
  };
  const name = repeat(inserter, source, shape as readonly number[], layout);
  const grown = rewriting.values.get(name);
  if (grown !== undefined) rewriting.values.set(name, { ...grown, layout });
  return { nodes, name };
}

function whyNotExpandable(
  size: number | undefined,
  layout: BatchLayout,
  base: number,
  index: number,
): string | null {
  if (size === perSample(layout)) return null;
  return base > 1
    ? `its input ${index + 1} is constant and may differ between the ${base} samples of the file`
    : `its input ${index + 1} has ${size} elements along the batch axis where one sample takes ${perSample(layout)}`;
}

function repeat(to: Inserter, name: string, shape: readonly number[], layout: BatchLayout): string {
  const before = shape.slice(0, layout.axis);
  const after = shape.slice(layout.axis + 1);
  const folded = perSample(layout) > 1;
  const unfolded = folded
    ? to.insert('Reshape', [
        name,
        to.integers([...before, layout.outer, 1, layout.inner, ...after]),
      ])
    : name;
  const ones = (count: number): string => to.integers(new Array<number>(count).fill(1));
  const axis = folded ? layout.axis + 1 : layout.axis;
  const behind = shape.length + (folded ? 2 : 0) - axis - 1;
  const target = to.insert(
    'Concat',
    [ones(axis), to.batchSize(), ones(behind)],
    [intAttributeOf('axis', 0)],
  );
  const grown = to.insert('Expand', [unfolded, target]);
  return folded ? to.insert('Reshape', [grown, to.integers([...before, -1, ...after])]) : grown;
}
